import {
  add,
  cancelGoing,
  cancelRun,
  cancelTrial,
  changed,
  edit,
  move,
  remove,
  retry,
} from "./changes.ts";
import { type Draft, indexOfTrial, replaceAt } from "./draft.ts";
import { failedOrUndecided, refusal } from "./refusal.ts";
import type { Command, TrialCommand, TrialState } from "./state.ts";
import { settled } from "./stopping.ts";
import { undo } from "./undo.ts";

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
      setPaused(draft, "paused");
      break;
    case "resume":
      setPaused(draft, "running");
      break;
    case "retryAll":
      asOneChange(draft, () => retryAll(draft));
      break;
    case "setJobs":
      changed(draft, { type: "setJobs", before: draft.settings.jobs });
      draft.settings = { ...draft.settings, jobs: command.jobs };
      break;
    case "several":
      asOneChange(draft, () => several(draft, command.commands));
      break;
    case "stop":
      Object.assign(draft, { status: "stopping", pausedBecause: "" });
      for (const trial of draft.trials) cancelGoing(draft, trial);
      break;
    default:
      obeyForTrial(draft, command);
  }
}

function setPaused(draft: Draft, status: "paused" | "running"): void {
  changed(draft, { type: "pause", wasPaused: draft.status === "paused" });
  Object.assign(draft, { status, pausedBecause: "" });
}

/** A command that is refused for a trial is left out. */
function several(draft: Draft, commands: readonly TrialCommand[]): void {
  for (const command of commands) {
    if (refusal(draft, command) === undefined) obeyForTrial(draft, command);
  }
}

function retryAll(draft: Draft): void {
  draft.trials.forEach((trial, index) => {
    if (failedOrUndecided(trial) > 0) retry(draft, index, 0);
  });
}

/** All that is changed meanwhile is taken back together. */
function asOneChange(draft: Draft, change: () => void): void {
  const before = draft.changes;
  draft.changes = [];
  change();
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
      remove(draft, index);
      break;
    case "move":
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
      retry(draft, index, trial.cancelledToRetry);
  }
}

function placeAfter(draft: Draft, after: number | undefined): number {
  if (after === undefined) return draft.trials.length;
  return after === 0 ? 0 : indexOfTrial(draft.trials, after) + 1;
}
