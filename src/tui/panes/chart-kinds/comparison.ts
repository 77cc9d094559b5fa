import type { TrialState } from "../../../core/queue/state.ts";
import type { Sample } from "../../../core/statistics/statistics.ts";
import { elapsedSample, roundsSample } from "../../../core/statistics/summary.ts";
import type { Terms } from "../../../core/statistics/uncertainty.ts";
import { differenceTexts } from "../../charts/difference-text.ts";
import type { LastBins } from "../../charts/histogram-rows.ts";
import { histogramStrips } from "../../charts/histogram-strips.ts";
import { survivalRows } from "../../charts/survival.ts";
import { remembered } from "../../model/remembered.ts";
import type { MetricName } from "../../model/view.ts";
import { type Row, row, span } from "../../text/row.ts";
import { wrappedRows } from "../../text/wrap.ts";
import type { PaneInput } from "../pane.ts";
import type { Drawn } from "./drawn.ts";

export const sampleOf = (state: TrialState, metric: "elapsed" | "rounds", limit: number): Sample =>
  metric === "elapsed" ? elapsedSample(state, limit) : roundsSample(state);

const differences = remembered(
  (trials: readonly TrialState[], terms: Terms) => differenceTexts(trials, terms),
  (one, other) => one.length === other.length && one.every((each, index) => each === other[index]),
);

/** Sentences: how marked trials differ from the first. */
export const differencesOf = (trials: readonly TrialState[], terms: Terms): string[] =>
  differences(trials, terms).map(capital);

/** Marked trials one below the other on one axis, and how they differ from the first. */
export function drawnComparison(
  { model, size, glyphs }: PaneInput,
  trials: readonly TrialState[],
  chartOf: ComparedChart,
): Drawn {
  const { timeLimitMs } = model.snapshot.queue.settings;
  const texts = differencesOf(trials, model.snapshot.queue.settings).flatMap((text) =>
    wrappedRows(text, size.width - 2, "strong"),
  );
  const said = texts.slice(0, Math.max(1, Math.floor(size.height / 3)));
  const height = size.height - said.length;
  const compared = { trials, timeLimitMs, lastBins: model.charts.lastBins };
  const chart = height < 4 ? [] : chartOf({ ...compared, width: size.width, height, glyphs });
  const names = trials.map(({ number }) => number).join(", ");
  return {
    name: "Comparison",
    notes: [span(`trials ${names}`, "muted")],
    rows: [...chart, ...said.map(({ spans }) => row(" ", ...spans))],
  };
}

interface Compared {
  readonly lastBins: LastBins;
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

export const lines: ComparedChart = (compared) =>
  survivalRows({ groups: groupsOf(compared, "elapsed"), ...compared });

export const stripsOf =
  (metricName: MetricName): ComparedChart =>
  (compared) =>
    metricName === "rounds"
      ? histogramStrips({ groups: groupsOf(compared, "rounds"), unit: "rounds", ...compared })
      : histogramStrips({ groups: groupsOf(compared, "elapsed"), unit: "ms", ...compared });

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
