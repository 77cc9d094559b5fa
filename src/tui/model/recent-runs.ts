import type { RunRecord } from "../../core/run/run.ts";
import type { BatchClient, Snapshot } from "../../service/client.ts";
import type { Detail, Dialog } from "./view.ts";

/** The runs that the detail of a trial shows, asked for when it opens and when more have ended. */
export interface DetailRuns {
  /** The runs for the open dialog; requests those that are missing. */
  of(dialog: Dialog | undefined, snapshot: Snapshot): readonly RunRecord[] | undefined;
}

/** Where the run that is looked at is among those that are listed; the last place where it is gone from them. */
export function cursorIn(runs: readonly RunRecord[], { at }: Detail): number {
  if (at === undefined) return 0;
  const index = runs.findIndex(
    ({ run, attempt }) => run === at.run && (at.attempt === undefined || attempt === at.attempt),
  );
  return index < 0 ? Math.max(0, runs.length - 1) : index;
}

/** The detail that is open, or to which a timeline goes back. */
export function shownDetail(dialog: Dialog | undefined): Detail | undefined {
  const open = dialog?.type === "help" ? dialog.from : dialog;
  const inner = open !== undefined && "timeline" in open ? open.timeline : open;
  return inner?.type === "timeline" ? inner.from : inner?.type === "detail" ? inner : undefined;
}

const RUNS_MAX = 500;

export function createDetailRuns(client: BatchClient, changed: () => void): DetailRuns {
  let shown: { trial: number; state: unknown } | undefined;
  let runs: readonly RunRecord[] | undefined;
  let isAsking = false;

  const ask = async (trial: number): Promise<void> => {
    isAsking = true;
    const answer = await client.recentRuns(trial, RUNS_MAX).catch(() => []);
    isAsking = false;
    if (shown?.trial === trial) runs = answer;
    changed();
  };
  return {
    of(dialog, snapshot) {
      const detail = shownDetail(dialog);
      if (detail === undefined) {
        shown = undefined;
        runs = undefined;
        return undefined;
      }
      const { trial } = detail;
      // A trial's state is another object whenever one of its runs has begun or ended.
      const state = snapshot.queue.trials.find((each) => each.number === trial);
      const isNew = shown?.trial !== trial || shown.state !== state;
      if (isNew && !isAsking) {
        if (shown?.trial !== trial) runs = undefined;
        shown = { trial, state };
        void ask(trial);
      }
      return runs;
    },
  };
}
