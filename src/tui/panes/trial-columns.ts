import type { TrialState, TrialStatus } from "../../core/queue/state.ts";
import type { Terms } from "../../core/statistics/uncertainty.ts";
import { valueText } from "../../core/trial/field-text.ts";
import type { Parameter } from "../../core/trial/parameter.ts";
import type { Figure } from "../model/figures.ts";
import { remembered } from "../model/remembered.ts";
import { shownFigures } from "../model/shown-figures.ts";
import { doneRuns, statusOf } from "../model/trial-status.ts";
import type { View } from "../model/view.ts";
import { cut, padEnd, padStart, widthOf } from "../text/cells.ts";
import type { Glyphs } from "../text/glyphs.ts";
import { type Row, type Span, span, type Tone } from "../text/row.ts";

interface Column {
  /** The chosen sort order of the list. */
  readonly name: string;
  readonly heading: string;
  readonly width: number;
  readonly align: "left" | "right";
  readonly cell: (state: TrialState) => Span;
}

export interface ColumnsInput {
  readonly width: number;
  readonly glyphs: Glyphs;
  readonly trials: readonly TrialState[];
  /** Those that pass the filter: what is not among them makes no column wider. */
  readonly listed: readonly TrialState[];
  /** Those that differ, the first of a sweep first. */
  readonly parameters: readonly Parameter[];
  readonly view: View["trials"];
  readonly terms: Terms;
}

export interface Columns {
  readonly heading: Row;
  readonly row: (state: TrialState) => Row;
  /** What the list is sorted by where the heading at a column of the pane is clicked. */
  readonly sortAt: (column: number) => string | undefined;
  /** Parameters that the width does not hold, and how many can be scrolled away. */
  readonly hidden: number;
  readonly skipped: number;
}

const PARAMETER_WIDTH_MAX = 24;
/** On a narrow screen, so that a list of sleeps leaves room for others. */
const PARAMETER_WIDTH_NARROW = 9;
const ROOMY_WIDTH = 100;

/** Of a long list the first say how wide a column must be. */
const MEASURED_TRIALS_MAX = 1000;

/** The columns that fit: results always, and as many parameters as there is room for, a sweep's first. */
export function trialColumns(input: ColumnsInput): Columns {
  const { width, view } = input;
  const gap = width >= ROOMY_WIDTH ? 2 : 1;
  const before = [statusColumn(input), numberColumn(input.trials)];
  const after = shownFigures({ ...input, columns: view.columns }).map((each) =>
    figureColumn(each, input),
  );
  const room = width - spaceOf([...before, ...after], gap) + gap;
  const all = input.parameters.map((each) => parameterColumn(each, input));
  const most = Math.max(0, all.length - thatFit([...all].reverse(), { room, gap }).length);
  const skipped = Math.min(view.skippedColumns, most);
  const parameters = thatFit(all.slice(skipped), { room, gap });
  const columns = [...before, ...parameters, ...after];
  return {
    heading: joined(
      columns.map((each) => headingOf(each, input)),
      gap,
    ),
    row: (state) =>
      joined(
        columns.map((column) => cellOf(column, state, input.glyphs)),
        gap,
      ),
    sortAt: (at) => nameAt(columns, gap, at),
    hidden: all.length - skipped - parameters.length,
    skipped,
  };
}

/** What the widths need of all trials: worked out once, since a key changes none of it. */
const measured = remembered((trials: readonly TrialState[]) => {
  let [highest, runs] = [0, 0];
  for (const each of trials) {
    highest = Math.max(highest, each.number);
    runs = Math.max(runs, each.runs);
  }
  return { highest, digits: String(runs).length };
});

function nameAt(columns: readonly Column[], gap: number, at: number): string | undefined {
  let end = 0;
  for (const { name, width } of columns) {
    end += width + gap;
    if (at < end) return name === "" ? undefined : name;
  }
  return undefined;
}

function thatFit(
  offered: readonly Column[],
  { room, gap }: { room: number; gap: number },
): Column[] {
  const fitting: Column[] = [];
  let left = room - gap;
  for (const column of offered) {
    left -= column.width + gap;
    if (left < 0) break;
    fitting.push(column);
  }
  return fitting;
}

const spaceOf = (columns: readonly Column[], gap: number): number =>
  columns.reduce((sum, column) => sum + column.width + gap, 0);

const joined = (cells: readonly Span[][], gap: number): Row => ({
  spans: cells.flatMap((cell, index) =>
    index === 0 ? cell : [{ text: " ".repeat(gap) }, ...cell],
  ),
});

/** The sorted column has a mark for its direction; the last word of its heading gives way to it. */
function headingOf({ name, heading, width, align }: Column, input: ColumnsInput): Span[] {
  const { sort } = input.view;
  const isSorted = sort?.by === name;
  const { sortUp, sortDown } = input.glyphs;
  const shown = heading.length < width ? heading : heading.replace(/ \S+$/, "");
  const mark = sort?.descending ? sortDown : sortUp;
  const text = isSorted ? cut(shown, width - 1) + mark : heading;
  const padded = align === "left" ? padEnd(text, width) : padStart(text, width);
  return [span(padded, isSorted ? "accent" : "faint")];
}

function cellOf({ width, align, cell }: Column, state: TrialState, glyphs: Glyphs): Span[] {
  const { text, tone } = cell(state);
  const shown = cut(text, width, glyphs.ellipsis);
  const padding = { text: " ".repeat(Math.max(0, width - widthOf(shown))) };
  const value = span(shown, tone);
  return align === "left" ? [value, padding] : [padding, value];
}

const STATUS_TONES: Readonly<Record<TrialStatus, Tone>> = {
  waiting: "faint",
  running: "accent",
  paused: "warn",
  done: "good",
  cancelled: "faint",
};

/** A row's mark tells the worst that came of a trial before it tells that it is done. */
function trialMark(state: TrialState, glyphs: Glyphs): Span {
  const { counts } = state;
  const status = statusOf(state);
  if (counts.violation > 0) return span("!", "alarm");
  if (status === "done" && counts.failed > 0) return span(glyphs.failed, "failed");
  if (status === "done" && counts.undecided * 2 > doneRuns(state)) return span("?", "warn");
  return span(glyphs[status], STATUS_TONES[status]);
}

const statusColumn = ({ glyphs, view }: ColumnsInput): Column => ({
  name: "",
  heading: "",
  width: 2,
  align: "left",
  cell: (state) => {
    const mark = trialMark(state, glyphs);
    const isMarked = view.marked.includes(state.number);
    return isMarked ? { ...mark, text: mark.text + glyphs.marked } : mark;
  },
});

function numberColumn(trials: readonly TrialState[]): Column {
  const { highest } = measured(trials);
  return {
    name: "trial",
    heading: "#",
    width: Math.max(2, String(highest).length),
    align: "right",
    cell: (state) => span(String(state.number), state.cancelled ? "faint" : "plain"),
  };
}

function parameterColumn(parameter: Parameter, { listed, width }: ColumnsInput): Column {
  const { heading, name } = parameter;
  const widest = width >= ROOMY_WIDTH ? PARAMETER_WIDTH_MAX : PARAMETER_WIDTH_NARROW;
  const textOf = (state: TrialState): string => valueText(parameter, state.trial[name]);
  const longest = listed
    .slice(0, MEASURED_TRIALS_MAX)
    .reduce((most, each) => Math.max(most, widthOf(textOf(each))), 0);
  return {
    name,
    heading,
    width: Math.max(heading.length, Math.min(longest, widest)),
    align: parameter.kind === "whole" ? "right" : "left",
    cell: (state) => span(textOf(state), state.cancelled ? "faint" : "plain"),
  };
}

function figureColumn(figure: Figure, { trials, terms, width }: ColumnsInput): Column {
  const { name, tone } = figure;
  const heading = width >= ROOMY_WIDTH ? figure.heading : figure.short;
  const { digits } = measured(trials);
  const least = name === "runs" ? 2 * digits + 1 : digits;
  return {
    name,
    heading,
    // A column for counts gets no wider when its count does.
    width: Math.max(figure.width, heading.length, least),
    align: "right",
    cell: (state) => {
      const text = figure.text(state, terms);
      return span(text, text === "-" ? "faint" : tone);
    },
  };
}
