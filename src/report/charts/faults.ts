import * as Plot from "@observablehq/plot";
import type { TrialState } from "../../core/queue/state.ts";
import type { Terms } from "../../core/statistics/uncertainty.ts";
import { canonical, differing } from "../../core/trial/configuration.ts";
import { valueText } from "../../core/trial/field-text.ts";
import { DEFAULT_TRIAL, PARAMETERS } from "../../core/trial/parameters.ts";
import type { Chart } from "./charts.ts";
import { CHART_METRICS } from "./metrics.ts";
import { svg } from "./svg.ts";

const FAULTS = PARAMETERS.find(({ kind }) => kind === "faults");

/** Trials that differ only in their faults, one below the other; undefined if there are none. */
export function faultsChart(trials: readonly TrialState[], terms: Terms): Chart | undefined {
  const metric = CHART_METRICS[0];
  if (FAULTS === undefined || metric === undefined) return undefined;
  const rows = ofFaults(trials).flatMap((state) => {
    const measure = metric.of(state, terms);
    const text = valueText(FAULTS, state.trial.faults) || "none";
    return measure ? [{ ...measure, faults: text, state }] : [];
  });
  const others = differing(rows.map(({ state }) => state.trial)).filter((each) => each !== FAULTS);
  const named = rows.map((row) => ({
    ...row,
    line: others
      .map((each) => `${each.name} ${valueText(each, row.state.trial[each.name])}`)
      .join(", "),
  }));
  if (new Set(named.map(({ faults }) => faults)).size < 2) return undefined;
  const title = `${metric.title}, by faults`;
  const slowest = named.reduce((most, each) => (each.y > most.y ? each : most));
  const undecided = named.reduce((sum, { state }) => sum + state.counts.undecided, 0);
  return {
    name: "elapsed-by-faults",
    title,
    caption: `Slowest with ${slowest.faults}: ${slowest.text} ms${slowest.line === "" ? "" : ` (${slowest.line})`}. ${undecided === 0 ? "Every run still ended in a decision." : `${undecided} runs did not decide.`} Bars are 95 % intervals.`,
    svg: svg(title, {
      marginLeft: 300,
      height: 60 + 34 * new Set(named.map(({ faults }) => faults)).size,
      x: { label: "ms", zero: true },
      y: { label: null, type: "point" },
      color: { legend: false },
      marks: [
        Plot.ruleY(named, { y: "faults", x1: "low", x2: "high", stroke: "line" }),
        Plot.dot(named, { y: "faults", x: "y", stroke: "line", symbol: "line" }),
      ],
    }),
    header: ["faults", "line", metric.title, "95 % interval", "undecided", "runs"],
    rows: named.map(({ faults, line, text, interval, state, n }) => [
      ...[faults, line, text, interval, String(state.counts.undecided), String(n)],
    ]),
  };
}

/** The trials that have a twin with other faults. */
function ofFaults(trials: readonly TrialState[]): readonly TrialState[] {
  const groups = new Map<string, TrialState[]>();
  for (const state of trials) {
    const key = canonical({ ...state.trial, faults: DEFAULT_TRIAL.faults });
    groups.set(key, [...(groups.get(key) ?? []), state]);
  }
  return [...groups.values()]
    .filter((group) => new Set(group.map(({ trial }) => canonical(trial))).size > 1)
    .flat();
}
