import type { TrialState, TrialStatus } from "../../core/queue/state.ts";

/** The status of a trial. A paused trial with runs in progress is running. */
export function statusOf(state: TrialState): TrialStatus {
  if (state.running.length > 0) return "running";
  if (state.cancelled) return "cancelled";
  const isOpen = state.again.length > 0 || state.nextRun <= state.runs;
  if (!isOpen) return "done";
  return state.paused ? "paused" : "waiting";
}

export const doneRuns = (state: TrialState): number =>
  Object.values(state.counts).reduce((sum, count) => sum + count, 0);
