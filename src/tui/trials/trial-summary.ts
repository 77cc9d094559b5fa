import type { TrialState } from "../../core/queue/state.ts";
import type { Quantile } from "../../core/statistics/statistics.ts";
import { summaryOf } from "../../core/statistics/summary.ts";

/** Median of elapsed ms as a cell; empty before the first run, `>30000` where it is censored. */
export const elapsedText = (state: TrialState, timeLimitMs: number): string =>
  quantileText(summaryOf(state, timeLimitMs).elapsed.median);

/** Median of rounds as a cell. */
export const roundsText = (state: TrialState, timeLimitMs: number): string =>
  quantileText(summaryOf(state, timeLimitMs).rounds.median);

/** Whole, or later than a value; `>?` where nobody knows than what. */
export function quantileText(quantile: Quantile | null): string {
  if (quantile === null) return "-";
  const value = quantile.value === null ? "?" : rounded(quantile.value);
  return quantile.censored ? `>${value}` : value;
}

const rounded = (value: number): string =>
  Number.isInteger(value) ? String(value) : value.toFixed(value < 100 ? 1 : 0);
