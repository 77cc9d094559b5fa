import type { Glyphs } from "../text/glyphs.ts";
import { type Row, row, type Span, span, spansWidth, type Tone } from "../text/row.ts";
import { bottomAxis, LABEL_WIDTH, withValueAxis } from "./axes.ts";
import { type Canvas, createCanvas, drawLine } from "./canvas.ts";
import { shortNumber, stepFor, ticksBetween } from "./scale.ts";
import type { Sweep, SweepLine, SweepPoint } from "./sweep.ts";

interface SweepInput {
  readonly sweep: Sweep;
  readonly unit: string;
  readonly width: number;
  readonly height: number;
  readonly glyphs: Glyphs;
}

/** Axis, labels, legend. */
const ROWS_BELOW = 3;
const TICK_COLUMNS = 9;
const LINE_TONES: readonly Tone[] = ["chart", "warn", "good", "failed", "strong"];

/** Medians against the parameter, a line per version; a censored one is a mark at the top that no line reaches. */
export function sweepRows({ sweep, unit, width, height, glyphs }: SweepInput): Row[] {
  const points = sweep.lines.flatMap((line) => line.points);
  if (points.every(({ median }) => median === null)) {
    return [row(span(" No run has decided yet.", "muted"))];
  }
  const canvas = createCanvas(width - LABEL_WIDTH - 1, Math.max(3, height - ROWS_BELOW));
  const place = placing(points, canvas);
  for (const [index, line] of sweep.lines.entries()) {
    drawVersion(canvas, line, { place, ...strokeOf(index, glyphs) });
  }
  const most = Math.floor(canvas.width / TICK_COLUMNS);
  const ticks = ticksBetween({ from: place.from, to: place.to, most });
  const { name, unit: parameterUnit } = sweep.parameter;
  return [
    ...withValueAxis({ rows: canvas.rows(), top: place.top, labels: "tenths", glyphs }),
    ...bottomAxis({
      width: canvas.width,
      ticks: ticks.map((value) => ({ column: place.column(value), label: shortNumber(value) })),
      unit: `${name} ${parameterUnit}`.trim(),
      glyphs,
    }),
    row(...legend(sweep, { unit, width, glyphs })),
  ];
}

interface Stroke {
  readonly tone: Tone;
  readonly marker: string;
  /** What the line is drawn with. */
  readonly glyphs: Glyphs;
}

/** Lines are told apart without colour too: by their markers, and every other one is dotted. */
function strokeOf(index: number, glyphs: Glyphs): Stroke {
  const { points, dotted } = glyphs;
  const chart = glyphs.chart.map(() => dotted) as Glyphs["chart"];
  return {
    tone: LINE_TONES[index % LINE_TONES.length] ?? "chart",
    marker: points[index % points.length] ?? dotted,
    glyphs: index % 2 === 0 ? glyphs : { ...glyphs, chart, axis: dotted },
  };
}

interface Place {
  readonly from: number;
  readonly to: number;
  readonly top: number;
  column(x: number): number;
  line(y: number): number;
}

function placing(points: readonly SweepPoint[], { width, height }: Canvas): Place {
  const xs = points.map(({ x }) => x);
  const from = Math.min(...xs);
  const to = Math.max(...xs);
  const highest = Math.max(1, ...points.map((point) => known(point) ?? 0));
  // The top row stays free for the marks of censored points, where there are any.
  const isCensored = points.some(({ median }) => median?.censored);
  const steps = Math.max(1, isCensored ? height - 2 : height - 1);
  const top = (height - 1) * stepFor(highest / steps);
  return {
    from,
    to,
    top,
    column: (x) => (to === from ? 0 : Math.round(((x - from) / (to - from)) * (width - 1))),
    line: (y) => height - 1 - Math.round((y / top) * (height - 1)),
  };
}

const known = ({ median }: SweepPoint): number | undefined =>
  median === null || median.censored || median.value === null ? undefined : median.value;

interface Drawing extends Stroke {
  readonly place: Place;
}

function drawVersion(canvas: Canvas, { points }: SweepLine, drawing: Drawing): void {
  const { place, tone, marker, glyphs } = drawing;
  for (const [index, point] of points.entries()) {
    const before = points[index - 1];
    if (before) drawBetween(canvas, [before, point], drawing);
  }
  for (const point of points) {
    const value = known(point);
    const column = place.column(point.x);
    if (value !== undefined) canvas.put(column, place.line(value), { character: marker, tone });
    else if (point.median)
      canvas.put(markColumn(canvas, column), 0, { character: glyphs.censored, tone });
  }
}

/** Beside the mark of another version, so that both are seen. */
function markColumn(canvas: Canvas, column: number): number {
  let free = column;
  while (free > 0 && !canvas.isEmpty(free, 0)) free--;
  return free;
}

type Pair = readonly [left: SweepPoint, right: SweepPoint];

function drawBetween(canvas: Canvas, [left, right]: Pair, { place, tone, glyphs }: Drawing): void {
  const low = known(left);
  const high = known(right);
  const startColumn = place.column(left.x);
  const columns = place.column(right.x) - startColumn;
  if (low === undefined || high === undefined || columns === 0) return;
  const step = (high - low) / columns;
  const series = Array.from({ length: columns + 1 }, (_, column) => low + step * column);
  drawLine(canvas, { series, startColumn, top: place.top, tone, glyphs });
}

interface Wording {
  readonly unit: string;
  readonly width: number;
  readonly glyphs: Glyphs;
}

/** In whole words where they fit. */
function legend({ lines }: Sweep, { unit, width, glyphs }: Wording): Span[] {
  const isCensored = lines.some(({ points }) => points.some(({ median }) => median?.censored));
  const versions = lines.flatMap(({ version }, index) => {
    const { marker, tone, glyphs: drawn } = strokeOf(index, glyphs);
    return [span("  "), span(`${marker}${drawn.axis} ${version}`, tone)];
  });
  const worded = (before: string, beyond: string): Span[] => [
    span(before, "faint"),
    ...versions,
    ...(isCensored ? [span(`  ${glyphs.censored} ${beyond}`, "muted")] : []),
  ];
  const wordings = [
    worded(`  median ${unit}  version`, "beyond limit"),
    worded("  version", "beyond limit"),
    worded("  version", "limit"),
  ];
  return wordings.find((spans) => spansWidth(spans) <= width) ?? worded("", "limit");
}
