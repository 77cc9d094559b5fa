import * as Plot from "@observablehq/plot";
import type { TrialState } from "../../core/queue/state.ts";
import { judgedRuns } from "../../core/run/verdicts.ts";
import { quantileInterval, rateInterval } from "../../core/statistics/interval.ts";
import { quantileText } from "../../core/statistics/quantile-text.ts";
import { quantile, type Sample, size } from "../../core/statistics/statistics.ts";
import { elapsedSample, roundsSample } from "../../core/statistics/summary.ts";
import { shareAfter } from "./survival.ts";
import { svg } from "./svg.ts";
import { type Grid, type Sweep, spread } from "./sweeps.ts";

/** A chart of a page: its picture, a sentence on what it shows, and its points as a table. */
export interface Chart {
  readonly name: string;
  readonly title: string;
  readonly caption: string;
  readonly svg: string;
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export type SweepMetric = "elapsed" | "rounds" | "undecided" | "violation";

const TITLES: Readonly<Record<SweepMetric, string>> = {
  elapsed: "Median elapsed time, ms",
  rounds: "Median rounds",
  undecided: "Undecided runs, %",
  violation: "Runs with a violation, %",
};

interface Point {
  readonly x: number;
  readonly line: string;
  readonly y: number;
  readonly low: number;
  readonly high: number;
  readonly censored: boolean;
  readonly n: number;
  readonly text: string;
}

/** Lines of a metric along a sweep, with 95 % intervals; undefined where there are no data. */
export function sweepChart(
  sweep: Sweep,
  metric: SweepMetric,
  timeLimitMs: number,
): Chart | undefined {
  const { name } = sweep.parameter;
  const points = sweep.lines.flatMap(({ label, trials }) =>
    trials.flatMap((state) => {
      const point = pointOf(state, metric, timeLimitMs);
      return point ? [{ ...point, x: state.trial[name] as number, line: label }] : [];
    }),
  );
  const silent = metric !== "elapsed" && metric !== "rounds" && points.every(({ y }) => y === 0);
  if (points.length < 2 || silent) return undefined;
  const title = `${TITLES[metric]}, by ${name}`;
  const marks = {
    x: "x",
    y: "y",
    stroke: "line",
    symbol: "line",
  } as const;
  return {
    name: `${metric}-by-${name}`,
    title,
    caption: `${trend(points, name)} Bars are 95 % intervals.${points.some(({ censored }) => censored) ? " An open triangle: the figure lies beyond the time limit." : ""}`,
    svg: svg(title, {
      x: { label: name, ticks: ticks(points.map(({ x }) => x)) as number[] },
      y: { label: TITLES[metric], zero: true },
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
      TITLES[metric],
      "95 % interval",
      "runs",
    ],
    rows: points.map((point) => [
      String(point.x),
      ...(sweep.lines.length > 1 ? [point.line] : []),
      point.text,
      `${round(point.low)} to ${round(point.high)}`,
      String(point.n),
    ]),
  };
}

/** The names of lines, one below the other at the right, in the colour and with the mark of each. */
const legend = (labels: readonly string[]) =>
  labels.flatMap((label, index) => {
    const place = { frameAnchor: "top-right", dy: 8 + 16 * index } as const;
    return label === ""
      ? []
      : [
          Plot.dot([label], {
            ...place,
            dx: 14,
            r: 4,
            symbol: [label],
            fill: [label],
            stroke: [label],
          }),
          Plot.text([label], { ...place, dx: 24, textAnchor: "start", fill: "currentColor" }),
        ];
  });

const round = (value: number): string => String(Number(value.toFixed(1)));

const ticks = (values: readonly number[]): readonly number[] =>
  spread(
    [...new Set(values)].sort((a, b) => a - b),
    12,
  );

function pointOf(state: TrialState, metric: SweepMetric, timeLimitMs: number) {
  if (metric === "undecided" || metric === "violation") return ratePoint(state, metric);
  const sample = metric === "elapsed" ? elapsedSample(state, timeLimitMs) : roundsSample(state);
  const median = quantile(sample, 0.5);
  if (median === null || median.value === null) return undefined;
  const [low, high] = quantileInterval(sample, 0.5);
  return {
    y: median.value,
    low: low?.value ?? median.value,
    high: high?.value ?? (high === null ? median.value : timeLimitMs),
    censored: median.censored,
    n: size(sample),
    text: quantileText(median, 1),
  };
}

function ratePoint({ counts }: TrialState, metric: "undecided" | "violation") {
  const n = judgedRuns(counts);
  if (n === 0) return undefined;
  const [low, high] = rateInterval(counts[metric], n);
  const y = (100 * counts[metric]) / n;
  return { y, low: 100 * low, high: 100 * high, censored: false, n, text: `${round(y)} %` };
}

/** What a reader sees first: from where to where each line goes. */
function trend(points: readonly Point[], name: string): string {
  const [first] = points;
  const line = points.filter((each) => each.line === first?.line);
  const last = line.at(-1);
  if (!first || !last) return "";
  const whose = first.line === "" ? "" : ` (${first.line})`;
  return `From ${name} ${first.x} to ${last.x} it goes from ${first.text} to ${last.text}${whose}.`;
}

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
    caption: "A curve that ends above 0 has undecided runs: they are censored at the time limit.",
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
    caption: "Each cell is a trial; darker is slower. `>` marks a median beyond the time limit.",
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

const middleOf = (cells: readonly { readonly value: number }[]): number =>
  cells.reduce((most, { value }) => Math.max(most, value), 0) * 0.35;
