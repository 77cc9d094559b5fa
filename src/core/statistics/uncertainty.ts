import { judgedRuns } from "../run/verdicts.ts";
import type { Rate } from "./difference.ts";
import { type Bound, firstEventInterval, quantileInterval, rateInterval } from "./interval.ts";
import { type RestrictedMean, restrictedMean } from "./restricted-mean.ts";
import type { Interval } from "./statistics.ts";
import { STOPPED_CONFIDENCE, type StopRule, stopText } from "./stop-rule.ts";
import {
  elapsedSample,
  roundsSample,
  type Summarised,
  summaryOf,
  type TrialSummary,
} from "./summary.ts";
import type { Tally } from "./tally.ts";
import { type Trust, trustOf } from "./trust.ts";

/** 95 % intervals of the figures of a trial. */
export interface Uncertainty {
  readonly elapsedMedian: Interval<Bound>;
  readonly elapsedP95: Interval<Bound>;
  readonly roundsMedian: Interval<Bound>;
  /** The mean up to the time limit; null without data. */
  readonly elapsedRestricted: RestrictedMean | null;
  /** Shares of the judged runs, from 0 to 1. */
  readonly undecided: Interval<number>;
  readonly violation: Interval<number>;
  /** The runs that the interval of violations is of: all, or those up to the first violation where that ended the trial. */
  readonly violations: Rate;
}

/** A summary with its intervals, for files and reports. */
export interface TrialReport extends TrialSummary {
  readonly uncertainty: Uncertainty;
  readonly trust: Trust;
  /** What ended its runs, in words; "" for a number of runs that was given. */
  readonly rule: string;
}

/** A trial as the queue holds it, with the effect of its stopping rule. */
export interface Reported extends Summarised {
  readonly tally?: Tally;
  /** Both are unknown for a batch joined from shards, which no rule ends. */
  readonly violatedAt?: number | null;
  readonly failedRuns?: readonly { readonly run: number }[];
  /** Its own, asked for on the screen. */
  readonly precision?: number | undefined;
}

/** Of a batch, what its figures depend on. */
export interface Terms {
  readonly timeLimitMs: number;
  readonly stop?: StopRule | undefined;
}

export const reportOf = (trial: Reported, terms: Terms): TrialReport => ({
  ...summaryOf(trial, terms.timeLimitMs),
  uncertainty: uncertaintyOf(trial, terms),
  trust: trustOf(trial),
  rule: stopText({ ...terms.stop, precision: trial.precision ?? terms.stop?.precision }),
});

const known = new WeakMap<Reported, { timeLimitMs: number; uncertainty: Uncertainty }>();

/**
 * Computed once per state of a trial, and only when shown, because it costs more than the figures.
 */
export function uncertaintyOf(trial: Reported, { timeLimitMs, stop }: Terms): Uncertainty {
  const before = known.get(trial);
  if (before?.timeLimitMs === timeLimitMs) return before.uncertainty;
  const elapsed = elapsedSample(trial, timeLimitMs);
  const { undecided } = trial.counts;
  const judged = judgedRuns(trial.counts);
  const hasPrecision = (trial.precision ?? stop?.precision) !== undefined;
  const first = stop?.until === "violation" ? runsToFirst(trial) : undefined;
  const violations = first ? { count: 1, n: first } : { count: trial.counts.violation, n: judged };
  const uncertainty = {
    elapsedMedian: quantileInterval(elapsed, 0.5, hasPrecision ? STOPPED_CONFIDENCE : 0.95),
    elapsedP95: quantileInterval(elapsed, 0.95),
    roundsMedian: quantileInterval(roundsSample(trial), 0.5),
    elapsedRestricted: restrictedMean(elapsed),
    undecided: rateInterval(undecided, judged),
    violation: first ? firstEventInterval(first) : rateInterval(violations.count, violations.n),
    violations,
  };
  known.set(trial, { timeLimitMs, uncertainty });
  return uncertainty;
}

/**
 * The judged runs up to the first violation, by number, whatever else was in
 * progress when it came; undefined where none has violated. Runs that failed
 * or were cancelled were never judged.
 */
function runsToFirst({ violatedAt = null, failedRuns = [], counts }: Reported): number | undefined {
  if (violatedAt === null) return undefined;
  const failed = failedRuns.filter(({ run }) => run < violatedAt).length;
  return Math.max(1, violatedAt - failed - counts.cancelled);
}
