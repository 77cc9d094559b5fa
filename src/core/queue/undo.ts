import { counted } from "../run/verdicts.ts";
import { cancelTrial, edit, move } from "./changes.ts";
import { type Draft, indexOfTrial, replaceAt, splice } from "./draft.ts";
import type { Attempt, Change, TrialState } from "./state.ts";

/** Takes back the last change. */
export function undo(draft: Draft): void {
  const last = draft.changes.at(-1);
  if (last === undefined) return;
  takeBack(draft, last);
  draft.changes = draft.changes.slice(0, draft.changes.lastIndexOf(last));
}

function takeBack(draft: Draft, change: Change): void {
  switch (change.type) {
    case "delete":
      bringBack(draft);
      break;
    case "add":
      for (const number of change.numbers) {
        const index = indexOfTrial(draft.trials, number);
        if (index >= 0) splice(draft, index, 1, []);
      }
      break;
    case "move": {
      const index = indexOfTrial(draft.trials, change.number);
      if (index >= 0) move(draft, index, -change.by);
      break;
    }
    case "edit": {
      const index = indexOfTrial(draft.trials, change.number);
      if (index >= 0) edit(draft, index, change.trial);
      break;
    }
    case "setJobs":
      draft.settings = { ...draft.settings, jobs: change.before };
      break;
    case "pause":
      // A batch that has finished, or is stopped, stays so.
      if (draft.status === "paused" || draft.status === "running") {
        draft.status = change.wasPaused ? "paused" : "running";
        draft.pausedBecause = "";
      }
      break;
    case "several":
      for (const each of change.changes.toReversed()) takeBack(draft, each);
      break;
    default: {
      const index = indexOfTrial(draft.trials, change.number);
      const trial = draft.trials[index];
      if (trial === undefined) return;
      replaceAt(draft, index, without(trial, change));
      if (change.type === "retry" && change.wasCancelled) cancelTrial(draft, index);
    }
  }
}

type OfTrial<Type extends Change["type"]> = Extract<Change, { readonly type: Type }>;

/** The trial with its earlier values; runs that have started stay wanted. */
function without(
  trial: TrialState,
  change: OfTrial<"pauseTrial" | "moreRuns" | "untilPrecise" | "cancel" | "retry">,
): TrialState {
  const started = trial.nextRun - 1;
  switch (change.type) {
    case "pauseTrial":
      return { ...trial, paused: change.wasPaused };
    case "moreRuns":
      return { ...trial, runs: Math.max(started, trial.runs - change.runs) };
    case "untilPrecise":
      return { ...trial, ...change.before, runs: Math.max(started, change.before.runs) };
    case "cancel":
      return notCancelled(trial, change);
    case "retry":
      return notRetried(trial, change);
  }
}

/** Attempts that were given up wait again, and each run that was cancelled gets another in its place. */
function notCancelled(trial: TrialState, change: OfTrial<"cancel">): TrialState {
  const cancelled = Math.max(0, trial.cancelledToRetry - change.cancelledToRetry);
  const failedRuns = trial.failedRuns.filter((each) => !isIn(change.givenUp, next(each)));
  const back = trial.failedRuns.filter((each) => isIn(change.givenUp, next(each)));
  return {
    ...trial,
    cancelled: change.wasCancelled,
    runs: trial.runs + cancelled,
    cancelledToRetry: trial.cancelledToRetry - cancelled,
    again: [...trial.again, ...back.map(next)],
    failedRuns,
    counts: counted(trial.counts, "failed", -back.length),
  };
}

/** Attempts that still wait are given up, and added runs that have not started are not wanted. */
function notRetried(trial: TrialState, { added, failedRuns }: OfTrial<"retry">): TrialState {
  const removed = Math.min(
    Math.max(0, trial.runs - (trial.nextRun - 1)),
    added.undecided + added.cancelled,
  );
  const cancelled = Math.min(removed, added.cancelled);
  const retried = failedRuns.map(next);
  const back = failedRuns.filter((each) => isIn(trial.again, next(each)));
  return {
    ...trial,
    runs: trial.runs - removed,
    cancelledToRetry: trial.cancelledToRetry + cancelled,
    undecidedToRetry: trial.undecidedToRetry + removed - cancelled,
    again: trial.again.filter((each) => !isIn(retried, each)),
    failedRuns: [...trial.failedRuns, ...back],
    counts: counted(trial.counts, "failed", back.length),
  };
}

const next = ({ run, attempt }: Attempt): Attempt => ({ run, attempt: attempt + 1 });

const isIn = (attempts: readonly Attempt[], { run, attempt }: Attempt): boolean =>
  attempts.some((each) => each.run === run && each.attempt === attempt);

function bringBack(draft: Draft): void {
  const last = draft.deleted.at(-1);
  if (last === undefined) return;
  draft.deleted = draft.deleted.slice(0, -1);
  splice(draft, Math.min(last.index, draft.trials.length), 0, [last.trial]);
}
