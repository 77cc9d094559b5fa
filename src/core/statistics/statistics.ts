import jstat from "jstat";
import { mean, sampleStandardDeviation } from "simple-statistics";

/** A quantile of censored data. If `censored`, the true one exceeds `value`, or is unknown if `value` is null. */
export interface Quantile {
  readonly value: number | null;
  readonly censored: boolean;
}

/**
 * The data of a trial: the observed values in ascending order, and the number of runs known only to
 * be later than `limit`. The limit is null for counts, such as rounds, which are unknown in an
 * undecided run.
 */
export interface Sample {
  readonly sorted: ArrayLike<number>;
  readonly censored: number;
  readonly limit: number | null;
}

export type Interval<Bound> = readonly [low: Bound, high: Bound];

export interface Statistics {
  /** Runs among the data, censored ones included. */
  readonly n: number;
  /** Null without data, and as soon as one run is censored: the mean of the lucky ones is a lie. */
  readonly mean: number | null;
  /** 95 % interval of the mean, by Student's t; null without a mean, and below 1,000 runs. */
  readonly interval95: Interval<number> | null;
  /** Null without data. */
  readonly median: Quantile | null;
  /** Null below 20 runs (`shownQuantile`). */
  readonly p95: Quantile | null;
}

export function statistics(sample: Sample): Statistics {
  const values = sample.censored === 0 ? sample.sorted : [];
  return {
    n: size(sample),
    mean: values.length === 0 ? null : meanOf(values),
    interval95: meanInterval(values),
    median: quantile(sample, 0.5),
    p95: shownQuantile(sample, 0.95),
  };
}

/** Takes lists of every kind as they are: a copy of a million numbers is not made. */
export const meanOf = (values: ArrayLike<number>): number => mean(values as number[]);

export const size = (sample: Sample): number => sample.sorted.length + sample.censored;

/**
 * Between the two runs around the place `p` in the ascending order, in
 * proportion (the rule of simple-statistics, pandas and R's default). Where
 * one of the two that it needs is censored, the quantile is later than that
 * run's limit.
 */
export function quantile(sample: Sample, p: number): Quantile | null {
  const n = size(sample);
  if (n === 0) return null;
  if (sample.limit === null) return countQuantile(sample, p);
  const place = (n - 1) * p;
  const below = at(sample, Math.floor(place));
  const above = at(sample, Math.ceil(place));
  if (below.value === null || above.value === null || above.censored) return above;
  const value = below.value + (place - Math.floor(place)) * (above.value - below.value);
  return { value, censored: below.censored };
}

/**
 * A quantile as tables and screens show it: null if there are too few runs to have one beyond it
 * (20 for p95, 100 for p99), because the figure would be the slowest run. The median, the fastest
 * and the slowest are always shown.
 */
export function shownQuantile(sample: Sample, p: number): Quantile | null {
  const beyond = Math.min(p, 1 - p);
  const isAlways = beyond === 0 || p === 0.5;
  // Rounded, since 1 - 0.95 is not quite 0.05.
  return isAlways || size(sample) >= Math.round(1 / beyond) ? quantile(sample, p) : null;
}

/**
 * A quantile of counts, such as rounds, is one of the values (nearest rank). A censored run may
 * have had fewer or more rounds than others, so a quantile is known only if that does not change
 * it.
 */
function countQuantile(sample: Sample, p: number): Quantile {
  const index = Math.max(0, Math.ceil(p * size(sample)) - 1);
  const [least, most] = [leastAt(sample, index), at(sample, index)];
  return least.value === most.value ? most : { value: null, censored: true };
}

/** The run at an index of the ascending order; censored ones come after observed ones of the same value. */
export function at({ sorted, censored, limit }: Sample, index: number): Quantile {
  const before = limit === null ? sorted.length : countUpTo(sorted, limit);
  if (index < before || censored === 0) return { value: sorted[index] ?? null, censored: false };
  const value = index < before + censored ? limit : (sorted[index - censored] ?? null);
  return { value, censored: true };
}

/**
 * The least that the run at an index can be. A censored time is later than its
 * limit, so this is the run itself; a censored count may be one of the smallest.
 */
export function leastAt(sample: Sample, index: number): Quantile {
  const { sorted, censored, limit } = sample;
  if (limit !== null) return at(sample, index);
  const value = sorted[index - censored];
  return value === undefined ? { value: null, censored: true } : { value, censored: false };
}

/** The number of sorted values that are at most `limit`. */
function countUpTo(sorted: ArrayLike<number>, limit: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const half = (low + high) >> 1;
    if ((sorted[half] as number) <= limit) low = half + 1;
    else high = half;
  }
  return low;
}

/**
 * Fewer runs give a mean no interval: of times such as occur, Student's t then
 * covers the true mean in less than 90 % of the cases (62 % from 10 runs, 89.7 %
 * from 500, where a few runs in a thousand are undecided; README.md here).
 */
const MEAN_INTERVAL_RUNS_MIN = 1000;

/** 95 % interval of a mean by Student's t; null if there are too few values for it to hold. */
export function meanInterval(values: ArrayLike<number>): Interval<number> | null {
  if (values.length < MEAN_INTERVAL_RUNS_MIN) return null;
  const deviation = sampleStandardDeviation(values as number[]);
  return intervalOfMean({ n: values.length, mean: meanOf(values), deviation });
}

/** The same of values whose number, mean and standard deviation are known. */
export function intervalOfMean({
  n,
  mean,
  deviation,
}: Readonly<Record<"n" | "mean" | "deviation", number>>): Interval<number> | null {
  if (n < MEAN_INTERVAL_RUNS_MIN) return null;
  const half = (jstat.jStat.studentt.inv(0.975, n - 1) * deviation) / Math.sqrt(n);
  return [mean - half, mean + half];
}
