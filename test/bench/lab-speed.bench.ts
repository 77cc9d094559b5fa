import { resolve } from "node:path";
import { withModules } from "./ebin.ts";

const MODULES = ["lab_speed", "cpu_seconds"].map((name) => `bench/engines/${name}.erl`);

/** A lab folder in virtual time and under every schedule, beside our own version 2 in the same turns. */
export default function labSpeed() {
  const code = resolve("test/lab/folders/classic");
  return withModules(MODULES, (says, folder) =>
    says(`lab_speed:main("${code}", "${folder}")`).map(([name = "", measured, reference]) =>
      ROWS[name]?.(Number(measured), Number(reference)),
    ),
  );
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
