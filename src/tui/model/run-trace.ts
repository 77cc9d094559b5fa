import type { RunTrace } from "../../core/run/trace-event.ts";
import type { BatchClient } from "../../service/client.ts";
import type { Dialog } from "./view.ts";

/** The trace of the run whose timeline is open, requested when it opens. */
export interface ShownTrace {
  of(dialog: Dialog | undefined): RunTrace | undefined;
}

export function createShownTrace(client: BatchClient, changed: () => void): ShownTrace {
  let shown: { readonly trial: number; readonly run: number } | undefined;
  let trace: RunTrace | undefined;

  const ask = async (trial: number, run: number): Promise<void> => {
    const asked = { trial, run };
    shown = asked;
    trace = undefined;
    const answer = await client
      .trace(trial, run)
      .catch((error: Error) => ({ events: [], verdict: undefined, said: error.message }));
    if (shown !== asked) return;
    trace = answer;
    changed();
  };
  return {
    of(dialog) {
      const open = dialog?.type === "help" ? dialog.from : dialog;
      const timeline = open !== undefined && "timeline" in open ? open.timeline : open;
      if (timeline?.type !== "timeline") {
        shown = undefined;
        trace = undefined;
        return undefined;
      }
      const { trial, run } = timeline;
      if (shown?.trial !== trial || shown.run !== run) void ask(trial, run);
      return trace;
    },
  };
}
