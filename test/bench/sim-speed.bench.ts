import { execFileSync, spawnSync } from "node:child_process";
import { join } from "node:path";
import { withModules } from "./ebin.ts";

const MODULES = ["sim_speed", "cpu_seconds"].map((name) => `bench/engines/${name}.erl`);

/** The simulator with 5 proposers and 10 acceptors, and the checker with 2 and 3. */
export default function simSpeed() {
  return withModules(MODULES, (says, folder) => {
    const before = native(folder);
    const lines = says("sim_speed:main()");
    const best = faster(before, native(folder));
    return lines.map((words) => row(words, best));
  });
}

interface Native {
  readonly perSecond: number;
  readonly rounds: number;
}

/** Another simulator of the same trial, in C; undefined where there is no compiler. */
function native(folder: string): Native | undefined {
  const program = join(folder, "paxos_sim");
  const source = join(process.cwd(), "test", "bench", "native", "paxos_sim.c");
  if (spawnSync("cc", ["-O2", "-o", program, source]).status !== 0) return undefined;
  const [events = 0, seconds = 0, , rounds = 0] = execFileSync(program, { encoding: "utf8" })
    .split(" ")
    .map(Number);
  return { perSecond: events / seconds, rounds };
}

const faster = (one: Native | undefined, other: Native | undefined): Native | undefined =>
  one !== undefined && other !== undefined && one.perSecond > other.perSecond ? one : other;

/** Runs of the two that do not have about the same rounds are not of the same model. */
const ROUNDS_APART_MAX = 0.1;

function events(measured: number, rounds: number, reference: Native | undefined) {
  const figure = "simulated events, one core";
  if (reference === undefined) {
    return { figure, measured: perSecond(measured), reference: "needs a C compiler" };
  }
  const ratio = measured / reference.perSecond;
  const apart = Math.abs(rounds - reference.rounds);
  return {
    figure,
    measured: `${perSecond(measured)}, ${rounds.toFixed(2)} rounds`,
    reference: `${perSecond(Math.round(reference.perSecond))}, ${reference.rounds.toFixed(2)} rounds (in C)`,
    ratio: ratio.toFixed(3),
    target: "ratio >= 0.2, the same rounds",
    ok: ratio >= 0.2 && apart <= ROUNDS_APART_MAX,
  };
}

function row([name = "", measuredText, referenceText]: string[], inC: Native | undefined) {
  const measured = Number(measuredText);
  const reference = Number(referenceText);
  const ratio = measured / reference;
  switch (name) {
    case "events":
      return events(measured, reference / 1000, inC);
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
