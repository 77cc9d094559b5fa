import type { TrialState } from "../../../core/queue/state.ts";
import type { Terms } from "../../../core/statistics/uncertainty.ts";
import { metricNamed } from "../../charts/metrics.ts";
import { type Sweep, sweepOf } from "../../charts/sweep.ts";
import { sweepRows } from "../../charts/sweep-rows.ts";
import type { Model } from "../../model/model.ts";
import { remembered } from "../../model/remembered.ts";
import { sweptParameters } from "../../model/swept.ts";
import { selectedTrial } from "../../model/trials.ts";
import type { MetricName } from "../../model/view.ts";
import { span } from "../../text/row.ts";
import type { PaneInput } from "../pane.ts";
import { type Drawn, noted } from "./drawn.ts";

/** A metric by a swept parameter. */
export function drawnSweep({ model, size, glyphs }: PaneInput, metricName: MetricName): Drawn {
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

/** The sweep through the selected trial, if there is one. */
export function sweepFor({ snapshot, view }: Model, metric: MetricName): Sweep | undefined {
  const { trials, settings } = snapshot.queue;
  const find = sweeps.get(metric) ?? rememberedSweep();
  sweeps.set(metric, find);
  const { x, by } = view.charts;
  return find(trials, selectedTrial(snapshot, view), metric, settings, x, by);
}
