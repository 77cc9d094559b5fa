import { REPORTED_VERDICTS } from "../core/run/verdicts.ts";
import { numberText, quantileText, SUMMARY_DECIMALS } from "../core/statistics/quantile-text.ts";
import type { Statistics } from "../core/statistics/statistics.ts";
import type { TrialSummary } from "../core/statistics/summary.ts";
import { PARAMETER_COLUMNS, parameterCells } from "./columns.ts";
import { type Cell, csv } from "./csv.ts";

export const SUMMARY_FILE = "summary.csv";

export const SUMMARY_COLUMNS: readonly string[] = [
  "trial",
  ...PARAMETER_COLUMNS,
  "runs",
  ...REPORTED_VERDICTS,
  ...["rounds_mean", "rounds_mean_low", "rounds_mean_high", "rounds_median", "rounds_p95"],
  ...["elapsed_mean_ms", "elapsed_mean_low_ms", "elapsed_mean_high_ms"],
  ...["elapsed_median_ms", "elapsed_p95_ms"],
];

/** The whole of summary.csv. Low and high are the 95 % interval of the mean. */
export const summaryCsv = (summaries: readonly TrialSummary[]): string =>
  csv([SUMMARY_COLUMNS, ...summaries.map(summaryRow)]);

const summaryRow = ({ number, trial, runs, counts, rounds, elapsed }: TrialSummary): Cell[] => [
  number,
  ...parameterCells(trial),
  runs,
  ...REPORTED_VERDICTS.map((verdict) => counts[verdict]),
  ...statisticCells(rounds),
  ...statisticCells(elapsed),
];

const statisticCells = ({ mean, interval95, median, p95 }: Statistics): Cell[] => [
  ...[mean, interval95?.[0] ?? null, interval95?.[1] ?? null].map(rounded),
  quantileText(median, SUMMARY_DECIMALS),
  quantileText(p95, SUMMARY_DECIMALS),
];

const rounded = (value: number | null): Cell =>
  value === null ? null : Number(numberText(value, SUMMARY_DECIMALS));
