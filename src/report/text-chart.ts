import { blue, colored, cyan, green, magenta, plot, red, yellow } from "asciichart";
import type { TrialState } from "../core/queue/state.ts";
import { axisStep } from "../core/statistics/round-step.ts";
import type { Terms } from "../core/statistics/uncertainty.ts";
import { CHART_METRICS, type ChartMetric } from "./charts/metrics.ts";
import { type Sweep, type SweepLine, sweepsOf } from "./charts/sweeps.ts";

interface Look {
  readonly width: number;
  /** Lines share a chart if colours distinguish them. */
  readonly colours: boolean;
}

const HEIGHT = 10;
/** Of the labels at the left. */
const LABEL_WIDTH = 9;
/** The place of the axis, which ends the labels. */
const AXIS = LABEL_WIDTH - 1;
const PLOT_MIN = 20;
const PLOT_MAX = 100;
const COLOURS = [blue, yellow, green, magenta, cyan, red];

/**
 * The median elapsed time along each sweep of a batch, drawn with characters; empty if nothing was
 * swept.
 */
export function textCharts(
  trials: readonly TrialState[],
  terms: Terms,
  { width, colours }: Look,
): string {
  const [metric] = CHART_METRICS as readonly [ChartMetric, ...ChartMetric[]];
  const columns = Math.max(PLOT_MIN, Math.min(PLOT_MAX, width - LABEL_WIDTH - 2));
  return sweepsOf(trials)
    .flatMap((sweep) => {
      const drawn = sweep.lines
        .map((line) => pointsOf(line, sweep, metric, terms))
        .filter(({ points }) => points.length > 1);
      const groups = colours ? [drawn] : drawn.map((line) => [line]);
      return groups
        .filter(({ length }) => length > 0)
        .map((lines) => chart({ lines, sweep, title: metric.title, columns, colours }));
    })
    .join("\n");
}

interface Point {
  readonly x: number;
  readonly y: number;
}

interface Line {
  readonly label: string;
  /** By x, which no two share. */
  readonly points: readonly Point[];
  /** Values of x at which the figure lies beyond the time limit. */
  readonly beyond: readonly number[];
}

function pointsOf(
  { label, trials }: SweepLine,
  { parameter }: Sweep,
  metric: ChartMetric,
  terms: Terms,
): Line {
  const measured = trials.flatMap((state) => {
    const measure = metric.of(state, terms);
    return measure ? [{ ...measure, x: state.trial[parameter.name] as number }] : [];
  });
  const beyond = measured.filter(({ censored }) => censored).map(({ x }) => x);
  return { label, points: measured.map(({ x, y }) => ({ x, y })), beyond };
}

interface Chart {
  readonly lines: readonly Line[];
  readonly sweep: Sweep;
  readonly title: string;
  readonly columns: number;
  readonly colours: boolean;
}

function chart({ lines, sweep: { parameter }, title, columns, colours }: Chart): string {
  const all = lines.flatMap(({ points }) => points.map(({ x }) => x));
  const [from, to] = [Math.min(...all), Math.max(...all)];
  const drawn = drawing(
    lines.map(({ points }) => along(points, { from, to, columns })),
    { columns, colours },
  );
  const ends = `${from}${String(to).padStart(columns - String(from).length)}`;
  const notes = lines.map(({ label, beyond }, index) => {
    const colour = colours ? COLOURS[index % COLOURS.length] : "";
    const late = beyond.length > 0 ? ` (beyond the time limit at ${beyond.join(", ")})` : "";
    return label + late === "" ? "" : `  ${colour}${label}${colours ? "\x1b[0m" : ""}${late}`;
  });
  return [
    `${title}, by ${parameter.name}`,
    ...drawn.map((line) => line.trimEnd()),
    `${" ".repeat(LABEL_WIDTH)}${ends} ${parameter.name}`,
    ...notes.filter((note) => note !== ""),
    "",
  ].join("\n");
}

/** A line's values in the columns from its first point to its last. */
interface Stretch {
  readonly start: number;
  readonly values: readonly number[];
}

/** Between two points a line is straight; it has at least one step, in which its last point is seen. */
function along(
  points: Line["points"],
  { from, to, columns }: { readonly from: number; readonly to: number; readonly columns: number },
): Stretch {
  const columnOf = (x: number): number => Math.round(((x - from) / (to - from)) * (columns - 1));
  const [first, last] = [points[0], points.at(-1)] as [Point, Point];
  const start = columnOf(first.x);
  const steps = Math.max(1, columnOf(last.x) - start);
  const values = Array.from({ length: steps + 1 }, (_, step) => {
    const x = from + ((to - from) * (start + step)) / (columns - 1);
    return valueAt(points, Math.max(first.x, Math.min(last.x, x)));
  });
  return { start, values };
}

/** On the straight line between the two points around an `x` within their range. */
function valueAt(points: Line["points"], x: number): number {
  const after = Math.max(
    1,
    points.findIndex((each) => each.x >= x),
  );
  const [left, right] = [points[after - 1], points[after]] as [Point, Point];
  return left.y + ((x - left.x) / (right.x - left.x)) * (right.y - left.y);
}

/** The library begins each line at the axis, so each is drawn by itself and then put in its place. */
function drawing(
  lines: readonly Stretch[],
  { columns, colours }: Pick<Chart, "columns" | "colours">,
): string[] {
  const most = Math.max(1, ...lines.flatMap(({ values }) => values));
  const max = HEIGHT * axisStep(most / HEIGHT);
  // The mark of a value at the top is the axis' own.
  const blank = plotted([max], max);
  const rows = blank.map((row) => [...row.padEnd(LABEL_WIDTH + columns)]);
  for (const [index, { start, values }] of lines.entries()) {
    for (const [y, row] of plotted(values, max).entries()) {
      const cells = [...row].slice(AXIS);
      for (const [x, cell] of cells.entries()) {
        const isAxis = x === 0 && (start > 0 || cell === blank[y]?.[AXIS]);
        if (cell === " " || isAxis) continue;
        const colour = colours ? COLOURS[index % COLOURS.length] : undefined;
        (rows[y] as string[])[AXIS + start + x] = colored(cell, colour);
      }
    }
  }
  return rows.map((row) => row.join(""));
}

const plotted = (values: readonly number[], max: number): string[] =>
  plot([...values], {
    ...{ min: 0, max },
    height: HEIGHT,
    // The label is one cell to the library, the axis the next.
    offset: 2,
    format: (value: number) => `${Number(value.toFixed(2))} `.padStart(AXIS),
  }).split("\n");
