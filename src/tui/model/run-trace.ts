import type { RunRecord } from "../../core/run/run.ts";
import type { RunTrace } from "../../core/run/trace-event.ts";
import type { BatchClient } from "../../service/client.ts";
import { cursorIn } from "./recent-runs.ts";
import type { Dialog, Timeline } from "./view.ts";

/** The trace of the run whose timeline is open, or of the violation under the cursor of the detail. */
export interface ShownTrace {
  of(dialog: Dialog | undefined, runs: readonly RunRecord[] | undefined): RunTrace | undefined;
}

type Which = Pick<RunRecord, "trial" | "run">;

export function createShownTrace(client: BatchClient, changed: () => void): ShownTrace {
  let shown: Which | undefined;
  let trace: RunTrace | undefined;
  let isAsking = false;

  const ask = async ({ trial, run }: Which): Promise<void> => {
    isAsking = true;
    shown = { trial, run };
    trace = await client
      .trace(trial, run)
      .catch((error: Error) => ({ events: [], verdict: undefined, said: error.message }));
    isAsking = false;
    changed();
  };
  return {
    of(dialog, runs) {
      const wanted = wantedRun(dialog, runs);
      if (wanted === undefined) {
        if (!isAsking) {
          shown = undefined;
          trace = undefined;
        }
        return undefined;
      }
      const isShown = shown?.trial === wanted.trial && shown.run === wanted.run;
      // One at a time, so that scrolling through violations does not replay each of them.
      if (!isShown && !isAsking) void ask(wanted);
      return isShown && !isAsking ? trace : undefined;
    },
  };
}

/** The dialog that is open, or under the help or a dialog about an event. */
function inner(dialog: Dialog | undefined): Dialog | undefined {
  const open = dialog?.type === "help" ? dialog.from : dialog;
  return open !== undefined && "timeline" in open ? open.timeline : open;
}

/** The timeline that is open; undefined if none is. */
export function shownTimeline(dialog: Dialog | undefined): Timeline | undefined {
  const open = inner(dialog);
  return open?.type === "timeline" ? open : undefined;
}

function wantedRun(dialog: Dialog | undefined, runs: readonly RunRecord[] = []): Which | undefined {
  const open = inner(dialog);
  if (open?.type === "timeline") return open;
  if (open?.type !== "detail") return undefined;
  const record = runs[cursorIn(runs, open)];
  return record?.verdict === "violation" ? record : undefined;
}
