import { FIGURES } from "../model/figures.ts";
import { clamp } from "../model/layout.ts";
import { type Model, type Outcome, shows } from "../model/model.ts";
import { shownFigures } from "../model/shown-figures.ts";
import { sweptParameters } from "../model/swept.ts";
import { sortedBy } from "../model/trials.ts";
import { type ColumnsDialog, withDialog } from "../model/view.ts";
import { padEnd } from "../text/cells.ts";
import { type Row, row, span } from "../text/row.ts";
import {
  boxHeightMax,
  boxWidth,
  closeDialog,
  type DialogKind,
  FRAME,
  movingKeys,
  nothing,
  type Space,
} from "./dialog.ts";

const WIDTH_MAX = 74;

/** The choice of the sort order and of the columns. */
export const columnsDialog: DialogKind<ColumnsDialog> = {
  title: () => "Sort and columns",
  rows: columnRows,
  size: (model) => ({
    width: boxWidth(model, WIDTH_MAX),
    height: Math.min(boxHeightMax(model), choicesOf(model).length + FRAME.height),
  }),
  keys: [
    {
      keys: ["enter"],
      shown: "enter",
      footer: "sort",
      does: "sort by it; again: reverse",
      act: sortBy,
    },
    {
      keys: ["space"],
      shown: "space",
      footer: "show or hide",
      does: "show or hide the column",
      act: toggle,
    },
    ...movingKeys(move, { next: "next", previous: "previous" }).filter(
      ({ shown }) => shown !== "PgDn",
    ),
    {
      keys: ["o", "O"],
      shown: "O",
      footer: "batch order",
      does: "order of the batch",
      act: unsorted,
    },
    { keys: ["escape", "q"], shown: "esc", footer: "close", act: closeDialog },
  ],
  otherwise: nothing,
};

interface Choice {
  readonly name: string;
  readonly meaning: string;
  /** Parameters always have a column where there is room. */
  readonly isFigure: boolean;
}

/** Figures first: the median is what people sort by. */
function choicesOf({ snapshot }: Model): Choice[] {
  const first = ["median", "undecided", "violation"];
  const figures = FIGURES.toSorted((one, other) => rank(first, one.name) - rank(first, other.name));
  return [
    ...figures.map(({ name, meaning }) => ({ name, meaning, isFigure: true })),
    ...sweptParameters(snapshot.queue.trials).map(({ name, meaning }) => ({
      name,
      meaning,
      isFigure: false,
    })),
    { name: "trial", meaning: "number of the trial", isFigure: false },
  ];
}

const rank = (first: readonly string[], name: string): number =>
  first.includes(name) ? first.indexOf(name) : first.length;

/** The figures that have a column now, at this width. */
const shownColumns = ({ snapshot, view, layout }: Model): readonly string[] => {
  const pane = layout.shape === "too-small" ? undefined : layout.panes.trials;
  const { columns } = view.trials;
  const { trials } = snapshot.queue;
  return shownFigures({ columns, trials, width: pane?.width ?? view.columns }).map(
    ({ name }) => name,
  );
};

function columnRows(model: Model, { at }: ColumnsDialog, { glyphs, width, height }: Space): Row[] {
  const choices = choicesOf(model);
  const visible = shownColumns(model);
  const { sort } = model.view.trials;
  const rows = choices.map(({ name, meaning, isFigure }, index): Row => {
    const mark = !isFigure || visible.includes(name) ? glyphs.done : " ";
    const direction = sort?.by !== name ? " " : sort.descending ? glyphs.sortDown : glyphs.sortUp;
    const spans = [
      span(`${mark} `, "good"),
      span(padEnd(name, 13)),
      span(`${direction} `, "accent"),
      span(padEnd(meaning, width - 17), "muted"),
    ];
    return index === at ? { spans, cursor: "focused" } : row(...spans);
  });
  const start = Math.max(0, Math.min(at - height + 2, rows.length - height));
  return rows.slice(start, start + height);
}

function move(model: Model, dialog: ColumnsDialog, by: number): Outcome {
  const at = clamp(dialog.at + by, { min: 0, max: choicesOf(model).length - 1 });
  return shows(withDialog(model.view, { ...dialog, at }));
}

function sortBy(model: Model, { at }: ColumnsDialog): Outcome {
  const choice = choicesOf(model)[at];
  if (choice === undefined) return closeDialog(model);
  return shows(withDialog(sortedBy(model, choice.name), undefined));
}

function toggle(model: Model, dialog: ColumnsDialog): Outcome {
  const choice = choicesOf(model)[dialog.at];
  if (!choice?.isFigure) return shows(model.view);
  const visible = shownColumns(model);
  const columns = visible.includes(choice.name)
    ? visible.filter((name) => name !== choice.name)
    : [...visible, choice.name];
  return shows({ ...model.view, trials: { ...model.view.trials, columns } });
}

function unsorted(model: Model): Outcome {
  const { trials } = model.view;
  return shows(withDialog({ ...model.view, trials: { ...trials, sort: undefined } }, undefined));
}
