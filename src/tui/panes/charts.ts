import type { TrialState } from "../../core/queue/state.ts";
import type { Sample } from "../../core/statistics/statistics.ts";
import { elapsedSample, roundsSample } from "../../core/statistics/summary.ts";
import type { Terms } from "../../core/statistics/uncertainty.ts";
import { differenceTexts } from "../charts/difference-text.ts";
import { type HeatMap, heatMapOf, heatMapRows } from "../charts/heat-map.ts";
import { histogramRows } from "../charts/histogram-rows.ts";
import { histogramStrips } from "../charts/histogram-strips.ts";
import { metricNamed } from "../charts/metrics.ts";
import { survivalRows } from "../charts/survival.ts";
import { type Sweep, sweepOf } from "../charts/sweep.ts";
import { readingText, sweepRows, xValues } from "../charts/sweep-rows.ts";
import { comparedTrials } from "../model/compared.ts";
import type { Model } from "../model/model.ts";
import { remembered } from "../model/remembered.ts";
import { sweptParameters } from "../model/swept.ts";
import { selectedTrial } from "../model/trials.ts";
import type { ChartKind, MetricName } from "../model/view.ts";
import { emptyRow, type Row, row, type Span, span } from "../text/row.ts";
import { wrappedRows } from "../text/wrap.ts";
import type { PaneInput } from "./pane.ts";
import { paneTitle } from "./title.ts";

interface Chart {
  readonly kind: ChartKind;
  readonly metric: MetricName;
}

/** A chart, a line of what it is, and its rows. */
interface Drawn {
  readonly name: string;
  readonly notes: readonly Span[];
  readonly rows: readonly Row[];
}

/** A kind of chart; one more is a function and a line of the table. */
type Draw = (input: PaneInput, metric: MetricName) => Drawn;

const DRAW: Readonly<Record<ChartKind, Draw>> = {
  histogram: drawnHistogram,
  survival: drawnSurvival,
  sweep: drawnSweep,
  heat: drawnHeatMap,
};

/** A chart with fewer rows is useless. */
const CHART_ROWS_MIN = 10;

/** As many charts as there is room for, the chosen one first. */
export function chartsPane({ model, size, glyphs }: PaneInput): Row[] {
  const charts = chartsFor(model, size.height);
  const each = Math.floor(size.height / charts.length);
  return charts.flatMap(({ kind, metric }, index) => {
    const height = index === 0 ? size.height - each * (charts.length - 1) : each;
    const focused = index === 0 && model.view.focus === "charts";
    const inner = { width: size.width, height: height - 1 };
    const { name, notes, rows } = DRAW[kind]({ model, glyphs, size: inner }, metric);
    const title = paneTitle({ name, notes, focused, width: size.width, glyphs });
    return Array.from({ length: height }, (_, at) => [title, ...rows][at] ?? emptyRow);
  });
}

/** The charts beside the chosen one, about the same trials. */
function chartsFor(model: Model, height: number): Chart[] {
  const { kind, metric } = model.view.charts;
  const chosen: Chart = { kind, metric };
  const hasSweep = sweepFor(model, "median") !== undefined;
  const others: Chart[] = [
    { kind: "sweep", metric: "median" },
    { kind: "histogram", metric: "median" },
    { kind: "survival", metric: "median" },
    { kind: "histogram", metric: "rounds" },
  ];
  const more = others.filter(
    (each) => (each.kind !== kind || each.metric !== metric) && (hasSweep || each.kind !== "sweep"),
  );
  const room = Math.min(3, Math.max(1, Math.floor(height / CHART_ROWS_MIN)));
  return [chosen, ...more].slice(0, room);
}

function drawnHistogram(input: PaneInput, metricName: MetricName): Drawn {
  const { model, size, glyphs } = input;
  const trials = comparedTrials(model);
  if (trials.length > 1) return drawnComparison(input, trials, stripsOf(metricName));
  const { snapshot, view, nowMs, charts } = model;
  const { queue } = snapshot;
  const { timeLimitMs } = queue.settings;
  const metric = metricName === "rounds" ? "rounds" : "elapsed";
  const [selected] = trials;
  const isAll = view.charts.scope === "all" || selected === undefined;
  const sample: Sample = isAll
    ? charts.pooled({ trials: queue.trials, metric, timeLimitMs, nowMs })
    : sampleOf(selected, metric, timeLimitMs);
  const expected = isAll ? snapshot.totals.runs : selected.runs;
  return {
    name: metric === "rounds" ? "Rounds" : "Elapsed",
    notes: [
      span(
        isAll
          ? `all ${snapshot.queue.trials.length} trials together`
          : `runs of trial ${selected.number}`,
        "muted",
      ),
    ],
    rows: histogramRows({
      sample,
      expected,
      of: isAll ? "all" : String(selected.number),
      lastBins: charts.lastBins,
      unit: metric === "rounds" ? "rounds" : "ms",
      ...size,
      glyphs,
    }),
  };
}

const sampleOf = (state: TrialState, metric: "elapsed" | "rounds", limit: number): Sample =>
  metric === "elapsed" ? elapsedSample(state, limit) : roundsSample(state);

const differences = remembered(
  (trials: readonly TrialState[], terms: Terms) => differenceTexts(trials, terms),
  (one, other) => one.length === other.length && one.every((each, index) => each === other[index]),
);

/** Marked trials one below the other on one axis, and how they differ from the first. */
function drawnComparison(
  { model, size, glyphs }: PaneInput,
  trials: readonly TrialState[],
  chartOf: ComparedChart,
): Drawn {
  const { timeLimitMs } = model.snapshot.queue.settings;
  const texts = differences(trials, model.snapshot.queue.settings).flatMap((text) =>
    wrappedRows(capital(text), size.width - 2, "strong"),
  );
  const said = texts.slice(0, Math.max(1, Math.floor(size.height / 3)));
  const height = size.height - said.length;
  const compared = { trials, timeLimitMs };
  const chart = height < 4 ? [] : chartOf({ ...compared, width: size.width, height, glyphs });
  const names = trials.map(({ number }) => number).join(", ");
  return {
    name: "Comparison",
    notes: [span(`trials ${names}`, "muted")],
    rows: [...chart, ...said.map(({ spans }) => row(" ", ...spans))],
  };
}

interface Compared {
  readonly trials: readonly TrialState[];
  readonly timeLimitMs: number;
  readonly width: number;
  readonly height: number;
  readonly glyphs: PaneInput["glyphs"];
}

/** How trials look on one axis. */
type ComparedChart = (compared: Compared) => Row[];

const groupsOf = (
  { trials, timeLimitMs }: Compared,
  metric: "elapsed" | "rounds",
): { name: string; sample: Sample }[] =>
  trials.map((each) => ({
    name: `trial ${each.number}`,
    sample: sampleOf(each, metric, timeLimitMs),
  }));

const lines: ComparedChart = (compared) =>
  survivalRows({ groups: groupsOf(compared, "elapsed"), ...compared });

const stripsOf =
  (metricName: MetricName): ComparedChart =>
  (compared) =>
    metricName === "rounds"
      ? histogramStrips({ groups: groupsOf(compared, "rounds"), unit: "rounds", ...compared })
      : histogramStrips({ groups: groupsOf(compared, "elapsed"), unit: "ms", ...compared });

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

function drawnSurvival(input: PaneInput): Drawn {
  const { model, size, glyphs } = input;
  const trials = comparedTrials(model);
  if (trials.length > 1) return drawnComparison(input, trials, lines);
  const { timeLimitMs } = model.snapshot.queue.settings;
  const groups = trials.map((each) => ({
    name: `trial ${each.number}`,
    sample: elapsedSample(each, timeLimitMs),
  }));
  return {
    name: "Survival",
    notes: [span("share of runs not agreed after t", "muted")],
    rows: survivalRows({ groups, ...size, glyphs }),
  };
}

function drawnSweep({ model, size, glyphs }: PaneInput, metricName: MetricName): Drawn {
  const metric = metricNamed(metricName);
  const sweep = sweepFor(model, metricName);
  if (sweep === undefined) {
    const selected = selectedTrial(model.snapshot, model.view);
    const of = selected === undefined ? "" : ` for trial ${selected.number}`;
    return noted(
      metric.title,
      `Nothing to plot${of}: no other trial differs from it in exactly one number.`,
      size.width,
    );
  }
  return {
    name: `${metric.title} by ${sweep.x.heading}`,
    notes: sweep.fixed.map((text) => span(text, "faint")),
    rows: sweepRows({ sweep, metric, cursor: model.view.charts.cursor, ...size, glyphs }),
  };
}

/** Worked out once for each metric, until a run ends or the user chooses something else. */
const rememberedSweep = (): typeof sweepAt => remembered(sweepAt);

function sweepAt(
  trials: readonly TrialState[],
  selected: TrialState | undefined,
  metricName: MetricName,
  terms: Terms,
  x: string | undefined,
  by: string | undefined,
): Sweep | undefined {
  const metric = metricNamed(metricName);
  const parameters = sweptParameters(trials);
  return sweepOf({ trials, selected, metric, terms, parameters, x, by });
}

const sweeps = new Map<MetricName, typeof sweepAt>();

function sweepFor({ snapshot, view }: Model, metric: MetricName): Sweep | undefined {
  const { trials, settings } = snapshot.queue;
  const find = sweeps.get(metric) ?? rememberedSweep();
  sweeps.set(metric, find);
  const { x, by } = view.charts;
  return find(trials, selectedTrial(snapshot, view), metric, settings, x, by);
}

const heatMap = remembered(
  (
    trials: readonly TrialState[],
    selected: TrialState | undefined,
    metricName: MetricName,
    terms: Terms,
    x: string | undefined,
    by: string | undefined,
  ): HeatMap | undefined => {
    const metric = metricNamed(metricName);
    return heatMapOf({
      trials,
      selected,
      metric,
      terms,
      parameters: sweptParameters(trials),
      x,
      by,
    });
  },
);

function drawnHeatMap({ model, size, glyphs }: PaneInput, metricName: MetricName): Drawn {
  const { snapshot, view } = model;
  const { trials, settings } = snapshot.queue;
  const { x, by } = view.charts;
  const metric = metricNamed(metricName);
  const selected = selectedTrial(snapshot, view);
  const map = heatMap(trials, selected, metricName, settings, x, by);
  if (map === undefined) {
    return noted(metric.title, "A heat map needs two swept parameters.", size.width);
  }
  return {
    name: `${metric.title} by ${map.x.heading} and ${map.y.heading}`,
    notes: map.fixed.map((text) => span(text, "faint")),
    rows: heatMapRows({ map, metric, selected: selected?.number, ...size, glyphs }),
  };
}

/** The chosen chart in words: how marked trials differ, or each value of a sweep. */
export function chartWords(model: Model): string[] {
  const { view } = model;
  const trials = comparedTrials(model);
  if (trials.length > 1) {
    return differences(trials, model.snapshot.queue.settings).map((text) => `${capital(text)}.`);
  }
  const sweep = view.charts.kind === "sweep" ? sweepFor(model, view.charts.metric) : undefined;
  if (sweep === undefined) return [];
  const { title } = metricNamed(view.charts.metric);
  return [
    `${title} by ${sweep.x.name}:`,
    ...xValues(sweep).map((value) => `${readingText(sweep, value)}.`),
  ];
}

const noted = (name: string, text: string, width: number): Drawn => ({
  name,
  notes: [],
  rows: wrappedRows(text, width - 2, "muted").map(({ spans }) => row(" ", ...spans)),
});
