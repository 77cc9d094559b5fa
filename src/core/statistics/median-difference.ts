import type { Difference } from "./difference.ts";
import { at, type Interval, leastAt, quantile, type Sample, size } from "./statistics.ts";
import { STOPPED_CONFIDENCE } from "./stop-rule.ts";

/** Of each sample, whether a rule of precision ended its runs. */
type Stopped = readonly [base: boolean, other: boolean];

const CONFIDENCE = 0.95;

/**
 * The difference of the medians of two samples, ms or rounds. Of one median that
 * is later than the limit, the limit stands for it, and the difference is at
 * least (or at most) that; null where both are, and where rounds are unknown.
 *
 * A median lies between the k-th run of the ascending order and the next with
 * the probability that k of n throws of a coin are heads, whatever the
 * distribution: its confidence distribution (Schweder and Hjort, 2016). That of
 * the difference is made of the two, each pair of gaps at its end that makes the
 * interval the wider. Intervals made from the two intervals alone are too narrow
 * where times have two peaks, with few runs between them.
 */
export function medianDifference(
  base: Sample,
  other: Sample,
  stopped: Stopped = [false, false],
): Difference | null {
  const [one, two] = [middleOf(base), middleOf(other)];
  if (one === null || two === null || (one.isCensored && two.isCensored)) return null;
  // A rule of precision makes an interval miss more often than it says (stop-rule.ts).
  const stricter = stopped.includes(true) ? (1 - STOPPED_CONFIDENCE) / (1 - CONFIDENCE) : 1;
  const [mine, theirs] = [gapsOf(base), gapsOf(other)];
  const tail = (stricter * (1 - CONFIDENCE)) / 2;
  const p = 2 * Math.min(notAbove(theirs, mine), notAbove(mine, theirs));
  const found = {
    value: two.value - one.value,
    interval: [least(theirs, mine, tail), -least(mine, theirs, tail)] as const,
    p: Math.min(1, p / stricter),
  };
  if (two.isCensored) return { ...found, bound: "least" };
  return one.isCensored ? { ...found, bound: "most" } : found;
}

/** A median, or the least that it can be: between a decided run and a censored one, half way to the limit. */
function middleOf(sample: Sample): { readonly value: number; readonly isCensored: boolean } | null {
  const n = size(sample);
  const middle = quantile(sample, 0.5);
  if (n === 0 || middle === null || middle.value === null) return null;
  const [below, above] = [at(sample, (n - 1) >> 1), at(sample, n >> 1)];
  return {
    value: middle.censored ? ((below.value ?? 0) + (above.value ?? 0)) / 2 : middle.value,
    isCensored: middle.censored,
  };
}

/** The gaps between runs in which a median can lie: their ends, ascending, and their probabilities. */
interface Gaps {
  readonly from: Float64Array;
  readonly to: Float64Array;
  readonly weights: Float64Array;
}

function gapsOf(sample: Sample): Gaps {
  const n = size(sample);
  const { first, weights } = gapWeights(n);
  const low = (index: number): number => (index < 0 ? 0 : (leastAt(sample, index).value ?? 0));
  const high = (index: number): number => {
    const end = index >= n ? null : at(sample, index);
    return end?.value == null || end.censored ? Number.POSITIVE_INFINITY : end.value;
  };
  return {
    from: weights.map((_, gap) => low(first + gap - 1)),
    to: weights.map((_, gap) => high(first + gap)),
    weights,
  };
}

/** Gaps farther from the middle, in standard deviations, have a probability below 1e-9 together. */
const GAPS_KEPT = 6.2;

/** Of n throws of a coin, the probabilities of `first` heads and more, without those that hardly occur. */
function gapWeights(n: number): { readonly first: number; readonly weights: Float64Array } {
  const reach = Math.ceil((GAPS_KEPT * Math.sqrt(n)) / 2);
  const first = Math.max(0, (n >> 1) - reach);
  const last = Math.min(n, (n >> 1) + reach);
  const weights = new Float64Array(last - first + 1);
  // From the middle outwards, where they are largest.
  const middle = (n >> 1) - first;
  weights[middle] = 1;
  for (let k = middle + 1; k < weights.length; k++)
    weights[k] = ((weights[k - 1] as number) * (n - (first + k) + 1)) / (first + k);
  for (let k = middle - 1; k >= 0; k--)
    weights[k] = ((weights[k + 1] as number) * (first + k + 1)) / (n - (first + k));
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  return { first, weights: weights.map((weight) => weight / all) };
}

/** The probability that one median, each in its gap as low as it can be, less the other, as high as it can be, is below `d`. */
function below({ from, weights: ones }: Gaps, { to, weights: others }: Gaps, d: number): number {
  let [sum, left, next] = [0, 1, 0];
  for (let i = 0; i < from.length; i++) {
    while (next < to.length && (from[i] as number) - (to[next] as number) >= d)
      left -= others[next++] as number;
    sum += (ones[i] as number) * left;
  }
  return sum;
}

/** The probability that it is not above 0. */
const notAbove = (one: Gaps, other: Gaps): number => below(one, other, Number.MIN_VALUE);

/** The largest difference below which one median less the other lies with at most this probability. */
function least(one: Gaps, other: Gaps, tail: number): number {
  const finite = other.to.filter(Number.isFinite);
  if (finite.length === 0) return Number.NEGATIVE_INFINITY;
  let [low, high]: Interval<number> = [
    (one.from[0] as number) - (finite.at(-1) as number),
    (one.from.at(-1) as number) - (finite[0] as number),
  ];
  if (below(one, other, low) > tail) return Number.NEGATIVE_INFINITY;
  if (below(one, other, high) <= tail) return high;
  while (high - low > 1e-9 * (1 + Math.abs(high))) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (below(one, other, middle) <= tail) low = middle;
    else high = middle;
  }
  return largestBelow(one.from, finite, high);
}

/** The largest difference of two ends that is below `limit`. */
function largestBelow(from: Float64Array, to: Float64Array, limit: number): number {
  let [largest, next] = [Number.NEGATIVE_INFINITY, 0];
  for (const start of from) {
    while (next < to.length && start - (to[next] as number) >= limit) next++;
    if (next < to.length) largest = Math.max(largest, start - (to[next] as number));
  }
  return largest;
}
