import type { RunRecord } from "../run/run.ts";
import { isPrecise, nextLook } from "../statistics/stop-rule.ts";
import { elapsedSample } from "../statistics/summary.ts";
import { type Draft, replaceAt } from "./draft.ts";
import type { BatchSettings, TrialState } from "./state.ts";

/**
 * The number of runs that a new trial wants: all that it may have, or those up to the first look.
 */
export const firstGoal = ({ stop }: BatchSettings, runsMax: number): number =>
  stop?.precision === undefined ? runsMax : Math.min(nextLook(0), runsMax);

/**
 * A trial after one of its runs has ended, as the rules want it.
 *
 * Until a violation: no further run starts. Runs in progress go on to their end
 * and are written; the rate is estimated from the runs up to the first
 * violation in the order of their numbers, which is the same whatever number
 * of jobs ran them (`violationsUpTo`).
 *
 * Precision: nothing is looked at before all runs up to a look have ended, so
 * that the slow ones of them count.
 */
export function settled(
  trial: TrialState,
  settings: BatchSettings,
  ended?: Pick<RunRecord, "verdict">,
): TrialState {
  const { stop } = settings;
  const isFirst = ended?.verdict === "violation" && trial.counts.violation === 1;
  if (stop?.until === "violation" && isFirst) return closed(trial);
  const precision = trial.precision ?? stop?.precision;
  return precision === undefined ? trial : looked(trial, precision, settings);
}

/** No run starts that has not started. */
export const closed = (trial: TrialState): TrialState =>
  trial.runs < trial.nextRun ? trial : { ...trial, runs: trial.nextRun - 1 };

function looked(trial: TrialState, precision: number, settings: BatchSettings): TrialState {
  const isOver = trial.running.length + trial.again.length === 0 && trial.nextRun > trial.runs;
  const most = runsMost(trial, settings);
  if (!isOver || trial.cancelled || trial.runs >= most || hasViolated(trial, settings))
    return trial;
  if (isPrecise(elapsedSample(trial, settings.timeLimitMs), precision)) return trial;
  return { ...trial, runs: Math.min(nextLook(trial.runs), most) };
}

/** More runs would not narrow an interval within a reasonable time. */
const PRECISE_RUNS_MAX = 10_000;

/** The most runs that a precision may ask for; one that was asked for on the screen is not bound by the batch. */
export const runsMost = ({ precision, runs }: TrialState, { repeat }: BatchSettings): number =>
  Math.max(runs, precision === undefined ? repeat : PRECISE_RUNS_MAX);

const hasViolated = ({ counts }: TrialState, { stop }: BatchSettings): boolean =>
  stop?.until === "violation" && counts.violation > 0;

/** The time of the batch is up: runs in progress will finish. */
export function timeUp(draft: Draft): void {
  draft.timeIsUp = true;
  for (const [index, trial] of draft.trials.entries()) {
    const ended = closed(trial);
    if (ended !== trial) replaceAt(draft, index, ended);
  }
}

/** An unfinished batch, as its rules want it: the manifest may be older than the last rows. */
export function settledAgain(trial: TrialState, settings: BatchSettings): TrialState {
  const { stop, repeat } = settings;
  if (stop?.until === "violation" && trial.counts.violation > 0 && trial.runs === repeat)
    return closed(trial);
  const precision = trial.precision ?? stop?.precision;
  if (precision === undefined || trial.again.length > 0) return trial;
  return looked(trial, precision, settings);
}
