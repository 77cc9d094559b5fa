import { type Counts, NO_COUNTS, total } from "../run/verdicts.ts";
import { isVirtual } from "../trial/trial.ts";
import type { Effect, Load, QueueState, Totals, TrialState } from "./state.ts";

/**
 * A queue state while one event is worked on. The list of trials is copied
 * once per event and changed in place; everything below it is replaced. Totals
 * follow each change, so that nothing is ever counted over all runs.
 */
export interface Draft
  extends Omit<{ -readonly [Key in keyof QueueState]: QueueState[Key] }, "trials"> {
  trials: TrialState[];
  readonly effects: Effect[];
  /** When the event happened: wall clock, ms. */
  readonly atMs: number;
}

export const openDraft = (state: QueueState, atMs = 0): Draft => ({
  ...state,
  atMs,
  trials: [...state.trials],
  effects: [],
});

export function closeDraft(draft: Draft): [QueueState, readonly Effect[]] {
  const { effects, atMs: _, ...state } = draft;
  return [state, effects];
}

/** Replaces the trial at an index and keeps the totals right. */
export function replaceAt(draft: Draft, index: number, trial: TrialState): void {
  const before = draft.trials[index] as TrialState;
  draft.trials[index] = trial;
  draft.totals = plus(plus(draft.totals, totalsOf(before), -1), totalsOf(trial), 1);
  draft.load = {
    realTime: draft.load.realTime - loadOf(before).realTime + loadOf(trial).realTime,
    stretches: draft.load.stretches - loadOf(before).stretches + loadOf(trial).stretches,
    writing: draft.load.writing - loadOf(before).writing + loadOf(trial).writing,
  };
}

/** Puts trials in, takes trials out, and keeps the totals right. */
export function splice(
  draft: Draft,
  index: number,
  removed: number,
  added: readonly TrialState[],
): void {
  for (const trial of draft.trials.slice(index, index + removed)) {
    draft.totals = plus(draft.totals, totalsOf(trial), -1);
  }
  for (const trial of added) draft.totals = plus(draft.totals, totalsOf(trial), 1);
  draft.trials = [
    ...draft.trials.slice(0, index),
    ...added,
    ...draft.trials.slice(index + removed),
  ];
}

/** The index of a trial's number, or -1. Numbers are usually close to their index. */
export function indexOfTrial(trials: readonly TrialState[], number: number): number {
  const from = Math.min(number - 1, trials.length - 1);
  for (let below = from, above = from + 1; below >= 0 || above < trials.length; below--, above++) {
    if (trials[below]?.number === number) return below;
    if (trials[above]?.number === number) return above;
  }
  return -1;
}

/** Runs of a trial that have ended. */
export const doneRuns = (trial: TrialState): number => total(trial.counts);

/** Runs that the end of their batch cut off: a resumed batch runs them. */
export const cutOffRuns = ({ cancelled, counts }: TrialState): number =>
  cancelled ? 0 : counts.cancelled;

/** Runs in progress. */
export const goingRuns = (trial: TrialState): number =>
  trial.running.reduce((sum, each) => sum + each.left, 0);

export function totalsOf(trial: TrialState): Totals {
  const done = doneRuns(trial);
  return {
    runs: trial.cancelled ? done + goingRuns(trial) : trial.runs,
    done,
    counts: trial.counts,
  };
}

export const NO_TOTALS: Totals = { runs: 0, done: 0, counts: NO_COUNTS };

export const plus = (sum: Totals, each: Totals, sign: 1 | -1): Totals => ({
  runs: sum.runs + sign * each.runs,
  done: sum.done + sign * each.done,
  counts: plusCounts(sum.counts, each.counts, sign),
});

/** Written out because it is done for every run. */
const plusCounts = (sum: Counts, each: Counts, sign: 1 | -1): Counts => ({
  violation: sum.violation + sign * each.violation,
  failed: sum.failed + sign * each.failed,
  cancelled: sum.cancelled + sign * each.cancelled,
  undecided: sum.undecided + sign * each.undecided,
  agreed: sum.agreed + sign * each.agreed,
});

export const NO_LOAD: Load = { realTime: 0, stretches: 0, writing: 0 };

export function loadOf(trial: TrialState): Load {
  if (isVirtual(trial.trial)) return { ...NO_LOAD, stretches: trial.running.length };
  const writing = trial.running.filter((each) => each.over).length;
  return { ...NO_LOAD, realTime: trial.running.length - writing, writing };
}
