import * as Plot from "@observablehq/plot";
import type { TrialState } from "../../core/queue/state.ts";
import { quantileText } from "../../core/statistics/quantile-text.ts";
import { quantile, type Sample, size } from "../../core/statistics/statistics.ts";
import { elapsedSample } from "../../core/statistics/summary.ts";
import type { Terms } from "../../core/statistics/uncertainty.ts";
import { legend, marksAlong } from "./lines.ts";
import type { ChartMetric, Measure } from "./metrics.ts";
import { shareAfter } from "./survival.ts";
import { svg } from "./svg.ts";
import { type Grid, type Sweep, spread } from "./sweeps.ts";
import { trendText } from "./trend.ts";

/** A chart of a page: its picture, a sentence about it, and its points as a table. */
export interface Chart {
  readonly name: string;
  readonly title: string;
  readonly caption: string;
  readonly svg: string;
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

type Point = Measure & { readonly x: number; readonly line: string };

/** Lines of a metric along a sweep, with 95 % intervals; undefined where there are no data. */
export function sweepChart(sweep: Sweep, metric: ChartMetric, terms: Terms): Chart | undefined {
  const { name } = sweep.parameter;
  const points: readonly Point[] = sweep.lines.flatMap(({ label, trials }) =>
    trials.flatMap((state) => {
      const point = metric.of(state, terms);
      return point ? [{ ...point, x: state.trial[name] as number, line: label }] : [];
    }),
  );
  const isSilent = metric.isSilentAtZero && points.every(({ y }) => y === 0);
  if (points.length < 2 || isSilent) return undefined;
  const title = `${metric.title}, by ${name}`;
  const marks = {
    x: "x",
    y: "y",
    stroke: "line",
    symbol: "line",
  } as const;
  return {
    name: `${metric.name}-by-${name}`,
    title,
    caption: `${sentence(trendText(points, name))}${points.some(({ low, high }) => low < high) ? " Bars are 95 % intervals." : ""}${points.some(({ censored }) => censored) ? " An open triangle: the figure lies beyond the time limit." : ""}`,
    svg: svg(title, {
      x: { label: name, ticks: ticks(points.map(({ x }) => x)) as number[] },
      y: { label: metric.title, zero: true, ...wholeTicks(metric, points) },
      marks: [
        Plot.ruleX(points, { x: "x", y1: "low", y2: "high", stroke: "line", strokeOpacity: 0.5 }),
        Plot.lineY(points, { x: "x", y: "y", z: "line", stroke: "line" }),
        Plot.dot(
          points.filter(({ censored }) => !censored),
          { ...marks, fill: "line", r: 3.5 },
        ),
        Plot.dot(
          points.filter(({ censored }) => censored),
          { ...marks, symbol: "triangle", r: 5 },
        ),
        ...legend(sweep.lines.map(({ label }) => label)),
      ],
    }),
    header: [
      name,
      ...(sweep.lines.length > 1 ? ["line"] : []),
      metric.title,
      "95 % interval",
      "runs",
    ],
    rows: points.map((point) => [
      String(point.x),
      ...(sweep.lines.length > 1 ? [point.line] : []),
      point.text,
      point.interval,
      String(point.n),
    ]),
  };
}

/** Rounds are whole: few of them have a tick each. */
function wholeTicks({ isWhole }: ChartMetric, points: readonly Point[]): Plot.ScaleOptions {
  const most = Math.max(...points.map(({ y, high }) => Math.max(y, high)));
  return isWhole && most <= WHOLE_TICKS_MAX
    ? { ticks: Array.from({ length: Math.floor(most) + 1 }, (_, tick) => tick), tickFormat: "d" }
    : {};
}

const WHOLE_TICKS_MAX = 10;

const round = (value: number): string => String(Number(value.toFixed(1)));

const ticks = (values: readonly number[]): readonly number[] =>
  spread(
    [...new Set(values)].sort((a, b) => a - b),
    12,
  );

const sentence = (text: string): string => text.replace(/^[a-z]/, (letter) => letter.toUpperCase());

/** The share of runs that have not agreed after t ms: the right curve for times that are censored. */
export function survivalChart(
  trials: readonly { label: string; state: TrialState }[],
  timeLimitMs: number,
): Chart | undefined {
  const lines = spread(trials, 6).flatMap(({ label, state }) => {
    const sample: Sample = elapsedSample(state, timeLimitMs);
    return size(sample) === 0
      ? []
      : shareAfter(sample, timeLimitMs).map((point) => ({ ...point, label }));
  });
  if (lines.length === 0) return undefined;
  const title = "Runs that have not agreed after a time, %";
  return {
    name: "survival",
    title,
    caption: survivalCaption(trials, timeLimitMs),
    svg: svg(title, {
      x: { label: "ms", type: "sqrt" },
      y: { label: "% of runs", domain: [0, 100] },
      marks: [
        Plot.ruleY([0]),
        Plot.lineY(lines, {
          x: "ms",
          y: "share",
          z: "label",
          stroke: "label",
          curve: "step-after",
        }),
        marksAlong(lines, { x: "ms", y: "share", line: "label" }),
        ...legend([...new Set(lines.map(({ label }) => label))]),
      ],
    }),
    header: ["trial", "ms after which half have agreed", "% not agreed at the limit"],
    rows: trials.map(({ label, state }) => [
      label,
      quantileText(quantile(elapsedSample(state, timeLimitMs), 0.5)),
      round((100 * state.censored) / Math.max(1, size(elapsedSample(state, timeLimitMs)))),
    ]),
  };
}

/** The fastest and the slowest trial, and the number of trials that end at the limit. */
function survivalCaption(
  trials: readonly { label: string; state: TrialState }[],
  timeLimitMs: number,
): string {
  const medians = trials
    .flatMap(({ label, state }) => {
      const median = quantile(elapsedSample(state, timeLimitMs), 0.5);
      return median?.value == null ? [] : [{ label, median, y: median.value }];
    })
    .sort((a, b) => Number(a.median.censored) - Number(b.median.censored) || a.y - b.y);
  const [first] = medians;
  const last = medians.at(-1);
  const open = trials.filter(({ state }) => state.censored > 0).length;
  const half = (each: typeof first): string =>
    each ? `${quantileText(each.median, 0)} ms (${each.label})` : "";
  const range =
    medians.length < 2
      ? `Half of the runs have agreed after ${half(first)}.`
      : `Half of the runs have agreed after ${half(first)} in the fastest trial, ${half(last)} in the slowest.`;
  return `${range} ${open === 0 ? "Every curve goes down to 0: all runs agreed." : `${open} of the ${trials.length} trials shown have runs that did not agree before the limit.`}`;
}

/** A map of medians over two numbers that were swept together. */
export function heatMap({ x, y, trials }: Grid, timeLimitMs: number): Chart {
  const cells = trials.flatMap((state) => {
    const median = quantile(elapsedSample(state, timeLimitMs), 0.5);
    if (median?.value == null) return [];
    return [
      {
        x: state.trial[x.name] as number,
        y: state.trial[y.name] as number,
        value: median.value,
        text: quantileText(median, 0),
      },
    ];
  });
  const title = `Median elapsed time, ms, by ${x.name} and ${y.name}`;
  return {
    name: `elapsed-by-${x.name}-and-${y.name}`,
    title,
    caption: `${mapCaption(cells, x.name, y.name)} Each cell is a trial; darker is slower.`,
    svg: svg(title, {
      marginRight: 20,
      grid: false,
      x: { type: "band", label: x.name },
      y: { type: "band", label: y.name, reverse: true },
      color: { scheme: "Blues", type: "sqrt" },
      marks: [
        Plot.cell(cells, { x: "x", y: "y", fill: "value" }),
        ...(cells.length <= 200
          ? [
              Plot.text(cells, {
                x: "x",
                y: "y",
                text: "text",
                fill: (cell: { value: number }) =>
                  cell.value > middleOf(cells) ? "white" : "black",
              }),
            ]
          : []),
      ],
    }),
    header: [x.name, y.name, "median ms"],
    rows: cells.map((cell) => [String(cell.x), String(cell.y), cell.text]),
  };
}

interface Cell {
  readonly x: number;
  readonly y: number;
  readonly value: number;
  readonly text: string;
}

function mapCaption(cells: readonly Cell[], x: string, y: string): string {
  const [first, ...rest] = cells;
  if (first === undefined) return "No data.";
  const at = (cell: Cell): string => `${cell.text} ms at ${x} ${cell.x} and ${y} ${cell.y}`;
  const least = rest.reduce((one, each) => (each.value < one.value ? each : one), first);
  const most = rest.reduce((one, each) => (each.value > one.value ? each : one), first);
  return `From ${at(least)} to ${at(most)}.`;
}

const middleOf = (cells: readonly { readonly value: number }[]): number =>
  cells.reduce((most, { value }) => Math.max(most, value), 0) * 0.35;
