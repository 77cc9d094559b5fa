import jstat from "jstat";
import { plural } from "../count-text.ts";
import { ranksOf } from "./ranks.ts";
import { type Series, values } from "./series.ts";
import type { Tally } from "./tally.ts";

/**
 * Signs of whether the times of runs on real nodes can be trusted; all null in virtual time or if
 * unknown.
 */
export interface Trust {
  /** Lateness of the latest timer of all runs, ms. */
  readonly lateMs: number | null;
  /**
   * Rank autocorrelation of elapsed between a run and the next one; null if too few runs were
   * measured.
   */
  readonly lag1: number | null;
  /** Probability of such a value, or a higher one, among independent runs. */
  readonly p: number | null;
}

/** Later timers, ms, say more about the machine than about the protocol. */
export const LATE_MS_MAX = 5;

/** With fewer runs, the normal distribution does not approximate that of the test. */
const RUNS_MIN = 20;
/** Probability of a false alarm for a batch of independent runs, over all its trials. */
const LEVEL = 0.001;

const UNKNOWN: Trust = { lateMs: null, lag1: null, p: null };

interface Timed {
  /** The numbers of the runs that `elapsed` is of, in the same order. */
  readonly measuredRuns: Series;
  readonly elapsed: Series;
  readonly tally?: Pick<Tally, "lateMs">;
}

const known = new WeakMap<Timed, Trust>();

/**
 * Of the runs of a trial, by their numbers, which is the order in which they start. In the order in
 * which they end, runs that started together stand sorted by their own times, so that independent
 * runs look alike.
 */
export function trustOf(trial: Timed): Trust {
  const lateMs = trial.tally?.lateMs ?? null;
  if (lateMs === null) return UNKNOWN;
  const before = known.get(trial);
  if (before !== undefined) return before;
  const trust = { lateMs, ...autocorrelation(byNumber(trial)) };
  known.set(trial, trust);
  return trust;
}

function byNumber({ measuredRuns, elapsed }: Timed): number[] {
  const [numbers, times] = [values(measuredRuns), values(elapsed)];
  return numbers
    .map((_, index) => index)
    .sort((one, other) => (numbers[one] as number) - (numbers[other] as number))
    .map((index) => times[index] as number);
}

/**
 * The test of randomness by Bartels ("The Rank Version of von Neumann's Ratio
 * Test for Randomness", JASA 77, 1982), against a run being like the one before
 * it. Its ratio is about normal, with mean 2 and variance 20 / (5n + 7).
 */
export function autocorrelation(list: readonly number[]): Pick<Trust, "lag1" | "p"> {
  const n = list.length;
  if (n < RUNS_MIN) return { lag1: null, p: null };
  const ranks = ranksOf(list);
  const mean = (n + 1) / 2;
  const spread = ranks.reduce((sum, rank) => sum + (rank - mean) ** 2, 0);
  if (spread === 0) return { lag1: null, p: null };
  const steps = ranks.reduce(
    (sum, rank, i) => sum + (i === 0 ? 0 : (rank - (ranks[i - 1] as number)) ** 2),
    0,
  );
  const ratio = steps / spread;
  return { lag1: 1 - ratio / 2, p: jstat.jStat.normal.cdf(ratio, 2, Math.sqrt(20 / (5 * n + 7))) };
}

/** Reasons to distrust times, a sentence each; none if there is no reason. */
export function doubts(
  trials: readonly { readonly number: number; readonly trust: Trust }[],
): string[] {
  const late = trials.filter(({ trust }) => (trust.lateMs ?? 0) > LATE_MS_MAX);
  const tests = trials.filter(({ trust }) => trust.p !== null);
  const alike = tests.filter(({ trust }) => (trust.p as number) < LEVEL / tests.length);
  return [
    ...(late.length === 0
      ? []
      : [
          `Timers or faults were up to ${Math.max(...late.map(({ trust }) => trust.lateMs as number))} ms late in ${named(late)}: the machine was too busy for times to be trusted to the ms.`,
        ]),
    ...(alike.length === 0
      ? []
      : [
          `Runs that follow each other are alike in ${named(alike)} (rank correlation ${Math.max(...alike.map(({ trust }) => trust.lag1 as number)).toFixed(2)}, Bartels' test at 0.1 %): the intervals of times are too narrow.`,
        ]),
  ];
}

const NAMED_MAX = 5;

function named(trials: readonly { readonly number: number }[]): string {
  const numbers = trials.slice(0, NAMED_MAX).map(({ number }) => String(number));
  const more = trials.length > NAMED_MAX ? [`${trials.length - NAMED_MAX} more`] : [];
  const last = [...numbers, ...more].at(-1);
  const first = [...numbers, ...more].slice(0, -1);
  return `${plural(trials.length, "trial")} ${first.length === 0 ? last : `${first.join(", ")} and ${last}`}`;
}
