import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { parse } from "csv-parse/sync";
import type { Shown } from "./distributions.ts";

export interface World {
  readonly module: "paxy_remote" | "paxy_local" | "paxy_sim";
  readonly repeat: number;
  readonly jobs: number;
  readonly seed: number;
}

export interface Configuration {
  readonly name: string;
  readonly trial: object;
}

const SLEEP = [10, 100, 10, 20, 50];
const named = (name: string, trial: object): Configuration => ({ name, trial });
/** Proposers that start at times of their own. */
const slept = (name: string, trial: object) => named(name, { sleep: SLEEP, ...trial });
const V1 = { moduleVersion: 1 };

/** The defaults first: there proposers start together, and the order within a ms matters most. */
export const CONFIGURATIONS: readonly Configuration[] = [
  named("defaults, version 1", V1),
  named("defaults, version 2", {}),
  named("6 proposers, version 1", { ...V1, numProposers: 6 }),
  named("7 proposers, version 1", { ...V1, numProposers: 7 }),
  named("9 proposers, version 1", { ...V1, numProposers: 9, numAcceptors: 3 }),
  named("11 proposers", { numProposers: 11, numAcceptors: 3 }),
  named("6 proposers by number", { ...V1, numProposers: 6, ballots: "number" }),
  named("no back-off", { propBackoff: 0 }),
  named("no delay", { delay: 0 }),
  named("one deadline a phase", { ...V1, delay: 90, deadline: "phase" }),
  slept("sleeps, version 1", { ...V1 }),
  slept("sleeps, delay 100, version 1", { ...V1, delay: 100 }),
  slept("sleeps, delay 120", { delay: 120 }),
  slept("sleeps, drop 20", { drop: 20 }),
  slept("promises lost", { drop: 40, dropScope: "promises" }),
  slept("votes lost", { drop: 30, dropScope: "votes" }),
  slept("refusals lost", { drop: 60, dropScope: "refusals" }),
  slept("requests lost and late", { requestDrop: 10, requestDelay: 20 }),
  slept("requests doubled", { requestDelay: 20, requestDuplicate: 50 }),
  slept("replies doubled", { delay: 60, duplicate: 50 }),
  slept("acceptors stopped", { faults: [{ at: 20, do: "stop", side: "acceptors", for: 60 }] }),
  slept("line cut", { delay: 30, faults: [{ at: 15, do: "cut", for: 90 }] }),
];

/** A real run with a timer that was later than this says more of the machine than of the protocol. */
const LATE_MS_MAX = 5;

export interface Measured {
  readonly runs: readonly Shown[];
  /** Runs that were left out because a timer was late. */
  readonly late: number;
}

/** Runs the trials in a world, and what each showed, in the order of the trials. */
export async function measured(
  world: World,
  configurations: readonly Configuration[],
): Promise<readonly Measured[]> {
  const rows = await rowsIn(world, configurations);
  return configurations.map((_, index) => {
    const own = rows.filter((row) => Number(row.trial) === index + 1);
    const good = own.filter((row) => row.late_ms === "" || Number(row.late_ms) <= LATE_MS_MAX);
    return { runs: good.map(shown), late: own.length - good.length };
  });
}

type Row = Readonly<Record<"trial" | "elapsed_ms" | "rounds" | "messages" | "late_ms", string>>;

const shown = ({ elapsed_ms, rounds, messages }: Row): Shown => ({
  elapsedMs: elapsed_ms === "" ? null : Number(elapsed_ms),
  rounds: rounds === "" ? null : Number(rounds),
  messages: Number(messages),
});

async function rowsIn(world: World, configurations: readonly Configuration[]): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), "paxy-trust-"));
  try {
    const file = join(folder, "trust.json");
    writeFileSync(file, JSON.stringify({ trials: configurations.map(({ trial }) => trial) }));
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
