import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { parse } from "csv-parse/sync";
import type { Compared } from "./median-difference.ts";

export interface World {
  readonly module: "paxy_remote" | "paxy_local" | "paxy_sim";
  readonly repeat: number;
  readonly jobs: number;
  readonly seed: number;
}

const SLEEP = [10, 100, 10, 20, 50];
const BASE = {
  ...{ sleep: SLEEP, numProposers: 3, numAcceptors: 5, drop: 1, delay: 10 },
  ...{ propTimeout: 100, propBackoff: 10, moduleVersion: 2 },
};
const MANY = { ...BASE, sleep: [...SLEEP, 30, 60, 80, 40, 70, 90], numAcceptors: 3 };

/** Twelve of the sweeps in trials/ (delay, drop, acceptors, proposers), and worlds with faults. */
export const CONFIGURATIONS = [
  { ...BASE, moduleVersion: 1, delay: 10 },
  { ...BASE, moduleVersion: 1, delay: 50 },
  { ...BASE, moduleVersion: 1, delay: 100 },
  { ...BASE, delay: 10 },
  { ...BASE, delay: 60 },
  { ...BASE, delay: 120 },
  { ...BASE, drop: 20 },
  { ...BASE, drop: 40 },
  { ...BASE, numAcceptors: 12 },
  { ...BASE, numAcceptors: 30 },
  { ...MANY, numProposers: 5 },
  { ...MANY, numProposers: 11 },
  { ...BASE, faults: [{ at: 20, do: "stop", side: "acceptors", for: 60 }] },
  { ...BASE, delay: 30, faults: [{ at: 15, do: "cut", for: 90 }] },
  {
    ...{ ...BASE, sleep: [0], numAcceptors: 3, delay: 30 },
    faults: [
      { at: 10, do: "crash", acceptor: 1, for: 100 },
      { at: 30, do: "crash", acceptor: 2, for: 150 },
    ],
  },
];

/** Runs the same trials in both worlds, and pairs what they showed. */
export async function compareWorlds(
  trials: readonly object[],
  real: World,
  simulated: World,
  toleranceMs: Compared["tolerance"],
): Promise<Compared[]> {
  const realRuns = await runsIn(real, trials);
  const simulatedRuns = await runsIn(simulated, trials);
  return trials.flatMap((_, index) => {
    const pair = (field: keyof Run) => ({
      real: valuesOf(realRuns, index + 1, field),
      simulated: valuesOf(simulatedRuns, index + 1, field),
    });
    return [
      { name: `trial ${index + 1} elapsed`, ...pair("elapsed_ms"), tolerance: toleranceMs },
      {
        name: `trial ${index + 1} rounds`,
        ...pair("rounds"),
        tolerance: { absolute: 0, share: toleranceMs.share },
      },
    ];
  });
}

interface Run {
  readonly trial: string;
  readonly elapsed_ms: string;
  readonly rounds: string;
}

/** An undecided run has neither; it is later than all that were decided. */
const valuesOf = (runs: readonly Run[], trial: number, field: keyof Run): number[] =>
  runs
    .filter((run) => Number(run.trial) === trial)
    .map((run) => (run[field] === "" ? Number.MAX_SAFE_INTEGER : Number(run[field])));

async function runsIn(world: World, trials: readonly object[]): Promise<readonly Run[]> {
  const folder = mkdtempSync(join(tmpdir(), "paxy-trust-"));
  try {
    const file = join(folder, "trust.json");
    writeFileSync(file, JSON.stringify({ trials }));
    const numbers = { repeat: world.repeat, jobs: world.jobs, seed: world.seed };
    const options = Object.entries(numbers).flatMap(([name, value]) => [`--${name}`, `${value}`]);
    const place = ["--name", "trust", "--out", folder, "--module", world.module];
    await promisify(execFile)(process.execPath, [
      ...[join(".build", "cli.js"), "run", file, ...options, ...place],
    ]);
    return parse(readFileSync(join(folder, "trust", "latest", "runs.csv")), { columns: true });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
