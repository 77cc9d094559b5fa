import type { Model } from "./model.ts";
import { trialRowsShown } from "./rows-shown.ts";
import { listedTrials, selectedIndex } from "./trials.ts";
import type { View } from "./view.ts";

/** Adapts the view to changes: the selected row is visible, old notices are removed. */
export function fitView(model: Model): View {
  return withoutOldNotice(withSelectedSeen(model), model.nowMs);
}

function withSelectedSeen(model: Model): View {
  const { view } = model;
  const listed = listedTrials(model.snapshot, view);
  const index = selectedIndex(listed, view);
  const height = trialRowsShown(model);
  const last = Math.max(0, listed.length - height);
  const top = Math.min(last, Math.max(index - height + 1, Math.min(view.trials.top, index)));
  return top === view.trials.top ? view : { ...view, trials: { ...view.trials, top } };
}

const withoutOldNotice = (view: View, nowMs: number): View =>
  view.notice && view.notice.untilMs <= nowMs ? { ...view, notice: undefined } : view;
