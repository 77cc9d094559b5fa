import { counted } from "../run/verdicts.ts";
import { hashOf } from "../trial/configuration.ts";
import type { Trial } from "../trial/trial.ts";
import { type Draft, replaceAt, splice } from "./draft.ts";
import { goingAttempt } from "./refusal.ts";
import type { Attempt, Change, TrialState } from "./state.ts";
import { numbered } from "./trials.ts";

/** What an undo can take back. */
const CHANGES_MAX = 100;

/**
 * Remembers a change, so that it can be undone. Drops the oldest changes if there are too many, or
 * if trials that they deleted are no longer kept.
 */
export function changed(draft: Draft, change: Change): void {
  draft.changes = [...draft.changes.slice(1 - CHANGES_MAX), change];
  let deletions = 0;
  for (let at = draft.changes.length - 1; at >= 0; at--) {
    deletions += deletionsIn(draft.changes[at] as Change);
    if (deletions > CHANGES_MAX) {
      draft.changes = draft.changes.slice(at + 1);
      return;
    }
  }
}

const deletionsIn = (change: Change): number =>
  change.type === "several"
    ? change.changes.reduce((sum, each) => sum + deletionsIn(each), 0)
    : Number(change.type === "delete");

/** Puts new trials in at an index. */
export function add(draft: Draft, trials: readonly Trial[], index: number): void {
  const added = numbered(draft, trials);
  splice(draft, index, 0, added);
  draft.nextNumber += trials.length;
  changed(draft, { type: "add", numbers: added.map(({ number }) => number) });
}

/** A trial that has run keeps its parameters; the changed copy follows it. */
export function edit(draft: Draft, index: number, trial: Trial): void {
  const old = draft.trials[index] as TrialState;
  if (old.hash === hashOf(trial)) return;
  if (old.nextRun > 1) {
    add(draft, [trial], index + 1);
    return;
  }
  const [fresh] = numbered(draft, [trial]) as [TrialState];
  changed(draft, { type: "edit", number: old.number, trial: old.trial });
  replaceAt(draft, index, { ...fresh, number: old.number, paused: old.paused, runs: old.runs });
}

/** The trial can be brought back. */
export function remove(draft: Draft, index: number): void {
  const trial = draft.trials[index] as TrialState;
  draft.deleted = [...draft.deleted.slice(1 - CHANGES_MAX), { index, trial }];
  changed(draft, { type: "delete" });
  splice(draft, index, 1, []);
}

/** Moves a trial by places, as far as the list goes. */
export function move(draft: Draft, from: number, by: number): void {
  const to = Math.max(0, Math.min(draft.trials.length - 1, from + by));
  const [trial] = draft.trials.splice(from, 1) as [TrialState];
  draft.trials.splice(to, 0, trial);
  changed(draft, { type: "move", number: trial.number, by: to - from });
}

/** Cancels the runs of a trial: those in progress end, and the others are not started. */
export function cancelTrial(draft: Draft, index: number): void {
  const trial = draft.trials[index] as TrialState;
  changed(draft, cancellation(trial, trial.again));
  cancelGoing(draft, trial);
  const given = trial.again.reduce(givenUp, { ...trial, again: [] });
  replaceAt(draft, index, { ...given, cancelled: true });
}

const cancellation = (
  { number, cancelled, cancelledToRetry }: TrialState,
  givenUp: readonly Attempt[],
): Change => ({ type: "cancel", number, givenUp, wasCancelled: cancelled, cancelledToRetry });

/** Ends the runs of a trial that are in progress. */
export function cancelGoing(draft: Draft, trial: TrialState): void {
  for (const { run, attempt } of trial.running) {
    draft.effects.push({ type: "cancel", trial: trial.number, run, attempt });
  }
}

/** Cancels one run, in progress or waiting for its next attempt. */
export function cancelRun(draft: Draft, index: number, run: number): void {
  const trial = draft.trials[index] as TrialState;
  const waiting = trial.again.find((each) => each.run === run);
  changed(draft, cancellation(trial, waiting === undefined ? [] : [waiting]));
  if (waiting !== undefined) {
    const again = trial.again.filter((each) => each !== waiting);
    replaceAt(draft, index, givenUp({ ...trial, again }, waiting));
    return;
  }
  const going = goingAttempt(trial, run);
  if (going !== undefined) {
    draft.effects.push({ type: "cancel", trial: trial.number, run, attempt: going.attempt });
  }
}

/** The run has failed for good: its remaining attempt is not made. */
const givenUp = (trial: TrialState, { run, attempt }: Attempt): TrialState => ({
  ...trial,
  counts: counted(trial.counts, "failed"),
  failedRuns: [...trial.failedRuns, { run, attempt: attempt - 1 }],
});

/**
 * Attempts failed runs again, adds a run for each undecided one and for so many of the cancelled
 * ones, and restarts a cancelled trial.
 */
export function retry(draft: Draft, index: number, cancelled: number): void {
  const trial = draft.trials[index] as TrialState;
  const { number, undecidedToRetry: undecided, failedRuns } = trial;
  const added = { undecided, cancelled };
  changed(draft, { type: "retry", number, added, failedRuns, wasCancelled: trial.cancelled });
  replaceAt(draft, index, {
    ...trial,
    cancelled: false,
    runs: trial.runs + undecided + cancelled,
    again: [
      ...trial.again,
      ...failedRuns.map(({ run, attempt }) => ({ run, attempt: attempt + 1 })),
    ],
    counts: counted(trial.counts, "failed", -failedRuns.length),
    failedRuns: [],
    undecidedToRetry: 0,
    cancelledToRetry: trial.cancelledToRetry - cancelled,
  });
}
