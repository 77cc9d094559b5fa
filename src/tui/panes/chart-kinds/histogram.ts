import type { Sample } from "../../../core/statistics/statistics.ts";
import { histogramRows } from "../../charts/histogram-rows.ts";
import { comparedTrials, isPooled } from "../../model/compared.ts";
import type { Model } from "../../model/model.ts";
import type { MetricName } from "../../model/view.ts";
import { span } from "../../text/row.ts";
import type { PaneInput } from "../pane.ts";
import { drawnComparison, sampleOf, stripsOf } from "./comparison.ts";
import type { Drawn } from "./drawn.ts";

/** The runs of a chart without marked trials: those of all together, or of the selected trial. */
export function shownSample(model: Model, metricName: MetricName): ShownSample {
  const { snapshot, nowMs, charts } = model;
  const { trials, settings } = snapshot.queue;
  const { timeLimitMs } = settings;
  const metric = metricName === "rounds" ? "rounds" : "elapsed";
  const compared = comparedTrials(model);
  const [selected] = compared;
  const shown = {
    name: metric === "rounds" ? "Rounds" : "Elapsed",
    unit: metric === "rounds" ? ("rounds" as const) : ("ms" as const),
  };
  if (selected === undefined || isPooled(model, compared)) {
    const sample = charts.pooled({ trials, metric, timeLimitMs, nowMs });
    const of = `all ${trials.length} trials together`;
    return { ...shown, sample, of, key: "all", expected: snapshot.totals.runs };
  }
  const sample = sampleOf(selected, metric, timeLimitMs);
  const of = `runs of trial ${selected.number}`;
  return { ...shown, sample, of, key: String(selected.number), expected: selected.runs };
}

interface ShownSample {
  readonly name: string;
  readonly unit: "ms" | "rounds";
  readonly of: string;
  readonly sample: Sample;
  /** Names the runs, so that their bins are kept. */
  readonly key: string;
  readonly expected: number;
}

/** Runs of the selected trial, of all together, or of marked trials one below the other. */
export function drawnHistogram(input: PaneInput, metricName: MetricName): Drawn {
  const { model, size, glyphs } = input;
  const trials = comparedTrials(model);
  if (trials.length > 1) return drawnComparison(input, trials, stripsOf(metricName));
  const { name, unit, of, key, sample, expected } = shownSample(model, metricName);
  const { lastBins } = model.charts;
  return {
    name,
    notes: [span(of, "muted")],
    rows: histogramRows({ sample, expected, of: key, lastBins, unit, ...size, glyphs }),
  };
}
