import { blue, cyan, green, magenta, plot, red, yellow } from "asciichart";
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

interface Line {
  readonly label: string;
  readonly points: readonly { readonly x: number; readonly y: number }[];
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
  const series = lines.map(({ points }) => along(points, { from, to, columns }));
  const drawn = plot(series, {
    min: 0,
    max: HEIGHT * axisStep(Math.max(1, ...series.flat()) / HEIGHT),
    height: HEIGHT,
    // The label is one cell to the library, the axis the next.
    offset: 2,
    format: (value: number) => `${Number(value.toFixed(2))} `.padStart(LABEL_WIDTH - 1),
    ...(colours
      ? { colors: lines.map((_, index) => COLOURS[index % COLOURS.length] as string) }
      : {}),
  });
  const ends = `${from}${String(to).padStart(columns - String(from).length)}`;
  const notes = lines.map(({ label, beyond }, index) => {
    const colour = colours ? COLOURS[index % COLOURS.length] : "";
    const late = beyond.length > 0 ? ` (beyond the time limit at ${beyond.join(", ")})` : "";
    return label + late === "" ? "" : `  ${colour}${label}${colours ? "\x1b[0m" : ""}${late}`;
  });
  return [
    `${title}, by ${parameter.name}`,
    ...drawn.split("\n").map((line) => line.trimEnd()),
    `${" ".repeat(LABEL_WIDTH)}${ends} ${parameter.name}`,
    ...notes.filter((note) => note !== ""),
    "",
  ].join("\n");
}

/** A value for each column: between two points the straight line from one to the other. */
function along(
  points: Line["points"],
  { from, to, columns }: { readonly from: number; readonly to: number; readonly columns: number },
): number[] {
  return Array.from({ length: columns }, (_, column) => {
    const x = from + ((to - from) * column) / (columns - 1);
    const after = Math.max(
      1,
      points.findIndex((each) => each.x >= x - 1e-9),
    );
    const [left, right] = [points[after - 1], points[after]];
    if (left === undefined || right === undefined) return points.at(-1)?.y ?? 0;
    const share = Math.max(0, Math.min(1, (x - left.x) / (right.x - left.x)));
    return left.y + share * (right.y - left.y);
  });
}
