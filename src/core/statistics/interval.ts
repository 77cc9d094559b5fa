import jstat from "jstat";
import { at, type Interval, leastAt, type Quantile, type Sample, size } from "./statistics.ts";

const { beta, binomial } = jstat.jStat;

/** An end of a quantile's interval; null if there are too few runs for one. */
export type Bound = Quantile | null;

/**
 * An interval that holds the quantile `p` with at least this confidence,
 * whatever the distribution: two runs of the ascending order (David and
 * Nagaraja, Order Statistics, 7.1). A censored run is an end such as `>30000`; of counts,
 * each end is the one that makes the interval the wider.
 */
export function quantileInterval(sample: Sample, p: number, confidence = 0.95): Interval<Bound> {
  const n = size(sample);
  const [low, high] = quantileRanks(n, p, (1 - confidence) / 2);
  return [low < 1 ? null : leastAt(sample, low - 1), high > n ? null : at(sample, high - 1)];
}

/**
 * An interval of the median: the narrowest pair of runs of the ascending order
 * that holds it with at least this confidence. Of an equal number of runs below
 * and above, one at the upper end is left out where the confidence allows it: of
 * 50 to 1,000 different times the interval of 95 % holds 95.0 to 96.4 %.
 */
export function medianInterval(sample: Sample, confidence = 0.95): Interval<Bound> {
  const [low, high] = medianRanks(size(sample), confidence);
  return low < 1 ? [null, null] : [leastAt(sample, low - 1), at(sample, high - 1)];
}

const medianRanks = once((n: number, confidence: number): Interval<number> => {
  const [low, high] = quantileRanks(n, 0.5, (1 - confidence) / 2);
  const missed = binomial.cdf(low - 1, n, 0.5) + binomial.cdf(low, n, 0.5);
  return [low, missed <= 1 - confidence ? high - 1 : high];
});

/**
 * The ranks (from 1; 0 and n + 1 mean none) that miss the quantile with at most
 * `tail` on each side.
 */
export const quantileRanks = once((n: number, p: number, tail: number): Interval<number> => {
  const low = largest(n, (rank) => binomial.cdf(rank - 1, n, p) <= tail);
  const high = largest(n, (rank) => 1 - binomial.cdf(rank - 1, n, p) > tail) + 1;
  return [low, high];
});

/**
 * The largest whole number from 1 to n for which `holds` is true, 0 if none; `holds` must be true
 * up to a point and false from there on.
 */
function largest(n: number, holds: (rank: number) => boolean): number {
  let low = 0;
  let high = n;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (holds(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Ranks are looked up in the binomial law once for each number of runs. */
function once<Args extends readonly number[]>(
  compute: (...args: Args) => Interval<number>,
): (...args: Args) => Interval<number> {
  const known = new Map<string, Interval<number>>();
  return (...args) => {
    const key = args.join(" ");
    const found = known.get(key) ?? compute(...args);
    if (known.size >= KNOWN_MAX) known.clear();
    known.set(key, found);
    return found;
  };
}

const KNOWN_MAX = 10_000;

/** An interval of a rate, from `count` of `n` runs (Clopper and Pearson, 1934); at least the confidence, always. */
export function rateInterval(count: number, n: number, confidence = 0.95): Interval<number> {
  const tail = (1 - confidence) / 2;
  if (n === 0) return [0, 1];
  return [
    count === 0 ? 0 : beta.inv(tail, count, n - count + 1),
    count === n ? 1 : beta.inv(1 - tail, count + 1, n - count),
  ];
}

/**
 * An interval of a rate where runs were made until the first event, which came
 * at the `n`th: that of the geometric law, each tail exact.
 */
export function firstEventInterval(n: number, confidence = 0.95): Interval<number> {
  const tail = (1 - confidence) / 2;
  return [1 - (1 - tail) ** (1 / n), n === 1 ? 1 : 1 - tail ** (1 / (n - 1))];
}
