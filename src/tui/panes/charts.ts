import type { Model } from "../model/model.ts";
import type { ChartKind, MetricName } from "../model/view.ts";
import { emptyRow, type Row } from "../text/row.ts";
import type { Draw } from "./chart-kinds/drawn.ts";
import { drawnHeatMap } from "./chart-kinds/heat-map.ts";
import { drawnHistogram } from "./chart-kinds/histogram.ts";
import { drawnSurvival } from "./chart-kinds/survival.ts";
import { drawnSweep, sweepFor } from "./chart-kinds/sweep.ts";
import type { PaneInput } from "./pane.ts";
import { paneTitle } from "./title.ts";

interface Chart {
  readonly kind: ChartKind;
  readonly metric: MetricName;
}

/** One more kind is a file of `chart-kinds/` and a line here. */
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
