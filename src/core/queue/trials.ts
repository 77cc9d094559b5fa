import { NO_COUNTS } from "../run/verdicts.ts";
import { emptySeries } from "../statistics/series.ts";
import { hashOf } from "../trial/configuration.ts";
import type { Trial } from "../trial/trial.ts";
import type { QueueState, TrialState } from "./state.ts";

/** A trial of which nothing was run. */
export const freshTrial = (
  trial: Trial,
  { number, hash, occurrence, runs }: Pick<TrialState, "number" | "hash" | "occurrence" | "runs">,
): TrialState => ({
  number,
  trial,
  hash,
  occurrence,
  paused: false,
  cancelled: false,
  runs,
  nextRun: 1,
  again: [],
  running: [],
  counts: NO_COUNTS,
  failedRuns: [],
  undecidedToRetry: 0,
  cancelledToRetry: 0,
  elapsed: emptySeries(),
  rounds: emptySeries(),
  censored: 0,
});

/**
 * New trials with the numbers and occurrences that come next. Deleted trials
 * keep theirs: an undo may bring them back.
 */
export function numbered(
  state: Pick<QueueState, "trials" | "deleted" | "nextNumber" | "settings">,
  trials: readonly Trial[],
): TrialState[] {
  const occurrences = highestOccurrences([
    ...state.trials,
    ...state.deleted.map((each) => each.trial),
  ]);
  return trials.map((trial, index) => {
    const hash = hashOf(trial);
    const occurrence = (occurrences.get(hash) ?? 0) + 1;
    occurrences.set(hash, occurrence);
    return freshTrial(trial, {
      number: state.nextNumber + index,
      hash,
      occurrence,
      runs: state.settings.repeat,
    });
  });
}

function highestOccurrences(trials: readonly TrialState[]): Map<string, number> {
  const highest = new Map<string, number>();
  for (const { hash, occurrence } of trials) {
    highest.set(hash, Math.max(occurrence, highest.get(hash) ?? 0));
  }
  return highest;
}
