import type { TrialState } from "../../core/queue/state.ts";
import { quantileText } from "../../core/statistics/quantile-text.ts";
import type { Quantile } from "../../core/statistics/statistics.ts";
import { summaryOf } from "../../core/statistics/summary.ts";

/** Median of elapsed ms as a cell; `>30000` where it is censored. */
export const elapsedText = (state: TrialState, timeLimitMs: number): string =>
  elapsedQuantile(summaryOf(state, timeLimitMs).elapsed.median);

/** Median of rounds as a cell. */
export const roundsText = (state: TrialState, timeLimitMs: number): string =>
  roundsQuantile(summaryOf(state, timeLimitMs).rounds.median);

/** Whole ms; a dash where there are no data. */
export const elapsedQuantile = (quantile: Quantile | null): string => quantileText(quantile) || "-";

/** A median of rounds may lie between two. */
export const roundsQuantile = (quantile: Quantile | null): string =>
  quantileText(quantile, 1) || "-";
