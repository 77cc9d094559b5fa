import type { ModelSource } from "./source.ts";
import { withDialog } from "./view.ts";

/** Opens the summary when the last runs of the batch end while nothing else is open; a finished batch that is opened has none. */
export function tellEnd(source: ModelSource, nowMs: number): void {
  const { snapshot, view } = source.model();
  const { status } = snapshot.queue;
  const { done } = snapshot.totals;
  source.doneAtFirst ??= done;
  const hasFinished =
    source.status === "running" && status === "finished" && done > source.doneAtFirst;
  source.status = status;
  if (!hasFinished || view.dialog !== undefined) return;
  source.view = withDialog(view, { type: "summary", endedAtMs: nowMs });
}
