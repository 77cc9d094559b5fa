import type { Sample } from "../../../core/statistics/statistics.ts";
import { histogramRows } from "../../charts/histogram-rows.ts";
import { comparedTrials, isPooled } from "../../model/compared.ts";
import type { MetricName } from "../../model/view.ts";
import { span } from "../../text/row.ts";
import type { PaneInput } from "../pane.ts";
import { drawnComparison, sampleOf, stripsOf } from "./comparison.ts";
import type { Drawn } from "./drawn.ts";

/** Runs of the selected trial, of all together, or of marked trials one below the other. */
export function drawnHistogram(input: PaneInput, metricName: MetricName): Drawn {
  const { model, size, glyphs } = input;
  const trials = comparedTrials(model);
  if (trials.length > 1) return drawnComparison(input, trials, stripsOf(metricName));
  const { snapshot, nowMs, charts } = model;
  const { queue } = snapshot;
  const { timeLimitMs } = queue.settings;
  const metric = metricName === "rounds" ? "rounds" : "elapsed";
  const [selected] = trials;
  const isAll = selected === undefined || isPooled(model, trials);
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
