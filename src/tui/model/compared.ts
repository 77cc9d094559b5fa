import { indexOfTrial } from "../../core/queue/draft.ts";
import type { TrialState } from "../../core/queue/state.ts";
import type { Model } from "./model.ts";
import { selectedTrial } from "./trials.ts";

/** More trials than these can't be told apart on one axis. */
const COMPARED_MAX = 5;

/**
 * The trials that a chart of runs shows: the first that are marked; the selected
 * one beside a single mark, so that each trial under the cursor is compared
 * with it; or the selected one alone.
 */
export function comparedTrials({ snapshot, view }: Model): readonly TrialState[] {
  const { trials } = snapshot.queue;
  const found: TrialState[] = [];
  for (const number of view.trials.marked) {
    const trial = trials[indexOfTrial(trials, number)];
    if (trial !== undefined) found.push(trial);
    if (found.length === COMPARED_MAX) break;
  }
  const selected = selectedTrial(snapshot, view);
  const isSeen = selected === undefined || found.includes(selected);
  return found.length > 1 || isSeen ? found : [...found, selected];
}

/** Whether a histogram has the runs of all trials as one sample. */
export const isPooled = ({ view }: Model, compared: readonly TrialState[]): boolean =>
  compared.length < 2 && (view.charts.scope === "all" || compared.length === 0);
