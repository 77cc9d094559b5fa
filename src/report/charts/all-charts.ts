import type { BatchSettings, TrialState } from "../../core/queue/state.ts";
import { differing } from "../../core/trial/configuration.ts";
import { valueText } from "../../core/trial/field-text.ts";
import { type Chart, heatMap, survivalChart, sweepChart } from "./charts.ts";
import { faultsChart } from "./faults.ts";
import { CHART_METRICS } from "./metrics.ts";
import { sampleCharts } from "./samples.ts";
import { gridOf, spread, sweepsOf } from "./sweeps.ts";
import { timesChart } from "./times.ts";
import { winnersChart } from "./winners.ts";

/** The charts of a batch: for each sweep its metrics, a map of two sweeps, faults, random configurations, survival, histograms. */
export function chartsOf(
  trials: readonly TrialState[],
  settings: Pick<BatchSettings, "timeLimitMs" | "sampled" | "stop">,
): readonly Chart[] {
  const { timeLimitMs, sampled } = settings;
  // Two random configurations that differ in a single field are no sweep.
  const listed = trials.filter(
    ({ number }) => !sampled || number < sampled.from || number > sampled.to,
  );
  const grid = gridOf(listed);
  const shown = labelled(spread(trials, CURVES_MAX));
  return [
    ...sweepsOf(listed).flatMap((sweep) => [
      ...CHART_METRICS.map((metric) => sweepChart(sweep, metric, settings)),
      winnersChart(sweep),
    ]),
    ...(grid ? [heatMap(grid, timeLimitMs)] : []),
    faultsChart(trials, settings),
    ...(sampled ? sampleCharts(trials, sampled, timeLimitMs) : []),
    survivalChart(shown, timeLimitMs),
    timesChart(shown, timeLimitMs),
  ].filter((chart) => chart !== undefined);
}

/** More curves than these can't be told apart. */
const CURVES_MAX = 6;
const LABEL_MAX = 60;

/** Labels of trials: their differing parameters, or their numbers if that is too long. */
function labelled(trials: readonly TrialState[]) {
  const varied = differing(trials.map(({ trial }) => trial));
  return trials.map((state) => {
    const text = varied
      .map((each) => `${each.name} ${valueText(each, state.trial[each.name])}`)
      .join(", ");
    return {
      state,
      label: text === "" || text.length > LABEL_MAX ? `trial ${state.number}` : text,
    };
  });
}
