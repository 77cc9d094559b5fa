import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { EBIN } from "../nodes/trials.ts";

/** A lab folder in virtual time and under every schedule, beside our own version 2 in the same turns. */
export default function labSpeed() {
  const folder = mkdtempSync(join(tmpdir(), "bench-lab-"));
  try {
    const source = resolve("test/bench/engines/lab_speed.erl");
    execFileSync("erlc", ["-Werror", "-o", folder, source]);
    const code = resolve("test/lab/folders/classic");
    const run = `lab_speed:main("${code}", "${folder}"), halt().`;
    const text = execFileSync("erl", ["-noshell", "-pa", EBIN, folder, "-eval", run], {
      encoding: "utf8",
    });
    return text
      .trim()
      .split("\n")
      .map((line) => {
        const [name = "", measured, reference] = line.split(" ");
        return ROWS[name]?.(Number(measured), Number(reference));
      });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

type Row = (measured: number, reference: number) => object;

const atLeast =
  (figure: string, target: number): Row =>
  (measured, reference) => ({
    figure,
    measured: `${measured.toLocaleString("en")}/s`,
    reference: `${reference.toLocaleString("en")}/s (version 2)`,
    ratio: (measured / reference).toFixed(2),
    target: `ratio >= ${target}`,
    ok: measured / reference >= target,
  });

const ROWS: Readonly<Record<string, Row>> = {
  load: (measured) => ({
    figure: "lab folder, read, checked and converted",
    measured: `${measured} ms of processor time`,
    reference: "",
    ratio: "",
    target: "<= 500 ms",
    ok: measured <= 500,
  }),
  virtual: atLeast("lab folder in virtual time, 5 proposers, 10 acceptors, events", 0.4),
  transitions: atLeast("checker on a lab folder, 2/3/2, transitions a CPU second", 0.7),
  complete: (measured, reference) => ({
    figure: "check of a lab folder, 2/3/2, complete",
    measured: `${(measured / 1000).toFixed(1)} s`,
    reference: `${(reference / 1000).toFixed(1)} s (version 2)`,
    ratio: (measured / reference).toFixed(2),
    target: "ratio <= 3",
    ok: measured <= 3 * reference,
  }),
  memory: (measured, most) => ({
    figure: "check of a lab folder, memory of the Erlang node",
    measured: `${Math.round(measured / 1e6)} MB`,
    reference: "",
    ratio: "",
    target: "<= 2,000 MB",
    ok: measured <= most,
  }),
};
