import { type Bin, type Histogram, histogram } from "../../core/statistics/histogram.ts";
import type { Quantile, Sample } from "../../core/statistics/statistics.ts";
import type { Glyphs } from "../text/glyphs.ts";
import { emptyRow, type Row, row, span } from "../text/row.ts";
import { bottomAxis, LABEL_WIDTH, type Tick, withValueAxis } from "./axes.ts";
import { createGrid, type Grid } from "./grid.ts";
import { histogramFigures } from "./histogram-figures.ts";
import { scaleOf, shortNumber, ticksBetween } from "./scale.ts";
import {
  drawBar,
  placed,
  SIDE_BAR_WIDTH,
  sideBarsOf,
  sideBarsWidth,
  sideTick,
} from "./side-bars.ts";

/** The bins that a screen showed last, by unit and runs, and how many it had room for. */
export type LastBins = Map<string, ShownBins>;

export interface ShownBins {
  readonly bins: readonly Omit<Bin, "n">[];
  readonly most: number;
}

/** The name of runs in `LastBins`: those of one trial, of several, or of `all`. */
export const binsKey = (unit: "ms" | "rounds", of: string): string => `${unit} ${of}`;

interface HistogramInput {
  readonly sample: Sample;
  readonly unit: "ms" | "rounds";
  /** Names the runs: while more of them come in, their bins in `lastBins` are kept. */
  readonly of?: string;
  readonly lastBins?: LastBins;
  /** The expected number of runs, so that bins do not change as runs come in. */
  readonly expected: number;
  readonly width: number;
  readonly height: number;
  readonly glyphs: Glyphs;
}

const BINS_MIN = 6;
const BINS_MAX = 60;
const PLOT_MIN = 8;
const RIGHT_MIN = 2;
/** Axis, labels, figures. */
const ROWS_BELOW = 3;

/** A histogram of values, with bars for outliers and undecided runs, and the figures in a line. */
export function histogramRows(input: HistogramInput): Row[] {
  const { unit, width, height, glyphs } = input;
  const { found, plot } = fitting(input, width - LABEL_WIDTH);
  if (found.n === 0) return [row(span(" No finished runs yet.", "muted"))];
  const { bins, median, p95 } = found;
  const bars = sideBarsOf(found);
  const room = Math.max(2, height - ROWS_BELOW);
  const largest = Math.max(...bars.map(({ n }) => n), ...bins.map(({ n }) => n));
  const scale = scaleOf({ smallest: 1, largest, rows: room, isWhole: true, mayBeLog: false });
  const grid = createGrid(width - LABEL_WIDTH, scale.rows, glyphs);
  const columns = Math.max(1, Math.min(COLUMNS_MAX, Math.floor(plot / Math.max(1, bins.length))));
  const sides = placed(bars, plot);
  const drawn = { bins, columns, beyond: sides[0]?.column ?? plot, glyphs };
  for (const [index, { n }] of bins.entries()) {
    const bar = { column: index * columns, width: columns, height: scale.place(n) };
    drawBar(grid, { ...bar, tone: "chart" }, glyphs);
  }
  for (const { bar, column } of sides) {
    const { n, tone } = bar;
    drawBar(grid, { column, width: SIDE_BAR_WIDTH, height: scale.place(n), tone }, glyphs);
  }
  markQuantile(grid, drawn, median, glyphs.median);
  markQuantile(grid, drawn, p95, glyphs.p95);
  const ticks = { ticks: binTicks(drawn), fixed: sides.map(sideTick) };
  return [
    ...Array<Row>(Math.max(0, room - scale.rows)).fill(emptyRow),
    ...withValueAxis({ rows: grid.rows(), scale, glyphs }),
    ...bottomAxis({ width: grid.width, ...ticks, unit: bars.length > 0 ? "" : unit, glyphs }),
    row(...histogramFigures({ histogram: found, unit, width, glyphs })),
  ];
}

/** A single value needs no bar over the whole width. */
const COLUMNS_MAX = 12;

const LAST_MAX = 100;

/** As many bins as there is room for beside the bars that come with them. */
function fitting(
  { sample, expected, unit, of = "", lastBins }: HistogramInput,
  width: number,
): { found: Histogram; plot: number } {
  const key = binsKey(unit, of);
  const before = lastBins?.get(key)?.bins;
  for (let reserved = RIGHT_MIN; ; ) {
    const plot = Math.max(PLOT_MIN, width - reserved);
    const wanted = unit === "rounds" ? BINS_MAX : binsFor(expected);
    const most = Math.min(wanted, Math.floor(plot / 2));
    const found = histogram(sample, most, before);
    const needed = sideBarsWidth(sideBarsOf(found));
    if (needed <= reserved) {
      if (lastBins && lastBins.size > LAST_MAX) lastBins.clear();
      lastBins?.set(key, { bins: found.bins, most });
      return { found, plot };
    }
    reserved = needed;
  }
}

/** Few values in many bins would look like a comb. */
const binsFor = (expected: number): number =>
  Math.max(BINS_MIN, Math.min(BINS_MAX, Math.ceil(2 * Math.sqrt(expected))));

interface Drawn {
  readonly bins: readonly Bin[];
  /** Columns per bin. */
  readonly columns: number;
  /** Columns for values outside the bins. */
  readonly beyond: number;
  readonly glyphs: Glyphs;
}

/** A dotted line at a quantile, behind everything else. */
function markQuantile(
  grid: Grid,
  drawn: Drawn,
  quantile: Quantile | null,
  character: string,
): void {
  if (quantile === null || quantile.censored || quantile.value === null) return;
  const column = columnOf(quantile.value, drawn);
  for (let line = 0; line < grid.height; line++) grid.behind(column, line, character);
}

function columnOf(value: number, { bins, columns, beyond }: Drawn): number {
  const [first] = bins;
  if (first === undefined) return 0;
  if (value > (bins.at(-1)?.to ?? 0)) return beyond + 1;
  const size = first.to - first.from;
  // A bin of one whole number is that number, and its middle is where it stands.
  const middle = size === 1 ? 0.5 : 0;
  return Math.floor(((value - first.from) / size + middle) * columns);
}

const TICK_COLUMNS = 8;

function binTicks(drawn: Drawn): Tick[] {
  const { bins, columns } = drawn;
  const [first] = bins;
  const last = bins.at(-1);
  if (first === undefined || last === undefined) return [];
  const most = Math.floor((bins.length * columns) / TICK_COLUMNS);
  const to = last.to - last.from === 1 ? last.from : last.to;
  const round = ticksBetween({ from: first.from, to, most });
  const values = round.length < 2 ? [first.from, ...round] : round;
  return values.map((value) => ({
    column: columnOf(value, drawn),
    label: shortNumber(value),
  }));
}
