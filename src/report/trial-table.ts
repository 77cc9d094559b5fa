import { VERDICTS } from "../core/run/verdicts.ts";
import { MEASURED_FIGURES, missingText, RATE_FIGURES } from "../core/statistics/figure-text.ts";
import type { TrialReport } from "../core/statistics/uncertainty.ts";
import { differing } from "../core/trial/configuration.ts";
import { valueText } from "../core/trial/field-text.ts";

/**
 * A row per trial: its differing parameters, its verdicts, and its figures with their intervals.
 */
export interface TrialTable {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Columns in which no trial has anything are left out. */
export function trialTable(trials: readonly TrialReport[]): TrialTable {
  const varied = differing(trials.map(({ trial }) => trial));
  const verdicts = VERDICTS.filter((verdict) => trials.some(({ counts }) => counts[verdict] > 0));
  const figures = [...RATE_FIGURES, ...MEASURED_FIGURES].filter(({ text }) =>
    trials.some((report) => text(report) !== ""),
  );
  const isMissing = trials.some(({ counts }) => missingText(counts) !== "");
  return {
    header: [
      ...["trial", ...varied.map(({ name }) => name), ...verdicts],
      ...figures.map(({ group, name }) => `${group} ${name}`.trim()),
      ...(isMissing ? ["missing"] : []),
    ],
    rows: trials.map((report) => [
      ...[String(report.number), ...varied.map((each) => valueText(each, report.trial[each.name]))],
      ...verdicts.map((verdict) => String(report.counts[verdict])),
      ...figures.map(({ text }) => text(report)),
      ...(isMissing ? [missingText(report.counts)] : []),
    ]),
  };
}
