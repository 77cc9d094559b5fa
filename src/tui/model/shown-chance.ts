import type { Chance } from "../../core/run/chance.ts";
import type { RunRecord } from "../../core/run/run.ts";
import { shownTimeline } from "./run-trace.ts";
import type { Dialog } from "./view.ts";

type Which = Pick<RunRecord, "trial" | "run">;

/** Draws a run's futures after each of its steps, a row at a time; `end` gives up the rest. */
export type DrawChance = (
  run: Which,
  tell: (row: Chance) => void,
) => { readonly done: Promise<void>; readonly end: () => void };

/** The chance of a violation after the steps of the run whose timeline is open. */
export interface DrawnChance {
  /** Those that are drawn so far, in their order. */
  readonly rows: readonly Chance[];
  readonly isDone: boolean;
  /** Why there are no more; empty if nothing went wrong. */
  readonly trouble: string;
}

export interface ShownChance {
  of(dialog: Dialog | undefined): DrawnChance | undefined;
  close(): void;
}

/** Where nothing can draw. */
export const noDraws: DrawChance = () => ({
  done: Promise.reject(new Error("the futures of a run can't be drawn here")),
  end: () => {},
});

/** Draws while the timeline that asked is open, and gives up when it is closed. */
export function createShownChance(draw: DrawChance, changed: () => void): ShownChance {
  let shown: (Which & { readonly end: () => void }) | undefined;
  let drawn: DrawnChance | undefined;

  const begin = ({ trial, run }: Which): void => {
    drawn = { rows: [], isDone: false, trouble: "" };
    const tell = (more: Partial<DrawnChance>): void => {
      if (shown !== mine || drawn === undefined) return;
      drawn = { ...drawn, ...more };
      changed();
    };
    const rows: Chance[] = [];
    const mine = { trial, run, end: () => {} };
    shown = mine;
    const { done, end } = draw({ trial, run }, (row) => {
      rows.push(row);
      tell({ rows: [...rows] });
    });
    mine.end = end;
    done.then(
      () => tell({ isDone: true }),
      ({ message }: Error) => tell({ isDone: true, trouble: message }),
    );
  };
  return {
    of(dialog) {
      const wanted = shownTimeline(dialog);
      const isShown = shown?.trial === wanted?.trial && shown?.run === wanted?.run;
      if (shown !== undefined && (!isShown || !wanted?.chance)) {
        shown.end();
        shown = undefined;
        drawn = undefined;
      }
      if (wanted?.chance && shown === undefined) begin(wanted);
      return drawn;
    },
    close: () => shown?.end(),
  };
}
