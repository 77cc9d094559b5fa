import type { Sample } from "../../core/statistics/statistics.ts";
import { elapsedSample, roundsSample } from "../../core/statistics/summary.ts";
import { histogramRows } from "../charts/histogram-rows.ts";
import { createPool } from "../charts/pooled-sample.ts";
import { sweepOf } from "../charts/sweep.ts";
import { sweepRows } from "../charts/sweep-rows.ts";
import type { Model } from "../model/model.ts";
import { differingParameters, selectedTrial } from "../model/trials.ts";
import { type Row, row, type Span, span } from "../text/row.ts";
import { wrappedRows } from "../text/wrap.ts";
import type { PaneInput } from "./pane.ts";
import { paneTitle } from "./title.ts";

interface Chart {
  readonly kind: "histogram" | "sweep";
  readonly metric: "elapsed" | "rounds";
}

/** Fewer rows than these, and a chart says nothing. */
const CHART_ROWS_MIN = 9;
const CHARTS_ROWS_THREE = 36;

/** As many charts as there is room for, the chosen one first. */
export function chartsPane({ model, size, glyphs }: PaneInput): Row[] {
  const charts = chartsFor(model, size.height);
  const each = Math.floor(size.height / charts.length);
  return charts.flatMap((chart, index) => {
    const height = index === 0 ? size.height - each * (charts.length - 1) : each;
    const focused = index === 0 && model.view.focus === "charts";
    const { name, notes, rows } = drawn({
      chart,
      model,
      glyphs,
      size: { width: size.width, height: height - 1 },
    });
    const title = paneTitle({ name, notes, focused, width: size.width, glyphs });
    return exactly([title, ...rows], height);
  });
}

function chartsFor({ view }: Model, height: number): Chart[] {
  const { kind, metric } = view.charts;
  const other = metric === "elapsed" ? "rounds" : "elapsed";
  const pair: Chart[] = [
    { kind, metric },
    { kind, metric: other },
  ];
  if (height >= CHARTS_ROWS_THREE) {
    return [...pair, { kind: kind === "sweep" ? "histogram" : "sweep", metric }];
  }
  return height >= 2 * CHART_ROWS_MIN ? pair : pair.slice(0, 1);
}

function exactly(rows: readonly Row[], height: number): Row[] {
  return Array.from({ length: height }, (_, index) => rows[index] ?? { spans: [] });
}

interface Drawn {
  readonly name: string;
  readonly notes: readonly Span[];
  readonly rows: readonly Row[];
}

const NAMES = { elapsed: "Elapsed", rounds: "Rounds" } as const;
const UNITS = { elapsed: "ms", rounds: "rounds" } as const;

function drawn(input: PaneInput & { readonly chart: Chart }): Drawn {
  return input.chart.kind === "sweep" ? drawnSweep(input) : drawnHistogram(input);
}

const pooled = createPool();

function drawnHistogram({
  chart: { metric },
  model,
  size,
  glyphs,
}: PaneInput & { chart: Chart }): Drawn {
  const { snapshot, view, nowMs } = model;
  const { trials, settings } = snapshot.queue;
  const selected = selectedTrial(snapshot, view);
  const { timeLimitMs } = settings;
  const isAll = view.charts.scope === "all" || selected === undefined;
  const sample: Sample = isAll
    ? pooled({ trials, metric, timeLimitMs, nowMs })
    : metric === "elapsed"
      ? elapsedSample(selected, timeLimitMs)
      : roundsSample(selected);
  return {
    name: NAMES[metric],
    notes: [span(`runs of ${isAll ? "all trials" : `trial ${selected.number}`}`, "muted")],
    rows: histogramRows({ sample, unit: UNITS[metric], ...size, glyphs }),
  };
}

function drawnSweep({
  chart: { metric },
  model,
  size,
  glyphs,
}: PaneInput & { chart: Chart }): Drawn {
  const { snapshot, view } = model;
  const { trials, settings } = snapshot.queue;
  const selected = selectedTrial(snapshot, view);
  const sweep = sweepOf({
    trials,
    selected,
    metric,
    timeLimitMs: settings.timeLimitMs,
    parameters: differingParameters(trials),
  });
  if (sweep === undefined) {
    const of = selected === undefined ? "" : ` of trial ${selected.number}`;
    const text = `No sweep${of}: no other trial differs from it in one number alone.`;
    const rows = wrappedRows(text, size.width - 2, "muted").map(({ spans }) => row(" ", ...spans));
    return { name: `Sweep of ${metric}`, notes: [], rows };
  }
  return {
    name: `${NAMES[metric]} against ${sweep.parameter.name}`,
    notes: sweep.fixed.map((text) => span(text, "muted")),
    rows: sweepRows({ sweep, unit: UNITS[metric], ...size, glyphs }),
  };
}
