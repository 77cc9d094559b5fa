import { NO_COUNTS } from "../run/verdicts.ts";
import { emptySeries } from "../statistics/series.ts";
import { NO_TALLY } from "../statistics/tally.ts";
import { hashOf } from "../trial/configuration.ts";
import type { Trial } from "../trial/trial.ts";
import { runsIn, shareOf } from "./share.ts";
import type { BatchSettings, QueueState, TrialState } from "./state.ts";
import { firstGoal } from "./stopping.ts";

/** A trial of which nothing was run. */
export const freshTrial = (
  trial: Trial,
  given: Pick<TrialState, "number" | "hash" | "occurrence" | "share" | "runs">,
): TrialState => ({
  ...given,
  trial,
  paused: false,
  cancelled: false,
  nextRun: 1,
  again: [],
  running: [],
  counts: NO_COUNTS,
  failedRuns: [],
  undecidedToRetry: 0,
  cancelledToRetry: 0,
  measuredRuns: emptySeries(),
  elapsed: emptySeries(),
  rounds: emptySeries(),
  censored: 0,
  tally: NO_TALLY,
  violatedAt: null,
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
    const number = state.nextNumber + index;
    return freshTrial(trial, {
      number,
      hash,
      occurrence,
      ...goalIn(state.settings, hash, occurrence),
    });
  });
}

/** The share of a trial, and its number of wanted runs at first. */
export function goalIn(settings: BatchSettings, hash: string, occurrence: number) {
  const { share, runs } = shareIn(settings, hash, occurrence);
  return { share, runs: firstGoal(settings, runs) };
}

/** The share of a trial that a batch has, and its number of runs. */
export function shareIn(
  { shard, repeat }: BatchSettings,
  hash: string,
  occurrence: number,
): Pick<TrialState, "share" | "runs"> {
  const share = shareOf(shard, hash, occurrence);
  return { share, runs: runsIn(share, repeat) };
}

function highestOccurrences(trials: readonly TrialState[]): Map<string, number> {
  const highest = new Map<string, number>();
  for (const { hash, occurrence } of trials) {
    highest.set(hash, Math.max(occurrence, highest.get(hash) ?? 0));
  }
  return highest;
}
