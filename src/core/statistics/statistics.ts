import { mean, probit, sampleStandardDeviation } from "simple-statistics";

/** A quantile of censored data. If `censored`, the true one exceeds `value`, or is unknown if `value` is null. */
export interface Quantile {
  readonly value: number | null;
  readonly censored: boolean;
}

/**
 * The data of a trial: what was observed, in ascending order, and how many
 * runs are known only to be later than `limit`; null for counts, such as
 * rounds, of which nothing is known in an undecided run.
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
  /** 95 % interval of the mean, by Student's t; null without a mean and for a single run. */
  readonly interval95: Interval<number> | null;
  /** Null without data. */
  readonly median: Quantile | null;
  readonly p95: Quantile | null;
}

export function statistics(sample: Sample): Statistics {
  const values = sample.censored === 0 ? Array.from(sample.sorted) : [];
  return {
    n: size(sample),
    mean: values.length === 0 ? null : mean(values),
    interval95: meanInterval(values),
    median: quantile(sample, 0.5),
    p95: quantile(sample, 0.95),
  };
}

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
 * Of counts, such as rounds, a quantile is one of them: that of the nearest
 * rank. A run that was cut off in time may have had fewer rounds than others
 * or more; so a quantile is known only where that makes no difference to it.
 */
function countQuantile({ sorted, censored }: Sample, p: number): Quantile {
  const index = Math.max(0, Math.ceil(p * (sorted.length + censored)) - 1);
  const [least, most] = [sorted[index - censored], sorted[index]];
  return least !== undefined && least === most
    ? { value: least, censored: false }
    : { value: null, censored: true };
}

/**
 * An interval that holds the median with the given confidence whatever the
 * distribution, from the order of the values alone; null where there are too
 * few (6 for 95 %, 8 for 99 %).
 */
export function medianInterval(sample: Sample, confidence = 0.95): Interval<Quantile> | null {
  const n = size(sample);
  const rank = lowRank(n, (1 - confidence) / 2);
  return rank < 1 ? null : [at(sample, rank - 1), at(sample, n - rank)];
}

/** The run at an index of the ascending order; censored ones come after observed ones of the same value. */
export function at({ sorted, censored, limit }: Sample, index: number): Quantile {
  const before = limit === null ? sorted.length : countUpTo(sorted, limit);
  if (index < before || censored === 0) return { value: sorted[index] ?? null, censored: false };
  const value = index < before + censored ? limit : (sorted[index - censored] ?? null);
  return { value, censored: true };
}

/** How many of the sorted values are at most `limit`. */
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

function meanInterval(values: number[]): Interval<number> | null {
  if (values.length < 2) return null;
  const middleOf = mean(values);
  const half =
    (studentT975(values.length - 1) * sampleStandardDeviation(values)) / Math.sqrt(values.length);
  return [middleOf - half, middleOf + half];
}

const T_975 = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145,
  2.131, 2.12, 2.11, 2.101, 2.093, 2.086, 2.08, 2.074, 2.069, 2.064, 2.06, 2.056, 2.052, 2.048,
  2.045, 2.042,
];
const Z_975 = 1.959964;

/** The 97.5 % point of Student's t; beyond the table by Cornish and Fisher's expansion, to 4 digits. */
export function studentT975(degrees: number): number {
  const known = T_975[degrees - 1];
  if (known !== undefined) return known;
  const z = Z_975;
  return (
    z + (z ** 3 + z) / (4 * degrees) + (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * degrees ** 2)
  );
}

/** Beyond this, the binomial is normal enough and 2^-n would be 0. */
const EXACT_MAX = 1000;

/** The largest rank whose value is above the median with probability at most `tail`; 0 where there is none. */
function lowRank(n: number, tail: number): number {
  if (n > EXACT_MAX) return Math.floor(n / 2 + (probit(tail) * Math.sqrt(n)) / 2);
  let rank = 0;
  let probability = 2 ** -n;
  for (let sum = probability; sum <= tail && rank < n; sum += probability) {
    rank++;
    probability *= (n - rank + 1) / rank;
  }
  return rank;
}
