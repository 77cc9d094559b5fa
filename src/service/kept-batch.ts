import { commandText } from "../console/command-text.ts";
import { pathHere } from "../console/shown-path.ts";
import { isVirtual } from "../core/trial/trial.ts";
import type { BatchRead } from "../results/read-batch.ts";
import { RecentRuns } from "../results/recent-runs.ts";
import type { BatchClient, Snapshot } from "./client.ts";
import { recorded } from "./run-trace.ts";

/**
 * A batch as its folder tells it, for a front end without a service: nothing runs and nothing is
 * written. `because` is the answer to each command, for people, without its full stop.
 */
export function keptBatch({ directory, state, manifest }: BatchRead, because: string): BatchClient {
  const { totals } = state;
  const recent = new RecentRuns(directory, { isNew: false });
  const snapshot: Snapshot = {
    queue: { ...state, status: totals.done < totals.runs ? "stopped" : "finished" },
    nodes: [],
    directory,
    totals,
    trouble: "",
    etaMs: null,
    startedAtMs: manifest === undefined ? Date.now() : Date.parse(manifest.startedAt),
  };
  return {
    snapshot: () => snapshot,
    subscribe: () => () => {},
    onOutput: () => () => {},
    dispatch: async () => because,
    recentRuns: (trial, most) => recent.of(trial, most),
    trace: async (number, run) => {
      const trial = state.trials.find((each) => each.number === number);
      if (trial === undefined) throw new Error(`there is no trial ${number}`);
      const kept = await recorded({ directory, trial, run });
      if (kept.events.length > 0 || !isVirtual(trial.trial)) return kept;
      const replay = commandText("replay", pathHere(directory), `${number}`, `${run}`);
      return { ...kept, said: `${because}. Simulate this run with the code of today: ${replay}` };
    },
    closed: new Promise(() => {}),
  };
}
