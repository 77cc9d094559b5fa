import { judgedRuns, total } from "../run/verdicts.ts";
import type { Group } from "./comparison.ts";
import { type Rate, rateIntervalOf } from "./difference.ts";
import { type Bound, medianInterval, quantileInterval, rateInterval } from "./interval.ts";
import { type RestrictedMean, restrictedMean } from "./restricted-mean.ts";
import type { Interval } from "./statistics.ts";
import { isPrecise, orderConfidence, type StopRule, stopText } from "./stop-rule.ts";
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
  /** A rule of precision was to end its runs, and they ended before it did. */
  readonly isImprecise: boolean;
}

/** A trial as the queue holds it, with the effect of its stopping rule. */
export interface Reported extends Summarised {
  readonly tally?: Pick<Tally, "lateMs">;
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
  rule: stopText({ ...terms.stop, precision: precisionOf(trial, terms) }),
  isImprecise: isImprecise(trial, terms),
});

function isImprecise(trial: Reported, terms: Terms): boolean {
  const { counts, runs } = trial;
  const precision = precisionOf(trial, terms);
  const hasEnded = total(counts) >= runs && runs > 0 && counts.cancelled === 0;
  const hasViolated = terms.stop?.until === "violation" && counts.violation > 0;
  if (precision === undefined || !hasEnded || hasViolated) return false;
  return !isPrecise(elapsedSample(trial, terms.timeLimitMs), precision);
}

const known = new WeakMap<Reported, { timeLimitMs: number; uncertainty: Uncertainty }>();

/**
 * Computed once per state of a trial, and only when shown, because it costs more than the figures.
 */
export function uncertaintyOf(trial: Reported, { timeLimitMs, stop }: Terms): Uncertainty {
  const before = known.get(trial);
  if (before?.timeLimitMs === timeLimitMs) return before.uncertainty;
  const elapsed = elapsedSample(trial, timeLimitMs);
  const { rate: violations, interval: violation } = violationsOf(trial, { stop });
  const uncertainty = {
    elapsedMedian: elapsedMedianInterval(trial, { timeLimitMs, stop }),
    elapsedP95: quantileInterval(elapsed, 0.95),
    roundsMedian: medianInterval(roundsSample(trial)),
    elapsedRestricted: restrictedMean(elapsed),
    undecided: rateInterval(trial.counts.undecided, judgedRuns(trial.counts)),
    ...{ violation, violations },
  };
  known.set(trial, { timeLimitMs, uncertainty });
  return uncertainty;
}

/** Whether a rule of precision ends the runs of a trial. */
const hasPrecision = (trial: Reported, terms: Pick<Terms, "stop">): boolean =>
  precisionOf(trial, terms) !== undefined;

const precisionOf = ({ precision }: Reported, { stop }: Pick<Terms, "stop">): number | undefined =>
  precision ?? stop?.precision;

/** The 95 % interval of the median of elapsed, by the rule that ended the runs. */
export const elapsedMedianInterval = (trial: Reported, terms: Terms): Interval<Bound> =>
  medianInterval(
    elapsedSample(trial, terms.timeLimitMs),
    orderConfidence(0.95, hasPrecision(trial, terms)),
  );

/** Violations of the runs that tell of their rate, with its 95 % interval, by the rule that ended the runs. */
export function violationsOf(
  trial: Reported,
  terms: Pick<Terms, "stop">,
): { readonly rate: Rate; readonly interval: Interval<number> } {
  const first = runsToFirst(trial, terms);
  const rate: Rate =
    first === undefined
      ? { count: trial.counts.violation, n: judgedRuns(trial.counts) }
      : { count: 1, n: first, untilFirst: true };
  return { rate, interval: rateIntervalOf(rate) };
}

/**
 * The judged runs up to the first violation, by number, whatever else was in
 * progress when it came; undefined where none has violated, or no violation ends
 * the runs. Runs that failed or were cancelled were never judged.
 */
function runsToFirst(
  { violatedAt = null, failedRuns = [], counts }: Reported,
  { stop }: Pick<Terms, "stop">,
): number | undefined {
  if (stop?.until !== "violation" || violatedAt === null) return undefined;
  const failed = failedRuns.filter(({ run }) => run < violatedAt).length;
  return Math.max(1, violatedAt - failed - counts.cancelled);
}

/** A trial as one side of a comparison. */
export const groupOf = (trial: Reported, terms: Terms): Group => ({
  elapsed: elapsedSample(trial, terms.timeLimitMs),
  rounds: roundsSample(trial),
  counts: trial.counts,
  first: runsToFirst(trial, terms),
  isStopped: hasPrecision(trial, terms),
});
