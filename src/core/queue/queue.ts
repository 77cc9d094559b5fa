import type { Trial } from "../trial/trial.ts";
import { obey } from "./commands.ts";
import { closeDraft, type Draft, NO_LOAD, NO_TOTALS, openDraft, splice } from "./draft.ts";
import { end, free } from "./endings.ts";
import { refusal } from "./refusal.ts";
import { startWhatFits } from "./schedule.ts";
import type { BatchSettings, Effect, QueueEvent, QueueState } from "./state.ts";
import { timeUp } from "./stopping.ts";
import { numbered } from "./trials.ts";

/**
 * Handles an event: returns the next state, and the effects for the service. Pure. A command that
 * `refusal` refuses changes nothing. The cost grows with the number of trials (one shallow copy of
 * their list) and not with the number of runs. `atMs` is the wall clock's time of the event.
 */
export function update(
  state: QueueState,
  event: QueueEvent,
  atMs = 0,
): [QueueState, readonly Effect[]] {
  if (event.type === "command" && refusal(state, event.command) !== undefined) return [state, []];
  const draft = openDraft(state, atMs);
  apply(draft, event);
  conclude(draft);
  startWhatFits(draft);
  return closeDraft(draft);
}

/** A queue of trials of which nothing was run; the event `begin` starts it. */
export function createQueue(settings: BatchSettings, trials: readonly Trial[]): QueueState {
  const draft = openDraft(emptyQueue(settings));
  splice(draft, 0, 0, numbered(draft, trials));
  draft.nextNumber += trials.length;
  return closeDraft(draft)[0];
}

export const emptyQueue = (settings: BatchSettings): QueueState => ({
  settings,
  status: "running",
  pausedBecause: "",
  trials: [],
  nextNumber: 1,
  changes: [],
  deleted: [],
  totals: NO_TOTALS,
  load: NO_LOAD,
  firstOpen: 0,
  turn: 0,
  timeIsUp: false,
});

function apply(draft: Draft, event: QueueEvent): void {
  switch (event.type) {
    case "begin":
      break;
    case "command":
      obey(draft, event.command);
      break;
    case "over":
      for (const record of event.records) free(draft, record);
      break;
    case "ended":
      for (const record of event.records) end(draft, record);
      break;
    case "timeUp":
      timeUp(draft);
      break;
    case "fault":
      fault(draft, event.because);
      break;
    case "recovered":
      recover(draft);
  }
}

function fault(draft: Draft, because: string): void {
  const pausedByUser = draft.status === "paused" && draft.pausedBecause === "";
  if (pausedByUser || (draft.status !== "running" && draft.status !== "paused")) return;
  draft.status = "paused";
  draft.pausedBecause = because;
}

function recover(draft: Draft): void {
  if (draft.status !== "paused" || draft.pausedBecause === "") return;
  draft.status = "running";
  draft.pausedBecause = "";
}

/** Whether the batch is at its end, or no longer: more may have been added. */
function conclude(draft: Draft): void {
  const going = draft.load.realTime + draft.load.stretches + draft.load.writing;
  if (draft.status === "stopping" && going === 0) {
    draft.status = "stopped";
    draft.effects.push({ type: "finished" });
  }
  const done = draft.totals.done === draft.totals.runs;
  if (draft.status === "running" && done) {
    draft.status = "finished";
    draft.effects.push({ type: "finished" });
  }
  if (draft.status === "finished" && !done) draft.status = "running";
}
