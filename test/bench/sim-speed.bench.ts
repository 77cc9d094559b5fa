import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EBIN } from "../nodes/trials.ts";

/** The simulator with 5 proposers and 10 acceptors, and the checker with 2 and 3. */
export default function simSpeed() {
  const folder = mkdtempSync(join(tmpdir(), "bench-sim-"));
  try {
    const source = join(process.cwd(), "test", "bench", "engines", "sim_speed.erl");
    execFileSync("erlc", ["-Werror", "-o", folder, source]);
    const run = ["-noshell", "-pa", EBIN, folder, "-eval", "sim_speed:main(), halt()."];
    const text = execFileSync("erl", run, { encoding: "utf8" });
    return text.trim().split("\n").map(row);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function row(line: string) {
  const [name = "", measuredText, referenceText] = line.split(" ");
  const measured = Number(measuredText);
  const reference = Number(referenceText);
  const ratio = measured / reference;
  switch (name) {
    case "events":
      return {
        figure: "simulated events, one core",
        measured: perSecond(measured),
        reference: `${perSecond(reference)} (turns of a gb_trees queue alone)`,
        ratio: ratio.toFixed(2),
        target: ">= 1.5 million/s",
        ok: measured >= 1_500_000,
      };
    case "scaling":
      return {
        figure: "simulated runs, 2 cores",
        measured: perSecond(measured),
        reference: `${perSecond(reference)} on 1`,
        ratio: ratio.toFixed(2),
        target: "ratio >= 1.8",
        ok: ratio >= 1.8,
      };
    default:
      return {
        figure: "checker, transitions, 2 cores",
        measured: perSecond(measured),
        reference: `${perSecond(reference)} on 1`,
        ratio: ratio.toFixed(2),
        target: ">= 400,000/s",
        ok: measured >= 400_000,
      };
  }
}

const perSecond = (count: number): string => `${count.toLocaleString("en")}/s`;
