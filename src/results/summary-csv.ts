import { REPORTED_VERDICTS } from "../core/run/verdicts.ts";
import type { Bound } from "../core/statistics/interval.ts";
import { numberText, quantileText, SUMMARY_DECIMALS } from "../core/statistics/quantile-text.ts";
import type { Statistics } from "../core/statistics/statistics.ts";
import type { TrialReport } from "../core/statistics/uncertainty.ts";
import { PARAMETERS } from "../core/trial/parameters.ts";
import { PARAMETER_COLUMNS, parameterCells } from "./columns.ts";
import { type Cell, csv } from "./csv.ts";

export const SUMMARY_FILE = "summary.csv";

/**
 * The parameters that every format of results has; the others come last, so that no column moves.
 */
const ofFirst = <T>(each: readonly T[]): readonly T[] =>
  each.filter((_, index) => PARAMETERS[index]?.since === 1);
const ofLater = <T>(each: readonly T[]): readonly T[] =>
  each.filter((_, index) => PARAMETERS[index]?.since !== 1);

export const SUMMARY_COLUMNS: readonly string[] = [
  "trial",
  ...ofFirst(PARAMETER_COLUMNS),
  "runs",
  ...REPORTED_VERDICTS,
  ...["rounds_mean", "rounds_mean_low", "rounds_mean_high", "rounds_median", "rounds_p95"],
  ...["elapsed_mean_ms", "elapsed_mean_low_ms", "elapsed_mean_high_ms"],
  ...["elapsed_median_ms", "elapsed_p95_ms"],
  ...[
    "elapsed_median_low_ms",
    "elapsed_median_high_ms",
    "elapsed_p95_low_ms",
    "elapsed_p95_high_ms",
  ],
  ...[
    "elapsed_restricted_mean_ms",
    "elapsed_restricted_mean_low_ms",
    "elapsed_restricted_mean_high_ms",
  ],
  ...["rounds_median_low", "rounds_median_high"],
  ...["undecided_low", "undecided_high", "violation_low", "violation_high"],
  ...ofLater(PARAMETER_COLUMNS),
  "stop",
  ...["late_ms", "elapsed_lag1", "elapsed_lag1_p"],
];

/** The whole of summary.csv. Low and high are ends of 95 % intervals; an end that too few runs give is empty. */
export const summaryCsv = (summaries: readonly TrialReport[]): string =>
  csv([SUMMARY_COLUMNS, ...summaries.map(summaryRow)]);

const summaryRow = (report: TrialReport): Cell[] => {
  const { number, trial, runs, counts, rounds, elapsed, uncertainty, trust } = report;
  const { elapsedMedian, elapsedP95, elapsedRestricted, roundsMedian } = uncertainty;
  return [
    number,
    ...ofFirst(parameterCells(trial)),
    runs,
    ...REPORTED_VERDICTS.map((verdict) => counts[verdict]),
    ...statisticCells(rounds),
    ...statisticCells(elapsed),
    ...[...elapsedMedian, ...elapsedP95].map(boundCell),
    ...[elapsedRestricted?.mean, ...(elapsedRestricted?.interval95 ?? [null, null])].map((each) =>
      rounded(each ?? null),
    ),
    ...roundsMedian.map(boundCell),
    ...[...uncertainty.undecided, ...uncertainty.violation].map(rateCell),
    ...ofLater(parameterCells(trial)),
    report.rule,
    trust.lateMs,
    rounded(trust.lag1),
    trust.p === null ? null : Number(trust.p.toPrecision(3)),
  ];
};

const boundCell = (bound: Bound): Cell => quantileText(bound, SUMMARY_DECIMALS);

/** Shares need more digits than ms do. */
const rateCell = (share: number): Cell => Number(numberText(share, 5));

const statisticCells = ({ mean, interval95, median, p95 }: Statistics): Cell[] => [
  ...[mean, interval95?.[0] ?? null, interval95?.[1] ?? null].map(rounded),
  quantileText(median, SUMMARY_DECIMALS),
  quantileText(p95, SUMMARY_DECIMALS),
];

const rounded = (value: number | null): Cell =>
  value === null ? null : Number(numberText(value, SUMMARY_DECIMALS));
