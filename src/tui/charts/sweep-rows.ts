import type { Glyphs } from "../text/glyphs.ts";
import { type Row, row, type Span, span, type Tone } from "../text/row.ts";
import { bottomAxis, LABEL_WIDTH, withValueAxis } from "./axes.ts";
import { type Canvas, createCanvas, drawLine } from "./canvas.ts";
import { shortNumber, ticksBetween, topFor } from "./scale.ts";
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
    drawVersion(canvas, line, { place, tone: toneOf(index), glyphs });
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
    row(...legend(sweep, { unit, glyphs })),
  ];
}

const toneOf = (index: number): Tone => LINE_TONES[index % LINE_TONES.length] ?? "chart";

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
  // The top row stays free for the marks of censored points.
  const top = (height - 1) * topFor(highest / Math.max(1, height - 2));
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

interface Drawing {
  readonly place: Place;
  readonly tone: Tone;
  readonly glyphs: Glyphs;
}

function drawVersion(canvas: Canvas, { points }: SweepLine, drawing: Drawing): void {
  const { place, tone, glyphs } = drawing;
  for (const [index, point] of points.entries()) {
    const before = points[index - 1];
    if (before) drawBetween(canvas, [before, point], drawing);
  }
  for (const point of points) {
    const value = known(point);
    const column = place.column(point.x);
    if (value !== undefined)
      canvas.put(column, place.line(value), { character: glyphs.point, tone });
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
  readonly glyphs: Glyphs;
}

function legend({ lines }: Sweep, { unit, glyphs }: Wording): Span[] {
  const isCensored = lines.some(({ points }) => points.some(({ median }) => median?.censored));
  return [
    span(`  median ${unit}  version`, "faint"),
    ...lines.flatMap(({ version }, index) => [
      span("  "),
      span(`${glyphs.point}${glyphs.axis} ${version}`, toneOf(index)),
    ]),
    ...(isCensored ? [span(`  ${glyphs.censored} beyond limit`, "muted")] : []),
  ];
}
