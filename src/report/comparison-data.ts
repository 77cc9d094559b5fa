import { stringify } from "csv-stringify/sync";
import { judgedRuns } from "../core/run/verdicts.ts";
import type { Comparison, Figure } from "../core/statistics/comparison.ts";
import type { Difference } from "../core/statistics/difference.ts";
import { isRate, type Metric } from "../core/statistics/pairs.ts";
import { numberText, quantileText, SUMMARY_DECIMALS } from "../core/statistics/quantile-text.ts";

/** A comparison with the names of its two sides. */
export interface NamedComparison extends Comparison {
  /** The configuration, by the parameters in which trials differ; "" if there is only one. */
  readonly trial: string;
  readonly baseName: string;
  readonly otherName: string;
}

/** `>` or `<` before a difference that is known to lie beyond its value; else "". */
export const beyond = ({ bound }: Difference): string =>
  bound === undefined ? "" : bound === "least" ? ">" : "<";

const SIDE_COLUMNS = ["", "_value", "_low", "_high", "_missing"];

const COLUMNS: readonly string[] = [
  ...["trial", "metric"],
  ...SIDE_COLUMNS.map((name) => `base${name}`),
  ...SIDE_COLUMNS.map((name) => `other${name}`),
  ...["difference", "difference_low", "difference_high", "p", "answer", "runs_needed", "pairs"],
];

/**
 * A row for each figure, a number in a cell, as in summary.csv: ms, rounds, and
 * rates from 0 to 1. An end that too few runs give is empty, a censored one is
 * `>30000`; a difference that is known to lie beyond a value is `>4631`.
 */
export const comparisonCsv = (rows: readonly NamedComparison[]): string =>
  stringify([[...COLUMNS], ...rows.map(csvCells)]);

function csvCells(row: NamedComparison): readonly (string | number)[] {
  const { metric, difference } = row;
  return [
    ...[row.trial, metric],
    ...[row.baseName, ...sideCells(metric, row.base)],
    ...[row.otherName, ...sideCells(metric, row.other)],
    ...(difference === null ? ["", "", "", ""] : differenceCells(metric, difference, row.adjusted)),
    ...[row.answer, row.runsNeeded ?? "", row.pairs],
  ];
}

const sideCells = (metric: Metric, { value, interval, counts }: Figure): (string | number)[] => [
  ...[value, ...interval].map((bound) => quantileText(bound, decimalsOf(metric))),
  counts.failed + counts.cancelled,
];

function differenceCells(metric: Metric, difference: Difference, adjusted: number): string[] {
  const text = (value: number): string =>
    Number.isFinite(value) ? numberText(value, decimalsOf(metric)) : "";
  return [
    `${beyond(difference)}${text(difference.value)}`,
    ...difference.interval.map(text),
    String(Number(adjusted.toPrecision(3))),
  ];
}

/** Rates need more digits than ms do. */
const decimalsOf = (metric: Metric): number => (isRate(metric) ? 5 : SUMMARY_DECIMALS);

/** A line of JSON for each figure. A value or an end is `{"value": 30000, "censored": true}` where it is later than that. */
export const comparisonJson = (rows: readonly NamedComparison[]): string =>
  rows.map((row) => `${JSON.stringify(fields(row))}\n`).join("");

function fields({ trial, metric, baseName, otherName, ...row }: NamedComparison) {
  return {
    trial,
    metric,
    base: { name: baseName, ...figureFields(row.base) },
    other: { name: otherName, ...figureFields(row.other) },
    difference: row.difference && differenceFields(row.difference, row.adjusted),
    answer: row.answer,
    runs_needed: row.runsNeeded,
    pairs: row.pairs,
  };
}

const figureFields = ({ value, interval, counts }: Figure) => ({
  value: value?.value ?? null,
  censored: value?.censored ?? false,
  interval95: interval,
  runs: judgedRuns(counts),
  missing: counts.failed + counts.cancelled,
});

function differenceFields({ value, bound, interval: [low, high] }: Difference, p: number) {
  const finite = (end: number): number | null => (Number.isFinite(end) ? end : null);
  return { value, bound: bound ?? null, low: finite(low), high: finite(high), p };
}
