import * as Plot from "@observablehq/plot";
import { counted } from "../../core/count-text.ts";
import type { TrialState } from "../../core/queue/state.ts";
import { sharedBins } from "../../core/statistics/histogram.ts";
import { numberText } from "../../core/statistics/quantile-text.ts";
import { elapsedSample } from "../../core/statistics/summary.ts";
import type { Chart } from "./charts.ts";
import { svg } from "./svg.ts";

const BINS_MAX = 40;
const STRIP_HEIGHT = 90;

/**
 * Histograms of elapsed time, one below the other in the same bins; undefined where no run has
 * decided. Times beyond the last bin and undecided runs are told in numbers.
 */
export function timesChart(
  trials: readonly { readonly label: string; readonly state: TrialState }[],
  timeLimitMs: number,
): Chart | undefined {
  const samples = trials.map(({ state }) => elapsedSample(state, timeLimitMs));
  if (samples.every(({ sorted }) => sorted.length === 0)) return undefined;
  const { bins, counts } = sharedBins(samples, BINS_MAX);
  const bars = trials.flatMap(({ label }, index) =>
    bins.map(({ from, to }, bin) => ({ label, from, to, runs: counts[index]?.inBins[bin] ?? 0 })),
  );
  const title = "Runs by elapsed time";
  return {
    name: "times",
    title,
    caption: `${peakText(bars)} ${restText(samples.map((sample, index) => ({ beyond: counts[index]?.beyond ?? 0, undecided: sample.censored })))}`,
    svg: svg(title, {
      height: 60 + STRIP_HEIGHT * trials.length,
      x: { label: "ms" },
      y: { label: "runs", ticks: 3 },
      fy: { label: null, domain: trials.map(({ label }) => label) },
      marks: [
        Plot.rectY(bars, {
          ...{ x1: "from", x2: "to", y: "runs", fy: "label", fill: "steelblue", insetLeft: 1 },
        }),
        Plot.ruleY([0]),
      ],
    }),
    header: ["trial", "ms", "runs"],
    rows: [
      ...bars
        .filter(({ runs }) => runs > 0)
        .map(({ label, from, to, runs }) => [label, `${from} to below ${to}`, String(runs)]),
      ...trials.flatMap(({ label }, index) => [
        ...rest(label, `${bins.at(-1)?.to ?? 0} and more`, counts[index]?.beyond ?? 0),
        ...rest(label, "undecided", samples[index]?.censored ?? 0),
      ]),
    ],
  };
}

const rest = (label: string, text: string, runs: number): string[][] =>
  runs === 0 ? [] : [[label, text, String(runs)]];

interface Bar {
  readonly label: string;
  readonly from: number;
  readonly to: number;
  readonly runs: number;
}

/** The bin that has most runs of the first trial. */
function peakText(bars: readonly Bar[]): string {
  const [first] = bars;
  const mine = bars.filter(({ label }) => label === first?.label);
  const peak = mine.reduce((most, each) => (each.runs > most.runs ? each : most));
  const all = mine.reduce((sum, { runs }) => sum + runs, 0);
  return all === 0
    ? ""
    : `Times of ${peak.label} are most often ${peak.from} to ${peak.to} ms: ${numberText((100 * peak.runs) / all, 0)} % of the runs shown.`;
}

function restText(
  each: readonly { readonly beyond: number; readonly undecided: number }[],
): string {
  const sum = (of: "beyond" | "undecided") => each.reduce((all, trial) => all + trial[of], 0);
  const parts = [
    ...(sum("beyond") > 0 ? [`${counted(sum("beyond"), "run")} beyond the axis`] : []),
    ...(sum("undecided") > 0 ? [`${counted(sum("undecided"), "undecided run")}`] : []),
  ];
  return parts.length === 0 ? "Every run is shown." : `Not shown: ${parts.join(", ")}.`;
}
