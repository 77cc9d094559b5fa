import type { Glyphs } from "../text/glyphs.ts";
import { emptyRow, type Row, span, type Tone } from "../text/row.ts";
import { bottomAxis, LABEL_WIDTH, withValueAxis } from "./axes.ts";
import { createGrid, drawSegment, type Grid, type Stroke } from "./grid.ts";
import { type Scale, scaleOf, shortNumber, ticksBetween } from "./scale.ts";

export interface LineSeries {
  readonly name: string;
  readonly points: readonly LinePoint[];
  /** Whether its points have markers, or it is a line alone. */
  readonly hasMarkers: boolean;
}

export interface LinePoint {
  readonly x: number;
  /** Undefined: no data, or censored. */
  readonly value: number | undefined;
  readonly censored: boolean;
  readonly low: number | undefined;
  readonly high: number | undefined;
}

interface LineChart {
  readonly series: readonly LineSeries[];
  readonly isWhole: boolean;
  readonly mayBeLog: boolean;
  /** Values of x that have a label; undefined: round ones. */
  readonly xTicks: readonly number[] | undefined;
  /** The start of x, if it is before the first point. */
  readonly xFrom?: number;
  readonly xUnit: string;
  /** A vertical line there. */
  readonly cursor: number | undefined;
  readonly width: number;
  readonly height: number;
  readonly glyphs: Glyphs;
}

const LINE_TONES: readonly Tone[] = ["chart", "warn", "good", "failed", "strong"];

/** Rows of the bottom axis and its labels. */
const AXIS_ROWS = 2;
const TICK_COLUMNS = 9;

/** Lines with markers and whiskers, all visible even if they meet; the axis has equal steps. */
export function lineChart(chart: LineChart): Row[] {
  const { series, width, height, glyphs } = chart;
  const points = series.flatMap((line) => line.points);
  const isCensored = points.some(({ censored }) => censored);
  // The top row stays free for the marks of censored points, where there are any.
  const marks = isCensored ? 1 : 0;
  const room = Math.max(2, height - AXIS_ROWS - marks);
  const values = points.flatMap(({ value }) => value ?? []);
  const greatest = Math.max(0, ...values);
  // An interval of few runs may be so wide that nothing else would be seen: it is cut at the top.
  const ends = points
    .flatMap(({ high }) => high ?? [])
    .map((high) => Math.min(high, 1.5 * greatest));
  const scale = scaleOf({
    smallest: Math.min(...values.filter((value) => value > 0), Number.POSITIVE_INFINITY),
    largest: Math.max(greatest, ...ends),
    rows: room,
    isWhole: chart.isWhole,
    mayBeLog: chart.mayBeLog,
  });
  const grid = createGrid(width - LABEL_WIDTH - 1, scale.rows, glyphs);
  const xs = placing(chart, points, grid);
  for (const [index, line] of series.entries()) {
    drawSeries(grid, line, { xs, scale, glyphs, owner: index, tone: toneOf(index) });
  }
  if (chart.cursor !== undefined) {
    const column = xs.cell(chart.cursor);
    for (let line = 0; line < grid.height; line++) grid.behind(column, line, glyphs.median);
  }
  const top = isCensored ? [censoredRow(series, xs, { width: grid.width, glyphs })] : [];
  const most = Math.max(1, Math.floor(grid.width / TICK_COLUMNS));
  const ticks = chart.xTicks ?? ticksBetween({ from: xs.from, to: xs.to, most });
  const blank = Math.max(0, room - scale.rows);
  return [
    ...Array<Row>(blank).fill(emptyRow),
    ...top,
    ...withValueAxis({ rows: grid.rows(), scale, glyphs }),
    ...bottomAxis({
      width: grid.width,
      ticks: ticks.map((value) => ({ column: xs.cell(value), label: shortNumber(value) })),
      unit: chart.xUnit,
      glyphs,
    }),
  ];
}

export const toneOf = (index: number): Tone => LINE_TONES[index % LINE_TONES.length] ?? "chart";

export const markerOf = (index: number, { points }: Glyphs): string =>
  points[index % points.length] ?? "o";

interface Placing {
  readonly from: number;
  readonly to: number;
  /** Column of dots, and of cells. */
  readonly dot: (x: number) => number;
  readonly cell: (x: number) => number;
}

function placing({ xFrom }: LineChart, points: readonly LinePoint[], grid: Grid): Placing {
  const xs = points.map(({ x }) => x);
  const from = xFrom ?? Math.min(...xs);
  const to = Math.max(...xs, from);
  const share = (x: number): number => (to === from ? 0 : (x - from) / (to - from));
  return {
    from,
    to,
    dot: (x) => dotAt(share(x), grid.width, grid.columns),
    cell: (x) => Math.round(share(x) * (grid.width - 1)),
  };
}

/**
 * The dot of a place from 0 to 1 along so many cells. The dots of a cell stand
 * around its middle, so that a marker is in the cell in which its line bends.
 */
function dotAt(place: number, cells: number, dots: number): number {
  const each = dots / cells;
  return Math.floor(place * (dots - each) + each / 2);
}

interface Drawing extends Stroke {
  readonly xs: Placing;
  readonly scale: Scale;
  readonly glyphs: Glyphs;
}

function drawSeries(grid: Grid, line: LineSeries, drawing: Drawing): void {
  const { xs, scale, glyphs, owner, tone } = drawing;
  const lineOf = (value: number): number => dotAt(1 - scale.place(value), grid.height, grid.lines);
  let before: { column: number; line: number } | undefined;
  for (const { x, value, low, high } of line.points) {
    const column = xs.dot(x);
    if (low !== undefined && high !== undefined && line.hasMarkers) {
      for (let at = lineOf(high); at <= lineOf(low); at += 2) {
        grid.dot(column, at, { tone, owner });
      }
    }
    const here = value === undefined ? undefined : { column, line: lineOf(value) };
    if (here && before) drawSegment(grid, before, here, { tone, owner });
    before = here;
  }
  if (!line.hasMarkers) return;
  for (const { x, value } of line.points) {
    if (value === undefined) continue;
    const at = Math.round((1 - scale.place(value)) * (grid.height - 1));
    grid.mark(xs.cell(x), at, { character: markerOf(owner, glyphs), tone, owner });
  }
}

/** A mark over each point that lies beyond the time limit; several lines' marks stand beside each other. */
function censoredRow(
  series: readonly LineSeries[],
  xs: Placing,
  { width, glyphs }: { readonly width: number; readonly glyphs: Glyphs },
): Row {
  const cells = Array.from({ length: width }, () => span(" "));
  for (const [index, { points }] of series.entries()) {
    for (const { x, censored } of points) {
      if (!censored) continue;
      let column = xs.cell(x);
      while (column > 0 && cells[column]?.text !== " ") column--;
      cells[column] = span(glyphs.censored, toneOf(index));
    }
  }
  return { spans: [span(" ".repeat(LABEL_WIDTH), "faint"), ...cells] };
}
