import { firstEventInterval, quantileRanks, rateInterval } from "./interval.ts";
import type { Differences } from "./pairs.ts";
import type { Interval } from "./statistics.ts";

/** How one group of runs differs from a base: other minus base. */
export interface Difference {
  readonly value: number;
  /** Of the asked confidence; an end is infinite where too few runs, or censored ones, give it none. */
  readonly interval: Interval<number>;
  /** The smallest level at which the interval excludes 0. */
  readonly p: number;
  /** `value` is the least or the most that the difference can be: one of the medians is later than the limit. */
  readonly bound?: "least" | "most";
}

/** A figure of a group with its interval at a confidence. */
interface Estimate {
  readonly value: number;
  interval(confidence: number): Interval<number>;
}

/**
 * The median of the differences of runs that had the same luck, with the interval that their order
 * gives (that of the sign test; exact for any distribution). Each end is taken from the bounds that
 * make the interval the wider; null if they leave the median of the differences and its sign unknown.
 */
export function pairedDifference(
  { least, most }: Differences,
  confidence = 0.95,
): Difference | null {
  const n = least.length;
  const middle = middleOf(medianOf(least), medianOf(most));
  if (middle === null) return null;
  const at = (level: number): Interval<number> => {
    const [low, high] = quantileRanks(n, 0.5, (1 - level) / 2);
    return [
      low < 1 ? Number.NEGATIVE_INFINITY : (least[low - 1] as number),
      high > n ? Number.POSITIVE_INFINITY : (most[high - 1] as number),
    ];
  };
  return { ...middle, interval: at(confidence), p: smallestLevel(at) };
}

/** A median between two bounds: known, or known to lie beyond one that has its sign. */
function middleOf(least: number, most: number): Pick<Difference, "value" | "bound"> | null {
  if (least === most && Number.isFinite(least)) return { value: least };
  if (least > 0 && most === Number.POSITIVE_INFINITY && Number.isFinite(least))
    return { value: least, bound: "least" };
  if (most < 0 && least === Number.NEGATIVE_INFINITY && Number.isFinite(most))
    return { value: most, bound: "most" };
  return null;
}

/** Also of infinite bounds. */
function medianOf(ascending: Float64Array): number {
  const [low, high] = [(ascending.length - 1) >> 1, ascending.length >> 1];
  return ((ascending[low] as number) + (ascending[high] as number)) / 2;
}

/**
 * The difference of two rates, such as 3 undecided of 60 runs. `correlation` is
 * that of the two, where the runs of both had the same luck (pairs.ts).
 */
export function rateDifference(
  base: Rate,
  other: Rate,
  correlation = 0,
  confidence = 0.95,
): Difference | null {
  if (base.n === 0 || other.n === 0) return null;
  return difference(rate(base), rate(other), { correlation, confidence });
}

export interface Rate {
  readonly count: number;
  readonly n: number;
  /** Runs were made until the first event, which was the last of the `n`. */
  readonly untilFirst?: boolean;
}

/**
 * The interval of a difference of rates from those of the two (MOVER; Zou and
 * Donner, 2008; with a correlation Zou, 2007).
 */
function difference(
  base: Estimate,
  other: Estimate,
  { correlation = 0, confidence }: { readonly correlation?: number; readonly confidence: number },
): Difference {
  const value = other.value - base.value;
  const at = (level: number): Interval<number> => {
    const [baseLow, baseHigh] = base.interval(level);
    const [low, high] = other.interval(level);
    return [
      value - apart(other.value - low, baseHigh - base.value, correlation),
      value + apart(high - other.value, base.value - baseLow, correlation),
    ];
  };
  return { value, interval: at(confidence), p: smallestLevel(at) };
}

/** How far an end lies from the difference. An infinite part makes it infinite, whatever the correlation. */
const apart = (one: number, other: number, correlation: number): number =>
  Number.isFinite(one + other)
    ? Math.sqrt(Math.max(0, one ** 2 + other ** 2 - 2 * correlation * one * other))
    : Number.POSITIVE_INFINITY;

/** The level at which an interval just excludes 0, by bisection; 1 if none does. */
function smallestLevel(at: (confidence: number) => Interval<number>): number {
  const excludes = (level: number): boolean => {
    const [low, high] = at(1 - level);
    return low > 0 || high < 0;
  };
  if (!excludes(LEVELS[1])) return 1;
  let [low, high]: Interval<number> = LEVELS;
  if (excludes(low)) return low;
  while (high / low > 1.01) {
    const middle = Math.sqrt(low * high);
    if (excludes(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/** Levels outside these bounds change no answer. */
const LEVELS = [1e-9, 0.5] as const;

const rate = (given: Rate): Estimate => ({
  value: given.count / given.n,
  interval: (confidence) => rateIntervalOf(given, confidence),
});

/** The interval of a rate, by the law of the way in which its runs ended. */
export const rateIntervalOf = ({ count, n, untilFirst }: Rate, confidence = 0.95) =>
  untilFirst ? firstEventInterval(n, confidence) : rateInterval(count, n, confidence);

/** Holm's step-down procedure (1979): p values adjusted for all comparisons together. */
export function holm(ps: readonly number[]): number[] {
  const order = ps.map((_, index) => index).sort((a, b) => (ps[a] as number) - (ps[b] as number));
  const adjusted = new Array<number>(ps.length);
  let largest = 0;
  for (const [place, index] of order.entries()) {
    largest = Math.max(largest, Math.min(1, (ps[index] as number) * (ps.length - place)));
    adjusted[index] = largest;
  }
  return adjusted;
}
