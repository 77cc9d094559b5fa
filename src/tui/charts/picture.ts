import type { ChartPicture, PicturePoint } from "../../core/chart-picture.ts";
import type { TrialState } from "../../core/queue/state.ts";
import { judgedRuns } from "../../core/run/verdicts.ts";
import { histogram, sharedBins } from "../../core/statistics/histogram.ts";
import { type Sample, size } from "../../core/statistics/statistics.ts";
import { elapsedSample, roundsSample } from "../../core/statistics/summary.ts";
import { valueText } from "../../core/trial/field-text.ts";
import { PARAMETERS } from "../../core/trial/parameters.ts";
import { comparedTrials, isPooled } from "../model/compared.ts";
import type { Model } from "../model/model.ts";
import { constantTexts, sweptParameters } from "../model/swept.ts";
import { selectedTrial } from "../model/trials.ts";
import type { HeatMap } from "./heat-map.ts";
import { heatMapOf } from "./heat-map.ts";
import { binsKey, type ShownBins } from "./histogram-rows.ts";
import { metricNamed } from "./metrics.ts";
import { survivalPoints } from "./survival.ts";
import { type Sweep, sweepOf } from "./sweep.ts";

/** The content of the chosen chart; undefined if it is empty. */
export function pictureOf(model: Model): ChartPicture | undefined {
  const { snapshot, view } = model;
  const { trials, settings } = snapshot.queue;
  const { kind, x, by } = view.charts;
  const metric = metricNamed(view.charts.metric);
  const selected = selectedTrial(snapshot, view);
  const parameters = sweptParameters(trials);
  const shown = comparedTrials(model);
  const common = { trials, selected, metric, terms: settings, parameters, x, by };
  if (kind === "sweep") {
    const sweep = sweepOf(common);
    return sweep && sweepPicture(model, sweep);
  }
  if (kind === "heat") {
    const map = heatMapOf(common);
    return map && heatPicture(model, map);
  }
  if (shown.length === 0) return undefined;
  if (kind === "histogram" && isPooled(model, shown)) return pooledPicture(model);
  return kind === "survival" ? survivalPicture(model, shown) : histogramPicture(model, shown);
}

const captionOf = (
  { snapshot }: Model,
  trials: readonly TrialState[],
  fixed: readonly string[],
) => {
  const { settings, trials: all } = snapshot.queue;
  const runs = trials.reduce((sum, { counts }) => sum + judgedRuns(counts), 0);
  const constants = [...constantTexts(all), ...fixed].join(", ");
  return `Batch ${settings.name}, ${constants}; n ${runs} runs, time limit ${settings.timeLimitMs} ms, seed ${settings.seed}, paxy results in ${snapshot.directory}.`;
};

function sweepPicture(model: Model, { x, by, fixed, lines }: Sweep): ChartPicture {
  const metric = metricNamed(model.view.charts.metric);
  const numbers = new Set(lines.flatMap(({ points }) => points.map(({ trial }) => trial)));
  const trials = model.snapshot.queue.trials.filter(({ number }) => numbers.has(number));
  return {
    name: `${metric.name}-by-${x.name}`,
    title: `${metric.title} by ${x.name}`,
    caption: `${captionOf(model, trials, fixed)} Bars are 95 % intervals.`,
    kind: "lines",
    xLabel: `${x.name} ${x.unit}`.trim(),
    yLabel: `${metric.title}, ${metric.unit}`,
    points: lines.flatMap(({ name, points }) =>
      points.map(
        ({ x: at, value, low, high, n, censored }): PicturePoint => ({
          ...{ line: by === undefined ? "" : `${by.name} ${name}`, x: at, y: value },
          ...{ low, high, n, censored },
        }),
      ),
    ),
  };
}

function heatPicture(model: Model, { x, y, fixed, columns, lines }: HeatMap): ChartPicture {
  const metric = metricNamed(model.view.charts.metric);
  const numbers = new Set(lines.flatMap(({ cells }) => cells.map(({ trial }) => trial)));
  const trials = model.snapshot.queue.trials.filter(({ number }) => numbers.has(number));
  return {
    name: `${metric.name}-by-${x.name}-and-${y.name}`,
    title: `${metric.title} (${metric.unit}) by ${x.name} and ${y.name}`,
    caption: captionOf(model, trials, fixed),
    kind: "cells",
    xLabel: x.name,
    yLabel: y.name,
    points: lines.flatMap(({ name, cells }) =>
      cells.map(({ value, censored }, index) => ({
        ...{ line: `${y.name} ${name}`, x: Number(columns[index]), y: value, censored },
      })),
    ),
  };
}

/** The label of a trial: its differing parameters. */
function labelOf({ number, trial }: TrialState): string {
  const said = PARAMETERS.filter(
    (each) => valueText(each, trial[each.name]) !== valueText(each, each.default),
  ).map((each) => `${each.heading} ${valueText(each, trial[each.name])}`);
  return `trial ${number} (${said.join(", ")})`;
}

function survivalPicture(model: Model, trials: readonly TrialState[]): ChartPicture {
  const { timeLimitMs } = model.snapshot.queue.settings;
  const samples = trials.map((state) => ({ state, sample: elapsedSample(state, timeLimitMs) }));
  const to = Math.max(
    1,
    ...samples.map(({ sample }) => sample.sorted[sample.sorted.length - 1] ?? 0),
  );
  return {
    name: `survival-${trials.map(({ number }) => number).join("-")}`,
    title: "Share of runs not agreed after t",
    caption: `${captionOf(model, trials, [])} ${trials.map(labelOf).join("; ")}.`,
    kind: "steps",
    xLabel: "ms",
    yLabel: "% of runs",
    points: samples.flatMap(({ state, sample }) =>
      survivalPoints(sample, to).map(({ x, value }) => ({
        ...{ line: `trial ${state.number}`, x, y: value },
      })),
    ),
  };
}

/** The histogram of all runs together, as `h` shows it. */
function pooledPicture(model: Model): ChartPicture {
  const { trials, settings } = model.snapshot.queue;
  const metric = model.view.charts.metric === "rounds" ? "rounds" : "elapsed";
  const { timeLimitMs } = settings;
  const sample = model.charts.pooled({ trials, metric, timeLimitMs, nowMs: model.nowMs });
  return {
    name: `${metric}-all`,
    title: `${metric === "rounds" ? "Rounds" : "Elapsed time"} of all ${trials.length} trials together`,
    caption: captionOf(model, trials, []),
    kind: "bars",
    xLabel: metric === "rounds" ? "rounds" : "ms",
    yLabel: "runs",
    points: histogramPoints([{ line: "all trials", sample }], shownBins(model, metric, "all")),
  };
}

/** The bins of a picture that no screen has shown. */
const UNSEEN = { bins: [], most: 40 };

/** The bins in which the screen shows some runs. */
const shownBins = ({ charts }: Model, metric: "elapsed" | "rounds", of: string): ShownBins =>
  charts.lastBins.get(binsKey(metric === "rounds" ? "rounds" : "ms", of)) ?? UNSEEN;

function histogramPicture(model: Model, trials: readonly TrialState[]): ChartPicture {
  const { timeLimitMs } = model.snapshot.queue.settings;
  const isRounds = model.view.charts.metric === "rounds";
  const unit = isRounds ? "rounds" : "ms";
  const [first, ...others] = trials;
  const names = trials.map(({ number }) => `trial ${number}`);
  const of = others.length > 0 ? names.join() : String(first?.number);
  return {
    name: `${isRounds ? "rounds" : "elapsed"}-${trials.map(({ number }) => number).join("-")}`,
    title: `${isRounds ? "Rounds" : "Elapsed time"} of ${names.join(", ")}`,
    caption: `${captionOf(model, trials, [])} ${trials.map(labelOf).join("; ")}.`,
    kind: "bars",
    xLabel: unit,
    // Trials of different numbers of runs compare by shares.
    yLabel: trials.length > 1 ? "% of runs" : "runs",
    points: histogramPoints(
      trials.map((state) => ({
        line: `trial ${state.number}`,
        sample: isRounds ? roundsSample(state) : elapsedSample(state, timeLimitMs),
      })),
      shownBins(model, isRounds ? "rounds" : "elapsed", of),
    ),
  };
}

/** Bars of one sample, with those far beyond the others as one; of several in the same bins, as shares. */
function histogramPoints(
  groups: readonly { readonly line: string; readonly sample: Sample }[],
  { bins: before, most }: ShownBins,
): PicturePoint[] {
  const [first, ...others] = groups;
  if (first === undefined) return [];
  if (others.length === 0) {
    const { bins, more } = histogram(first.sample, most, before);
    const all = more ? [...bins, more] : bins;
    return all.map(({ from, to, n }) => ({ line: first.line, x: from, xTo: to, y: n, n }));
  }
  const { bins, counts } = sharedBins(
    groups.map(({ sample }) => sample),
    most,
  );
  return groups.flatMap(({ line, sample }, index) =>
    bins.map(({ from, to }, bin) => {
      const n = counts[index]?.inBins[bin] ?? 0;
      return { line, x: from, xTo: to, y: (100 * n) / Math.max(1, size(sample)), n };
    }),
  );
}
