import type { Quantile } from "./statistics.ts";

/**
 * A quantile for a cell or a screen: `242`, `>30000` if censored, `>?` if unknown, and empty
 * without data.
 */
export function quantileText(quantile: Quantile | null, decimalsMax = 0): string {
  if (quantile === null) return "";
  const { value, censored } = quantile;
  const number = value === null ? "?" : numberText(value, decimalsMax);
  return censored ? `>${number}` : number;
}

/** Decimals of statistics in files for programs. */
export const SUMMARY_DECIMALS = 3;

/** A number without needless zeros. */
export const numberText = (value: number, decimalsMax: number): string =>
  String(Number(value.toFixed(decimalsMax)));
