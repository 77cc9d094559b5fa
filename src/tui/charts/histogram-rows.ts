import { type Bin, histogram } from "../../core/statistics/histogram.ts";
import type { Quantile, Sample } from "../../core/statistics/statistics.ts";
import type { Glyphs } from "../text/glyphs.ts";
import { emptyRow, type Row, row, type Span, span, spansWidth } from "../text/row.ts";
import { elapsedQuantile, roundsQuantile } from "../trials/trial-summary.ts";
import { bottomAxis, LABEL_WIDTH, type Tick, withValueAxis } from "./axes.ts";
import { type Canvas, createCanvas, drawLine } from "./canvas.ts";
import { countScale, shortNumber, ticksBetween } from "./scale.ts";

interface HistogramInput {
  readonly sample: Sample;
  readonly unit: "ms" | "rounds";
  readonly width: number;
  readonly height: number;
  readonly glyphs: Glyphs;
}

/** Columns of the bar for undecided runs, and with the gap before it and room for its label. */
const CENSORED_WIDTH = 4;
const CENSORED_SPACE = 9;
const BINS_MIN = 6;
const BINS_MAX = 60;
/** Axis, labels, figures. */
const ROWS_BELOW = 3;

/** How often which value came, undecided runs as a bar of their own at the limit, and the figures in a line. */
export function histogramRows({ sample, unit, width, height, glyphs }: HistogramInput): Row[] {
  const isCensored = sample.censored > 0;
  const plot = Math.max(8, width - LABEL_WIDTH - (isCensored ? CENSORED_SPACE : 2));
  const found = histogram(sample, Math.min(binsFor(sample), Math.floor(plot / 2)));
  const { bins, censored, median, p95 } = found;
  if (found.n === 0) return [row(span(" No run has decided yet.", "muted"))];
  const room = Math.max(2, height - ROWS_BELOW);
  const most = Math.max(censored, ...bins.map((bin) => bin.n));
  const { top, rows } = countScale({ most, rows: room });
  const canvas = createCanvas(width - LABEL_WIDTH, rows);
  const columns = Math.max(1, Math.floor(plot / Math.max(1, bins.length)));
  const drawn = { bins, columns, glyphs };
  drawBins(canvas, drawn, top);
  markQuantiles(canvas, drawn, [median, p95]);
  if (isCensored) drawCensored(canvas, { censored, top, startColumn: plot + 2, glyphs });
  const ticks = [...binTicks(drawn), ...limitTick(sample, plot)];
  return [
    ...Array<Row>(room - rows).fill(emptyRow),
    ...withValueAxis({ rows: canvas.rows(), top, labels: "whole", glyphs }),
    ...bottomAxis({ width: canvas.width, ticks, unit: isCensored ? "" : unit, glyphs }),
    row(...figures({ ...found, unit }, width)),
  ];
}

/** Few values in many bins would be a comb. */
const binsFor = ({ sorted }: Sample): number =>
  Math.max(BINS_MIN, Math.min(BINS_MAX, Math.ceil(2 * Math.sqrt(sorted.length))));

interface Drawn {
  readonly bins: readonly Bin[];
  /** Columns per bin. */
  readonly columns: number;
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

function columnOf(value: number, { bins, columns }: Drawn): number {
  const [first] = bins;
  if (first === undefined) return 0;
  const size = first.to - first.from;
  // A bin of one whole number is that number, and its middle is where it stands.
  const middle = size === 1 ? 0.5 : 0;
  return Math.floor(((value - first.from) / size + middle) * columns);
}

interface CensoredBar {
  readonly censored: number;
  readonly top: number;
  readonly startColumn: number;
  readonly glyphs: Glyphs;
}

function drawCensored(canvas: Canvas, { censored, top, startColumn, glyphs }: CensoredBar): void {
  const rows = Math.max(1, Math.round((censored / top) * (canvas.height - 1)));
  for (let line = canvas.height - rows; line < canvas.height; line++) {
    for (let column = startColumn; column < startColumn + CENSORED_WIDTH; column++) {
      canvas.put(column, line, { character: glyphs.full, tone: "warn" });
    }
  }
}

const TICK_COLUMNS = 8;

function binTicks(drawn: Drawn): Tick[] {
  const { bins, columns } = drawn;
  const [first] = bins;
  const last = bins.at(-1);
  if (first === undefined || last === undefined) return [];
  const most = Math.floor((bins.length * columns) / TICK_COLUMNS);
  const to = last.to - last.from === 1 ? last.from : last.to;
  return ticksBetween({ from: first.from, to, most }).map((value) => ({
    column: columnOf(value, drawn),
    label: shortNumber(value),
  }));
}

function limitTick({ censored, limit }: Sample, plot: number): Tick[] {
  if (censored === 0) return [];
  const label = limit === null ? "und." : `>${shortNumber(limit)}`;
  return [{ column: plot + 2 + Math.floor(CENSORED_WIDTH / 2), label }];
}

interface Figures {
  readonly n: number;
  readonly censored: number;
  readonly median: Quantile | null;
  readonly p95: Quantile | null;
  readonly unit: string;
}

/** With units and whole words where they fit. */
function figures({ n, censored, median, p95, unit }: Figures, width: number): Span[] {
  const figure = (name: string, value: string): Span[] => [
    span(`  ${name} `, "faint"),
    span(value),
  ];
  const quantileText = unit === "ms" ? elapsedQuantile : roundsQuantile;
  const worded = (suffix: string, undecided: string): Span[] => [
    ...figure("n", String(n)),
    ...figure("median", quantileText(median) + suffix),
    ...figure("p95", quantileText(p95) + suffix),
    ...(censored > 0 ? [span(`  ${censored} ${undecided}`, "warn")] : []),
  ];
  const wordings = [
    worded(unit === "ms" ? " ms" : "", "undecided"),
    worded("", "undecided"),
    worded("", "und."),
  ];
  return wordings.find((spans) => spansWidth(spans) <= width) ?? worded("", "");
}
