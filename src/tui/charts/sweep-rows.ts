import type { Glyphs } from "../text/glyphs.ts";
import { cutRow, type Row, row, type Span, span, spansWidth } from "../text/row.ts";
import { wrapped } from "../text/wrap.ts";
import { lineChart, markerOf, toneOf } from "./line-chart.ts";
import type { Metric } from "./metrics.ts";
import type { Sweep, SweepLine } from "./sweep.ts";

interface SweepInput {
  readonly sweep: Sweep;
  readonly metric: Metric;
  /** Index of the value of x under the chart's cursor; undefined: none. */
  readonly cursor: number | undefined;
  readonly width: number;
  readonly height: number;
  readonly glyphs: Glyphs;
}

/** A metric against a parameter, a line for each value of another; with 95 % intervals. */
export function sweepRows(input: SweepInput): Row[] {
  const { sweep, metric, width, height, glyphs } = input;
  const { lines, x } = sweep;
  if (lines.every(({ points }) => points.every(({ n }) => n === 0))) {
    return [row(span(" No finished runs yet.", "muted"))];
  }
  const ticks = xValues(sweep);
  const cursor = cursorValue(sweep, input.cursor);
  const below = cursor === undefined ? [legend(input)] : readingRows(input, cursor);
  return [
    ...lineChart({
      series: lines.map(({ name, points }) => ({ name, points, hasMarkers: true })),
      isWhole: metric.isWhole,
      mayBeLog: metric.unit !== "%",
      xTicks: ticks,
      xUnit: `${x.heading} ${x.unit}`.trim(),
      cursor,
      width,
      height: Math.max(4, height - below.length),
      glyphs,
    }),
    ...below,
  ];
}

export const xValues = ({ lines }: Sweep): number[] =>
  [...new Set(lines.flatMap(({ points }) => points.map(({ x }) => x)))].sort(
    (one, other) => one - other,
  );

function cursorValue(sweep: Sweep, cursor: number | undefined): number | undefined {
  if (cursor === undefined) return undefined;
  const values = xValues(sweep);
  return values[Math.min(cursor, values.length - 1)];
}

/**
 * The chart's reading at a value of x: `delay 160: 1 724 ms [690, 801] n 20, 0 undecided; 2 ...`.
 */
export function readingText({ x, lines, by }: Sweep, at: number): string {
  const readings = lines.flatMap(({ name, points }) => {
    const point = points.find((each) => each.x === at);
    if (point === undefined) return [];
    const who = by === undefined ? "" : `${by.heading} ${name} `;
    return [`${who}${point.text} n ${point.n}, ${point.undecided} undecided`];
  });
  return `${x.heading} ${at}: ${readings.join("; ")}`;
}

const READING_ROWS_MAX = 2;

const readingRows = ({ sweep, width }: SweepInput, at: number): Row[] =>
  wrapped(readingText(sweep, at), width - 2)
    .slice(0, READING_ROWS_MAX)
    .map((line) => row(" ", span(line, "strong")));

/** In whole words where they fit. */
function legend({ sweep: { lines, by }, metric, width, glyphs }: SweepInput): Row {
  const isCensored = lines.some(({ points }) => points.some(({ censored }) => censored));
  const named = ({ name }: SweepLine, index: number): Span =>
    span(`  ${markerOf(index, glyphs)} ${name}`, toneOf(index));
  const worded = (before: string, beyond: string, after: string): Span[] => [
    span(` ${before}`, "faint"),
    ...(by === undefined ? [] : [span(` ${by.heading}`, "faint"), ...lines.map(named)]),
    ...(isCensored ? [span(`  ${glyphs.censored} ${beyond}`, "muted")] : []),
    span(after, "faint"),
  ];
  const wordings = [
    worded(`${metric.unit}, 95 % intervals `, "over the time limit", "  left right: values"),
    worded(`${metric.unit} `, "over the time limit", "  left right: values"),
    worded(`${metric.unit} `, "over the limit", ""),
  ];
  const spans = wordings.find((each) => spansWidth(each) <= width) ?? worded("", "over limit", "");
  return cutRow({ spans }, width, glyphs.ellipsis);
}
