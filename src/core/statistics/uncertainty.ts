import { judgedRuns } from "../run/verdicts.ts";
import { type Bound, quantileInterval, rateInterval } from "./interval.ts";
import { type RestrictedMean, restrictedMean } from "./restricted-mean.ts";
import type { Interval } from "./statistics.ts";
import {
  elapsedSample,
  roundsSample,
  type Summarised,
  summaryOf,
  type TrialSummary,
} from "./summary.ts";

/** How far the figures of a trial can be trusted: 95 % intervals of them. */
export interface Uncertainty {
  readonly elapsedMedian: Interval<Bound>;
  readonly elapsedP95: Interval<Bound>;
  readonly roundsMedian: Interval<Bound>;
  /** The mean up to the time limit; null without data. */
  readonly elapsedRestricted: RestrictedMean | null;
  /** Shares of the judged runs, from 0 to 1. */
  readonly undecided: Interval<number>;
  readonly violation: Interval<number>;
}

/** A summary with its intervals: what files and reports hold of a trial. */
export interface TrialReport extends TrialSummary {
  readonly uncertainty: Uncertainty;
}

export const reportOf = (trial: Summarised, timeLimitMs: number): TrialReport => ({
  ...summaryOf(trial, timeLimitMs),
  uncertainty: uncertaintyOf(trial, timeLimitMs),
});

const known = new WeakMap<Summarised, { timeLimitMs: number; uncertainty: Uncertainty }>();

/** Computed once per state of a trial, and only for those who show it: it costs more than the figures. */
export function uncertaintyOf(trial: Summarised, timeLimitMs: number): Uncertainty {
  const before = known.get(trial);
  if (before?.timeLimitMs === timeLimitMs) return before.uncertainty;
  const elapsed = elapsedSample(trial, timeLimitMs);
  const { undecided, violation } = trial.counts;
  const judged = judgedRuns(trial.counts);
  const uncertainty = {
    elapsedMedian: quantileInterval(elapsed, 0.5),
    elapsedP95: quantileInterval(elapsed, 0.95),
    roundsMedian: quantileInterval(roundsSample(trial), 0.5),
    elapsedRestricted: restrictedMean(elapsed),
    undecided: rateInterval(undecided, judged),
    violation: rateInterval(violation, judged),
  };
  known.set(trial, { timeLimitMs, uncertainty });
  return uncertainty;
}
