import { counted } from "../run/verdicts.ts";
import { hashOf } from "../trial/configuration.ts";
import type { Trial } from "../trial/trial.ts";
import { type Draft, indexOfTrial, replaceAt, splice } from "./draft.ts";
import { failedOrUndecided, goingAttempt, refusal } from "./refusal.ts";
import type { Attempt, Change, Command, TrialCommand, TrialState } from "./state.ts";
import { settled } from "./stopping.ts";
import { numbered } from "./trials.ts";

/** Does a command that was not refused. */
export function obey(draft: Draft, command: Command): void {
  draft.firstOpen = 0;
  switch (command.type) {
    case "add":
      add(draft, command.trials, placeAfter(draft, command.after));
      break;
    case "undo":
      undo(draft);
      break;
    case "pause":
      Object.assign(draft, { status: "paused", pausedBecause: "" });
      break;
    case "resume":
      Object.assign(draft, { status: "running", pausedBecause: "" });
      break;
    case "retryAll":
      retryAll(draft);
      break;
    case "setJobs":
      changed(draft, { type: "setJobs", before: draft.settings.jobs });
      draft.settings = { ...draft.settings, jobs: command.jobs };
      break;
    case "several":
      several(draft, command.commands);
      break;
    case "stop":
      Object.assign(draft, { status: "stopping", pausedBecause: "" });
      for (const trial of draft.trials) cancelGoing(draft, trial);
      break;
    default:
      obeyForTrial(draft, command);
  }
}

/** Several commands as one change. A command that is refused for a trial is left out. */
function several(draft: Draft, commands: readonly TrialCommand[]): void {
  const before = draft.changes;
  draft.changes = [];
  for (const command of commands) {
    if (refusal(draft, command) === undefined) obeyForTrial(draft, command);
  }
  const changes = draft.changes;
  draft.changes = before;
  if (changes.length > 0) changed(draft, { type: "several", changes });
}

function obeyForTrial(draft: Draft, command: TrialCommand): void {
  const index = indexOfTrial(draft.trials, command.number);
  const trial = draft.trials[index] as TrialState;
  switch (command.type) {
    case "edit":
      edit(draft, index, command.trial);
      break;
    case "delete":
      draft.deleted = [...draft.deleted.slice(1 - CHANGES_MAX), { index, trial }];
      changed(draft, { type: "delete" });
      splice(draft, index, 1, []);
      break;
    case "move":
      changed(draft, { type: "move", number: trial.number, by: command.by });
      move(draft, index, command.by);
      break;
    case "pauseTrial":
    case "resumeTrial":
      changed(draft, { type: "pauseTrial", number: trial.number, wasPaused: trial.paused });
      replaceAt(draft, index, { ...trial, paused: command.type === "pauseTrial" });
      break;
    case "cancel":
      if (command.run === undefined) cancelTrial(draft, index);
      else cancelRun(draft, index, command.run);
      break;
    case "moreRuns":
      changed(draft, command);
      replaceAt(draft, index, { ...trial, runs: trial.runs + command.runs });
      break;
    case "untilPrecise":
      changed(draft, {
        ...{ type: "untilPrecise", number: trial.number },
        before: { runs: trial.runs, precision: trial.precision },
      });
      replaceAt(draft, index, settled({ ...trial, precision: command.precision }, draft.settings));
      break;
    case "retry":
      replaceAt(draft, index, retriedWithCancelled(trial));
  }
}

/** What an undo can take back. */
const CHANGES_MAX = 100;

/**
 * Drops the oldest changes if there are too many, or if trials that they deleted are no longer
 * kept.
 */
function changed(draft: Draft, change: Change): void {
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

function placeAfter(draft: Draft, after: number | undefined): number {
  if (after === undefined) return draft.trials.length;
  return after === 0 ? 0 : indexOfTrial(draft.trials, after) + 1;
}

function add(draft: Draft, trials: readonly Trial[], index: number): void {
  const added = numbered(draft, trials);
  splice(draft, index, 0, added);
  draft.nextNumber += trials.length;
  changed(draft, { type: "add", numbers: added.map(({ number }) => number) });
}

/** A trial that has run keeps its parameters; the changed copy follows it. */
function edit(draft: Draft, index: number, trial: Trial): void {
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

function undo(draft: Draft): void {
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
    case "several":
      for (const each of change.changes.toReversed()) takeBack(draft, each);
      break;
    default: {
      const index = indexOfTrial(draft.trials, change.number);
      const trial = draft.trials[index];
      if (trial !== undefined) replaceAt(draft, index, { ...trial, ...without(trial, change) });
    }
  }
}

/** The trial with its earlier values; runs that have started stay wanted. */
function without(
  { runs, nextRun }: TrialState,
  change: Extract<Change, { readonly type: "pauseTrial" | "moreRuns" | "untilPrecise" }>,
): Partial<TrialState> {
  switch (change.type) {
    case "pauseTrial":
      return { paused: change.wasPaused };
    case "moreRuns":
      return { runs: Math.max(nextRun - 1, runs - change.runs) };
    case "untilPrecise":
      return { ...change.before, runs: Math.max(nextRun - 1, change.before.runs) };
  }
}

function bringBack(draft: Draft): void {
  const last = draft.deleted.at(-1);
  if (last === undefined) return;
  draft.deleted = draft.deleted.slice(0, -1);
  splice(draft, Math.min(last.index, draft.trials.length), 0, [last.trial]);
}

function move(draft: Draft, from: number, by: number): void {
  const to = Math.max(0, Math.min(draft.trials.length - 1, from + by));
  const [trial] = draft.trials.splice(from, 1) as [TrialState];
  draft.trials.splice(to, 0, trial);
}

function cancelTrial(draft: Draft, index: number): void {
  const trial = draft.trials[index] as TrialState;
  cancelGoing(draft, trial);
  const given = trial.again.reduce(givenUp, { ...trial, again: [] });
  replaceAt(draft, index, { ...given, cancelled: true });
}

function cancelGoing(draft: Draft, trial: TrialState): void {
  for (const { run, attempt } of trial.running) {
    draft.effects.push({ type: "cancel", trial: trial.number, run, attempt });
  }
}

function cancelRun(draft: Draft, index: number, run: number): void {
  const trial = draft.trials[index] as TrialState;
  const waiting = trial.again.find((each) => each.run === run);
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

function retryAll(draft: Draft): void {
  draft.trials.forEach((trial, index) => {
    if (failedOrUndecided(trial) === 0) return;
    replaceAt(draft, index, retried(trial, trial.undecidedToRetry));
  });
}

const retriedWithCancelled = (trial: TrialState): TrialState => ({
  ...retried(trial, trial.undecidedToRetry + trial.cancelledToRetry),
  cancelledToRetry: 0,
});

/** Attempts failed runs again, adds `added` runs, and restarts cancelled ones. */
const retried = (trial: TrialState, added: number): TrialState => ({
  ...trial,
  cancelled: false,
  runs: trial.runs + added,
  again: [
    ...trial.again,
    ...trial.failedRuns.map(({ run, attempt }) => ({ run, attempt: attempt + 1 })),
  ],
  counts: counted(trial.counts, "failed", -trial.failedRuns.length),
  failedRuns: [],
  undecidedToRetry: 0,
});
