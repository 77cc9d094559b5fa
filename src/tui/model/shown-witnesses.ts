import type { Snapshot } from "../../service/client.ts";
import { shownDetail } from "./recent-runs.ts";
import { doneRuns } from "./trial-status.ts";
import type { Dialog } from "./view.ts";

/** How many of a trial's first runs reached each event of interest. */
export type CountWitnesses = (
  trial: number,
  runs: number,
) => Promise<Readonly<Record<string, number>>>;

/** The runs of a trial that reached events of interest. */
export interface Witnesses {
  /** How many runs were looked at. */
  readonly runs: number;
  /** Undefined until they are counted. */
  readonly counts: Readonly<Record<string, number>> | undefined;
  /** Why they were not counted; empty if nothing went wrong. */
  readonly trouble: string;
}

export interface ShownWitnesses {
  of(dialog: Dialog | undefined, snapshot: Snapshot): Witnesses | undefined;
}

/** Where nothing can count. */
export const noCounts: CountWitnesses = async () => {
  throw new Error("runs can't be repeated here");
};

/** Counts the runs that are done when the open detail asks. */
export function createShownWitnesses(count: CountWitnesses, changed: () => void): ShownWitnesses {
  let shown: { readonly trial: number } | undefined;
  let found: Witnesses | undefined;

  const ask = async (trial: number, runs: number): Promise<void> => {
    const mine = { trial };
    shown = mine;
    found = { runs, counts: undefined, trouble: "" };
    const answer = await count(trial, runs).then(
      (counts) => ({ counts, trouble: "" }),
      ({ message }: Error) => ({ counts: undefined, trouble: message }),
    );
    if (shown !== mine) return;
    found = { runs, ...answer };
    changed();
  };
  return {
    of(dialog, { queue }) {
      const detail = shownDetail(dialog);
      const trial = queue.trials.find(({ number }) => number === detail?.trial);
      if (!detail?.witnesses || trial === undefined) {
        shown = undefined;
        return undefined;
      }
      if (shown?.trial !== trial.number) void ask(trial.number, doneRuns(trial));
      return found;
    },
  };
}
