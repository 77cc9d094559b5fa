import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Interval, Quantile, Sample } from "../../src/core/statistics/statistics.ts";
import { type Row, runBatch } from "./paxy.ts";

export const LIMIT_MS = 30_000;
/** How often a sample is drawn, where it costs little. */
export const REPETITIONS = Number(process.env.PAXY_BENCH_REPETITIONS ?? 20_000);
const POPULATION = 10_000;

/** The shapes that occur: two peaks, skewed, with a few and with many undecided runs, and hardly any spread. */
const SHAPES = [
  { moduleVersion: 1 },
  { moduleVersion: 2 },
  { moduleVersion: 1, delay: 150 },
  { moduleVersion: 1, drop: 30 },
  { moduleVersion: 1, drop: 50, dropScope: "promises" },
  { moduleVersion: 1, drop: 60, dropScope: "promises" },
];

/** The runs of a population, by ascending time. */
export interface Shape {
  /** ms; an undecided run is infinite. */
  readonly times: Float64Array;
  /** Of the same runs; NaN where unknown. */
  readonly rounds: Float64Array;
}

/** A population of simulated runs of each shape. */
export function simulated(): readonly Shape[] {
  const folder = mkdtempSync(join(tmpdir(), "paxy-bench-coverage-"));
  try {
    const file = join(folder, "shapes.json");
    const trials = SHAPES.map((each) => ({ moduleName: "paxy_sim", ...each }));
    writeFileSync(file, JSON.stringify({ repeat: POPULATION, seed: 5, jobs: 2, trials }));
    const rows = runBatch([file]);
    return SHAPES.map((_, index) => shapeOf(rows.filter((row) => row.trial === `${index + 1}`)));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function shapeOf(rows: readonly Row[]): Shape {
  const timeOf = ({ elapsed_ms }: Row): number => Number(elapsed_ms || Number.POSITIVE_INFINITY);
  const runs = rows.map((row) => ({ time: timeOf(row), rounds: Number(row.rounds || Number.NaN) }));
  // Not by subtraction: infinity less infinity is no number.
  runs.sort((a, b) => (a.time === b.time ? 0 : a.time < b.time ? -1 : 1));
  return {
    times: Float64Array.from(runs, ({ time }) => time),
    rounds: Float64Array.from(runs, ({ rounds }) => rounds),
  };
}

let state = 1;
/** Lehmer's generator: the same samples in every run. */
export function random(): number {
  state = (state * 48_271) % 2_147_483_647;
  return state / 2_147_483_647;
}

/** A sample of a population: the places of its runs. */
export const drawn = ({ times }: Shape, n: number): Uint32Array =>
  new Uint32Array(n).map(() => Math.floor(random() * times.length));

/** The times of a sample. */
export function timesAt({ times }: Shape, runs: Uint32Array): Sample {
  const sorted = Float64Array.from(runs, (run) => times[run] as number).sort();
  return sampleOf(sorted, sorted.indexOf(Number.POSITIVE_INFINITY), LIMIT_MS);
}

/** The rounds of a sample. */
export function roundsAt({ rounds }: Shape, runs: Uint32Array): Sample {
  // NaN stands last.
  const sorted = Float64Array.from(runs, (run) => rounds[run] as number).sort();
  return sampleOf(sorted, sorted.findIndex(Number.isNaN), null);
}

function sampleOf(sorted: Float64Array, firstUnknown: number, limit: number | null): Sample {
  const known = firstUnknown < 0 ? sorted.length : firstUnknown;
  return { sorted: sorted.subarray(0, known), censored: sorted.length - known, limit };
}

/** The time that a share of the population does not exceed. */
export const truthAt = ({ times }: Shape, p: number): number =>
  times[Math.ceil(p * times.length) - 1] as number;

/** Whether an interval holds a time; an end beyond the limit holds every later one. */
export function holdsTime([low, high]: Interval<Quantile | null>, truth: number): boolean {
  const from = low === null ? 0 : low.censored ? LIMIT_MS : (low.value as number);
  const to = high === null || high.censored ? Number.POSITIVE_INFINITY : (high.value as number);
  return from <= Math.min(truth, 1e9) && truth <= to;
}

export const holds = ([low, high]: Interval<number>, truth: number): boolean =>
  low <= truth && truth <= high;

/** The share of the times that something held. */
export function share(times: number, holdsOnce: () => boolean): number {
  let held = 0;
  for (let i = 0; i < times; i++) held += Number(holdsOnce());
  return held / times;
}

export const percent = (value: number): string => `${(100 * value).toFixed(1)} %`;

/** The smallest and the largest of the coverages that were found, as a figure of the bench. */
export const spreadOf = (found: readonly number[]): string =>
  `${percent(Math.min(...found))} to ${percent(Math.max(...found))}`;

/** A line for all shapes, judged by the smallest coverage but for 3 standard errors of chance. */
export function line(
  figure: string,
  found: readonly number[],
  { atLeast, times }: { readonly atLeast: number; readonly times: number },
) {
  const error = 3 * Math.sqrt((0.95 * 0.05) / times);
  return {
    figure,
    measured: spreadOf(found),
    reference: `${found.length} shapes, ${times} times`,
    target: `>= ${percent(atLeast)} but for ${percent(error)} of chance`,
    ok: Math.min(...found) >= atLeast - error,
  };
}
