import { type Bin, type Histogram, histogram } from "../../core/statistics/histogram.ts";
import type { Quantile, Sample } from "../../core/statistics/statistics.ts";
import type { Glyphs } from "../text/glyphs.ts";
import { emptyRow, type Row, row, span } from "../text/row.ts";
import { bottomAxis, LABEL_WIDTH, type Tick, withValueAxis } from "./axes.ts";
import { type Canvas, createCanvas, drawLine } from "./canvas.ts";
import { histogramFigures } from "./histogram-figures.ts";
import { countScale, shortNumber, ticksBetween } from "./scale.ts";
import { drawSideBar, placed, sideBarsOf, sideBarsWidth, sideTick } from "./side-bars.ts";

interface HistogramInput {
  readonly sample: Sample;
  readonly unit: "ms" | "rounds";
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

/** How often which value came, outliers and undecided runs as bars of their own, and the figures in a line. */
export function histogramRows({ sample, unit, width, height, glyphs }: HistogramInput): Row[] {
  const { found, plot } = fitting(sample, width - LABEL_WIDTH);
  if (found.n === 0) return [row(span(" No run has decided yet.", "muted"))];
  const { bins, median, p95 } = found;
  const bars = sideBarsOf(found);
  const room = Math.max(2, height - ROWS_BELOW);
  const most = Math.max(...bars.map(({ n }) => n), ...bins.map(({ n }) => n));
  const { top, rows } = countScale({ most, rows: room });
  const canvas = createCanvas(width - LABEL_WIDTH, rows);
  const columns = Math.max(1, Math.floor(plot / Math.max(1, bins.length)));
  const sides = placed(bars, plot);
  const drawn = { bins, columns, beyond: sides[0]?.column ?? plot, glyphs };
  drawBins(canvas, drawn, top);
  for (const side of sides) drawSideBar(canvas, side, { top, glyphs });
  markQuantiles(canvas, drawn, [median, p95]);
  const ticks = { ticks: binTicks(drawn), fixed: sides.map(sideTick) };
  return [
    ...Array<Row>(room - rows).fill(emptyRow),
    ...withValueAxis({ rows: canvas.rows(), top, labels: "whole", glyphs }),
    ...bottomAxis({ width: canvas.width, ...ticks, unit: bars.length > 0 ? "" : unit, glyphs }),
    row(...histogramFigures({ histogram: found, unit, width })),
  ];
}

/** As many bins as there is room for beside the bars that come with them. */
function fitting(sample: Sample, width: number): { found: Histogram; plot: number } {
  for (let reserved = RIGHT_MIN; ; ) {
    const plot = Math.max(PLOT_MIN, width - reserved);
    const found = histogram(sample, Math.min(binsFor(sample), Math.floor(plot / 2)));
    const needed = sideBarsWidth(sideBarsOf(found));
    if (needed <= reserved) return { found, plot };
    reserved = needed;
  }
}

/** Few values in many bins would be a comb. */
const binsFor = ({ sorted }: Sample): number =>
  Math.max(BINS_MIN, Math.min(BINS_MAX, Math.ceil(2 * Math.sqrt(sorted.length))));

interface Drawn {
  readonly bins: readonly Bin[];
  /** Columns per bin. */
  readonly columns: number;
  /** Where values stand that no bin is for. */
  readonly beyond: number;
  readonly glyphs: Glyphs;
}

/** A step as wide as the bin, from the floor and back to it. */
function drawBins(canvas: Canvas, { bins, columns, glyphs }: Drawn, top: number): void {
  const steps = bins.flatMap(({ n }) => Array<number>(columns).fill(n));
  drawLine(canvas, { series: [0, ...steps, 0], startColumn: 0, top, tone: "chart", glyphs });
  for (const [index, { n }] of bins.entries()) {
    const isTooSmall = n > 0 && Math.round((n / top) * (canvas.height - 1)) === 0;
    for (let column = index * columns; isTooSmall && column < (index + 1) * columns; column++) {
      canvas.put(column, canvas.height - 1, { character: glyphs.little, tone: "chart" });
    }
  }
}

/** Dotted lines at median and p95, behind everything else. */
function markQuantiles(
  canvas: Canvas,
  drawn: Drawn,
  quantiles: readonly (Quantile | null)[],
): void {
  for (const quantile of quantiles) {
    if (quantile === null || quantile.censored || quantile.value === null) continue;
    const column = columnOf(quantile.value, drawn);
    for (let line = 0; line < canvas.height; line++) {
      if (!canvas.isEmpty(column, line)) continue;
      canvas.put(column, line, { character: drawn.glyphs.median, tone: "faint" });
    }
  }
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
