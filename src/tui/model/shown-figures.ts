import type { TrialState } from "../../core/queue/state.ts";
import { FIGURES, type Figure } from "./figures.ts";
import { remembered } from "./remembered.ts";

interface List {
  /** The names that the user chose; undefined: the usual ones. */
  readonly columns: readonly string[] | undefined;
  readonly trials: readonly TrialState[];
  /** Of the pane, in columns. */
  readonly width: number;
}

/** From here on intervals stand beside their figures, and leave room for parameters. */
const WIDE_WIDTH = 130;

/** The figures that have a column in the list of trials. */
export function shownFigures({ columns, trials, width }: List): readonly Figure[] {
  if (columns !== undefined) return FIGURES.filter(({ name }) => columns.includes(name));
  return FIGURES.filter(
    ({ name, usual }) =>
      usual === true ||
      (usual === "roomy" && width >= WIDE_WIDTH) ||
      (name === "failed" && hasFailed(trials)),
  );
}

/** Worked out once, since a key changes none of it. */
const hasFailed = remembered((trials: readonly TrialState[]): boolean =>
  trials.some(({ counts }) => counts.failed > 0),
);
