import type { TrialState, TrialStatus } from "../../core/queue/state.ts";
import { REPORTED_VERDICTS, type Verdict, verdictRow } from "../../core/run/verdicts.ts";
import type { Parameter } from "../../core/trial/parameters.ts";
import { remembered } from "../model/remembered.ts";
import { doneRuns, statusOf } from "../model/trial-status.ts";
import { elapsedText, roundsText } from "../model/trial-summary.ts";
import { valueText } from "../model/trials.ts";
import { cut, padEnd, padStart, widthOf } from "../text/cells.ts";
import type { Glyphs } from "../text/glyphs.ts";
import { type Row, type Span, span, type Tone } from "../text/row.ts";
import { progressBar } from "./progress-bar.ts";

interface Column {
  readonly heading: string;
  readonly width: number;
  readonly align: "left" | "right";
  readonly cell: (state: TrialState) => readonly Span[];
}

export interface ColumnsInput {
  readonly width: number;
  readonly glyphs: Glyphs;
  readonly trials: readonly TrialState[];
  /** Those that pass the filter: what is not among them makes no column wider. */
  readonly listed: readonly TrialState[];
  readonly parameters: readonly Parameter[];
  /** How many parameter columns are scrolled away. */
  readonly skipped: number;
  readonly timeLimitMs: number;
}

export interface Columns {
  readonly heading: Row;
  readonly row: (state: TrialState) => Row;
  /** Parameters that the width does not hold. */
  readonly hidden: number;
}

/** The bar takes what the parameters leave, and goes where that is less on a narrow screen. */
const BAR_WIDTH_MIN = 6;
/** From this width on, a parameter that leaves no room for the bar waits at the right. */
const BAR_ALWAYS_FROM_WIDTH = 76;
const BAR_WIDTH_MAX = 24;
const PARAMETER_WIDTH_MAX = 14;
/** On a narrow screen, so that a list of sleeps leaves room for others. */
const PARAMETER_WIDTH_NARROW = 9;

/** Of a long list the first say how wide a column must be. */
const MEASURED_TRIALS_MAX = 1000;

/** The columns that fit: what came of a trial always, then as many parameters as there is room for. */
export function trialColumns(input: ColumnsInput): Columns {
  const gap = input.width >= 100 ? 2 : 1;
  const before = [statusColumn(input.glyphs), numberColumn(input.trials)];
  const after = resultColumns(input);
  const used = spaceOf([...before, ...after], gap) - gap;
  const offered = byDistinctValues(input.parameters, input.trials)
    .slice(input.skipped)
    .map((each) => parameterColumn(each, input));
  const kept = input.width >= BAR_ALWAYS_FROM_WIDTH ? BAR_WIDTH_MIN + gap : 0;
  const parameters = thatFit(offered, { room: input.width - used - kept, gap });
  const fixed = [...before, ...parameters, ...after];
  const room = input.width - spaceOf(fixed, gap);
  const columns = room >= BAR_WIDTH_MIN ? [...fixed, barColumn(input.glyphs, room)] : fixed;
  return {
    heading: joined(columns.map(headingOf), gap),
    row: (state) =>
      joined(
        columns.map((column) => cellOf(column, state, input.glyphs)),
        gap,
      ),
    hidden: input.parameters.length - input.skipped - parameters.length,
  };
}

/** Where columns are hidden, the parameters that tell the most trials apart are still seen. */
const byDistinctValues = remembered(
  (parameters: readonly Parameter[], trials: readonly TrialState[]): readonly Parameter[] => {
    const distinct = new Map(parameters.map((each) => [each, distinctValues(each, trials)]));
    const of = (parameter: Parameter): number => distinct.get(parameter) ?? 0;
    return parameters.toSorted((one, other) => of(other) - of(one));
  },
);

const distinctValues = ({ name }: Parameter, trials: readonly TrialState[]): number =>
  new Set(trials.slice(0, MEASURED_TRIALS_MAX).map(({ trial }) => valueText(trial[name]))).size;

function thatFit(
  offered: readonly Column[],
  { room, gap }: { room: number; gap: number },
): Column[] {
  const fitting: Column[] = [];
  let left = room;
  for (const column of offered) {
    left -= column.width + gap;
    if (left < 0) break;
    fitting.push(column);
  }
  return fitting;
}

const spaceOf = (columns: readonly Column[], gap: number): number =>
  columns.reduce((sum, column) => sum + column.width + gap, 0);

const joined = (cells: readonly (readonly Span[])[], gap: number): Row => ({
  spans: cells.flatMap((cell, index) =>
    index === 0 ? cell : [{ text: " ".repeat(gap) }, ...cell],
  ),
});

const headingOf = ({ heading, width, align }: Column): Span[] => [
  span(align === "left" ? padEnd(heading, width) : padStart(heading, width), "faint"),
];

function cellOf({ width, align, cell }: Column, state: TrialState, glyphs: Glyphs): Span[] {
  const spans = cell(state);
  const text = spans.map((each) => each.text).join("");
  const size = widthOf(text);
  if (size > width) return [{ ...spans[0], text: cut(text, width, glyphs.ellipsis) }];
  const padding = { text: " ".repeat(width - size) };
  return align === "left" ? [...spans, padding] : [padding, ...spans];
}

export const STATUS_TONES: Readonly<Record<TrialStatus, Tone>> = {
  waiting: "faint",
  running: "accent",
  paused: "warn",
  done: "good",
  cancelled: "faint",
};

const statusColumn = (glyphs: Glyphs): Column => ({
  heading: "",
  width: 1,
  align: "left",
  cell: (state) => [span(glyphs[statusOf(state)], STATUS_TONES[statusOf(state)])],
});

function numberColumn(trials: readonly TrialState[]): Column {
  const highest = trials.reduce((most, each) => Math.max(most, each.number), 0);
  return {
    heading: "#",
    width: Math.max(2, String(highest).length),
    align: "right",
    cell: (state) => [span(String(state.number), state.cancelled ? "faint" : "plain")],
  };
}

function parameterColumn(parameter: Parameter, { listed, width }: ColumnsInput): Column {
  const { heading } = parameter;
  const widest = width >= 100 ? PARAMETER_WIDTH_MAX : PARAMETER_WIDTH_NARROW;
  const textOf = (state: TrialState): string => valueText(state.trial[parameter.name]);
  const longest = listed
    .slice(0, MEASURED_TRIALS_MAX)
    .reduce((most, each) => Math.max(most, textOf(each).length), 0);
  return {
    heading,
    width: Math.max(heading.length, Math.min(longest, widest)),
    align: parameter.kind === "whole" ? "right" : "left",
    cell: (state) => [span(textOf(state), state.cancelled ? "faint" : "plain")],
  };
}

function resultColumns({ trials, timeLimitMs, width }: ColumnsInput): Column[] {
  const isRoomy = width >= 100;
  const hasFailed = trials.some((each) => each.counts.failed > 0);
  const isShown = (each: Verdict): boolean =>
    verdictRow(each).always || (each === "failed" && hasFailed);
  const runs = trials.reduce((most, each) => Math.max(most, String(each.runs).length), 1);
  return [
    {
      heading: "runs",
      width: Math.max(4, 2 * runs + 1),
      align: "right",
      cell: (state) => [span(`${doneRuns(state)}/${state.runs}`, "muted")],
    },
    ...REPORTED_VERDICTS.filter(isShown).map((each) => verdictColumn(each, isRoomy, runs)),
    {
      heading: isRoomy ? "median ms" : "median",
      width: isRoomy ? 9 : 7,
      align: "right",
      cell: (state) => [span(elapsedText(state, timeLimitMs))],
    },
    {
      heading: "rounds",
      width: 6,
      align: "right",
      cell: (state) => [span(roundsText(state, timeLimitMs))],
    },
  ];
}

/** Columns for counts of up to so many digits: none gets wider when its count does. */
function verdictColumn(verdict: Verdict, isRoomy: boolean, digits: number): Column {
  const { short, tone } = verdictRow(verdict);
  const heading = isRoomy ? verdict : short;
  return {
    heading,
    width: Math.max(4, heading.length, digits),
    align: "right",
    cell: ({ counts }) => [
      counts[verdict] === 0 ? span("-", "faint") : span(String(counts[verdict]), tone),
    ],
  };
}

function barColumn(glyphs: Glyphs, room: number): Column {
  const width = Math.min(room, BAR_WIDTH_MAX);
  return {
    heading: "",
    width,
    align: "left",
    cell: (state) => progressBar({ counts: state.counts, runs: state.runs, width, glyphs }),
  };
}
