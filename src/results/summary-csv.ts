import { REPORTED_VERDICTS } from "../core/run/verdicts.ts";
import type { Bound } from "../core/statistics/interval.ts";
import { numberText, quantileText, SUMMARY_DECIMALS } from "../core/statistics/quantile-text.ts";
import type { Interval, Statistics } from "../core/statistics/statistics.ts";
import type { TrialReport } from "../core/statistics/uncertainty.ts";
import { PARAMETERS } from "../core/trial/parameters.ts";
import { PARAMETER_COLUMNS, parameterCells } from "./columns.ts";
import { type Cell, csv } from "./csv.ts";

export const SUMMARY_FILE = "summary.csv";

/** Neighbouring columns of summary.csv, and their cells in the row of a trial. */
interface Columns {
  readonly names: readonly string[];
  readonly cells: (report: TrialReport) => readonly Cell[];
}

/**
 * The parameters that every format of results has; the others come later, so that no column moves.
 */
const ofFirst = <T>(each: readonly T[]): readonly T[] =>
  each.filter((_, index) => PARAMETERS[index]?.since === 1);
const ofLater = <T>(each: readonly T[]): readonly T[] =>
  each.filter((_, index) => PARAMETERS[index]?.since !== 1);

/** Low and high are ends of 95 % intervals; an end that too few runs give is empty. */
const COLUMNS: readonly Columns[] = [
  { names: ["trial"], cells: ({ number }) => [number] },
  { names: ofFirst(PARAMETER_COLUMNS), cells: ({ trial }) => ofFirst(parameterCells(trial)) },
  { names: ["runs"], cells: ({ runs }) => [runs] },
  {
    names: REPORTED_VERDICTS,
    cells: ({ counts }) => REPORTED_VERDICTS.map((verdict) => counts[verdict]),
  },
  {
    names: ["rounds_mean", "rounds_mean_low", "rounds_mean_high", "rounds_median", "rounds_p95"],
    cells: ({ rounds }) => statisticCells(rounds),
  },
  {
    names: [
      ...["elapsed_mean_ms", "elapsed_mean_low_ms", "elapsed_mean_high_ms"],
      ...["elapsed_median_ms", "elapsed_p95_ms"],
    ],
    cells: ({ elapsed }) => statisticCells(elapsed),
  },
  bounds("elapsed_median", "_ms", ({ elapsedMedian }) => elapsedMedian),
  bounds("elapsed_p95", "_ms", ({ elapsedP95 }) => elapsedP95),
  {
    names: [
      "elapsed_restricted_mean_ms",
      "elapsed_restricted_mean_low_ms",
      "elapsed_restricted_mean_high_ms",
    ],
    cells: ({ uncertainty: { elapsedRestricted } }) => [
      rounded(elapsedRestricted?.mean ?? null),
      ...(elapsedRestricted?.interval95 ?? [null, null]).map(rounded),
    ],
  },
  bounds("rounds_median", "", ({ roundsMedian }) => roundsMedian),
  shares("undecided"),
  shares("violation"),
  { names: ofLater(PARAMETER_COLUMNS), cells: ({ trial }) => ofLater(parameterCells(trial)) },
  { names: ["stop"], cells: ({ rule }) => [rule] },
  {
    names: ["late_ms", "elapsed_lag1", "elapsed_lag1_p"],
    cells: ({ trust: { lateMs, lag1, p } }) => [
      lateMs,
      rounded(lag1),
      p === null ? null : Number(p.toPrecision(3)),
    ],
  },
];

/** The header of summary.csv. New columns stand at its end, so that no column moves. */
export const SUMMARY_COLUMNS: readonly string[] = COLUMNS.flatMap(({ names }) => names);

/** The whole of summary.csv. */
export const summaryCsv = (summaries: readonly TrialReport[]): string =>
  csv([
    SUMMARY_COLUMNS,
    ...summaries.map((report) => COLUMNS.flatMap(({ cells }) => cells(report))),
  ]);

function bounds(
  name: string,
  unit: string,
  of: (uncertainty: TrialReport["uncertainty"]) => Interval<Bound>,
): Columns {
  return {
    names: [`${name}_low${unit}`, `${name}_high${unit}`],
    cells: ({ uncertainty }) =>
      of(uncertainty).map((bound) => quantileText(bound, SUMMARY_DECIMALS)),
  };
}

/** Shares need more digits than ms do. */
function shares(verdict: "undecided" | "violation"): Columns {
  return {
    names: [`${verdict}_low`, `${verdict}_high`],
    cells: ({ uncertainty }) => uncertainty[verdict].map((share) => Number(numberText(share, 5))),
  };
}

function statisticCells({ mean, interval95, median, p95 }: Statistics): Cell[] {
  return [
    ...[mean, ...(interval95 ?? [null, null])].map(rounded),
    quantileText(median, SUMMARY_DECIMALS),
    quantileText(p95, SUMMARY_DECIMALS),
  ];
}

function rounded(value: number | null): Cell {
  return value === null ? null : Number(numberText(value, SUMMARY_DECIMALS));
}
