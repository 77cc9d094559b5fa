import jstat from "jstat";
import type { Difference } from "./difference.ts";
import { nextLook } from "./stop-rule.ts";

/** The level of all comparisons together. */
export const LEVEL = 0.05;

/** The share of the cases in which so many runs give an answer, if the difference is as it looks. */
const POWER = 0.8;

/**
 * About how many runs a group needs for one of the other answers, with a chance
 * of 80 %, to two digits. The arms of an interval shrink with the square root of
 * the number of runs: to tell a difference, the one towards 0 must become shorter
 * than the difference, at the level that Holm's procedure leaves to the smallest
 * of all p values; to call it the same, the longer one must fit between it and
 * `near`. An interval without an end first needs enough runs to have one.
 */
export function runsFor(
  difference: Difference | null,
  { runs, near, comparisons }: { runs: number; near: number; comparisons: number },
): number | null {
  if (difference === null) return null;
  const { value } = difference;
  const [low, high] = difference.interval;
  if (!Number.isFinite(high - low)) return nextLook(2 * runs);
  const size = Math.abs(value);
  const arms = (level: number): number =>
    (normalAt(level) + normalAt(2 - 2 * POWER)) / normalAt(LEVEL);
  const towardsZero = value > 0 ? value - low : high - value;
  const longer = Math.max(value - low, high - value);
  const asDifferent = times((arms(LEVEL / comparisons) * towardsZero) / size);
  const asTheSame = times((arms(LEVEL) * longer) / Math.max(0, near - size));
  const factor = Math.min(asDifferent, asTheSame);
  if (!Number.isFinite(factor)) return null;
  return Math.max(Number((runs * factor).toPrecision(2)), nextLook(runs));
}

/** How many times as many runs make an interval so many times as narrow; none do where nothing is left to fit. */
const times = (narrower: number): number =>
  Number.isNaN(narrower) ? Number.POSITIVE_INFINITY : narrower ** 2;

/** How many standard errors a normal estimate lies from 0 whose two-sided p value is this. */
const normalAt = (p: number): number => jstat.jStat.normal.inv(1 - p / 2, 0, 1);
