import { grouped } from "../../../core/count-text.ts";
import { quantileText } from "../../../core/statistics/quantile-text.ts";
import { quantile, shownQuantile, size } from "../../../core/statistics/statistics.ts";
import { metricNamed } from "../../charts/metrics.ts";
import { readingText, xValues } from "../../charts/sweep-rows.ts";
import { comparedTrials } from "../../model/compared.ts";
import type { Model } from "../../model/model.ts";
import type { ChartKind, MetricName } from "../../model/view.ts";
import { differencesOf, sampleOf } from "./comparison.ts";
import { heatMapFor } from "./heat-map.ts";
import { shownSample } from "./histogram.ts";
import { sweepFor } from "./sweep.ts";

/** Sentences that say what a kind of chart shows; none without data. */
type Words = (model: Model, metric: MetricName) => readonly string[];

const WORDS: Readonly<Record<ChartKind, Words>> = {
  histogram: ofHistogram,
  survival: ofSurvival,
  sweep: ofSweep,
  heat: ofHeatMap,
};

/** The chosen chart in words: how marked trials differ, or what it shows of runs or of a sweep. */
export function chartWords(model: Model): readonly string[] {
  const { kind, metric } = model.view.charts;
  const trials = comparedTrials(model);
  const isOfRuns = kind === "histogram" || kind === "survival";
  if (trials.length < 2 || !isOfRuns) return WORDS[kind](model, metric);
  return differencesOf(trials, model.snapshot.queue.settings).map((text) => `${text}.`);
}

function ofHistogram(model: Model, metric: MetricName): string[] {
  const { name, of, unit, sample } = shownSample(model, metric);
  if (size(sample) === 0) return [];
  const at = (p: number): string => quantileText(shownQuantile(sample, p)) || "unknown";
  const undecided = sample.censored > 0 ? `, ${grouped(sample.censored)} undecided` : "";
  const range = `from ${quantileText(quantile(sample, 0))} to ${quantileText(quantile(sample, 1))}`;
  return [
    `${name}${unit === "ms" ? " ms" : ""}, ${of}: n ${grouped(size(sample))}, median ${at(0.5)}, p95 ${at(0.95)}, ${range}${undecided}.`,
  ];
}

function ofSurvival(model: Model): string[] {
  const [trial] = comparedTrials(model);
  if (trial === undefined) return [];
  const sample = sampleOf(trial, "elapsed", model.snapshot.queue.settings.timeLimitMs);
  if (size(sample) === 0) return [];
  const after = (p: number): string =>
    `after ${quantileText(quantile(sample, p)).replace(">", "more than ")} ms`;
  const agreed = `${grouped(sample.sorted.length)} of ${grouped(size(sample))}`;
  return [
    `Survival, runs of trial ${trial.number}: a quarter had agreed ${after(0.25)}, half ${after(0.5)}, three quarters ${after(0.75)}, ${agreed} at the time limit.`,
  ];
}

function ofSweep(model: Model, metric: MetricName): string[] {
  const sweep = sweepFor(model, metric);
  if (sweep === undefined) return [];
  return [
    `${metricNamed(metric).title} by ${sweep.x.name}:`,
    ...xValues(sweep).map((value) => `${readingText(sweep, value)}.`),
  ];
}

function ofHeatMap(model: Model, metricName: MetricName): string[] {
  const map = heatMapFor(model, metricName);
  if (map === undefined) return [];
  const { x, y, columns, lines } = map;
  const { title, unit } = metricNamed(metricName);
  const text = ({ value, censored }: (typeof lines)[number]["cells"][number]): string => {
    if (censored) return "over the time limit";
    return value === undefined ? "unknown" : `${Math.round(value * 10) / 10} ${unit}`;
  };
  return [
    `${title} by ${x.name} and ${y.name}:`,
    ...lines.map(({ name, cells }) => {
      const said = cells.flatMap((cell, index) =>
        cell.trial === undefined ? [] : [`${x.heading} ${columns[index]} ${text(cell)}`],
      );
      return `${y.heading} ${name}: ${said.join(", ")}.`;
    }),
  ];
}
