import type { TrialState } from "../../../core/queue/state.ts";
import type { Terms } from "../../../core/statistics/uncertainty.ts";
import { type HeatMap, heatMapOf } from "../../charts/heat-map.ts";
import { heatMapRows } from "../../charts/heat-map-rows.ts";
import { metricNamed } from "../../charts/metrics.ts";
import type { Model } from "../../model/model.ts";
import { remembered } from "../../model/remembered.ts";
import { sweptParameters } from "../../model/swept.ts";
import { selectedTrial } from "../../model/trials.ts";
import type { MetricName } from "../../model/view.ts";
import { span } from "../../text/row.ts";
import type { PaneInput } from "../pane.ts";
import { type Drawn, noted } from "./drawn.ts";

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

/** The map through the selected trial; undefined if fewer than two parameters are swept. */
export function heatMapFor({ snapshot, view }: Model, metricName: MetricName): HeatMap | undefined {
  const { trials, settings } = snapshot.queue;
  const { x, by } = view.charts;
  return heatMap(trials, selectedTrial(snapshot, view), metricName, settings, x, by);
}

/** A metric by two swept parameters. */
export function drawnHeatMap({ model, size, glyphs }: PaneInput, metricName: MetricName): Drawn {
  const metric = metricNamed(metricName);
  const map = heatMapFor(model, metricName);
  if (map === undefined) {
    return noted(metric.title, "A heat map needs two swept parameters.", size.width);
  }
  const selected = selectedTrial(model.snapshot, model.view)?.number;
  return {
    name: `${metric.title} by ${map.x.heading} and ${map.y.heading}`,
    notes: map.fixed.map((text) => span(text, "faint")),
    rows: heatMapRows({ map, metric, selected, ...size, glyphs }),
  };
}
