import { plural } from "../count-text.ts";
import { type Counts, judgedRuns } from "../run/verdicts.ts";
import type { Bound } from "./interval.ts";
import { numberText, quantileText } from "./quantile-text.ts";
import type { Interval, Quantile } from "./statistics.ts";
import type { TrialReport } from "./uncertainty.ts";

/** An end of an interval: `801`, `>30000` if censored, `?` if there are too few runs. */
const boundText = (bound: Bound, decimalsMax = 0): string =>
  quantileText(bound, decimalsMax) || "?";

/** `[690, 801]`. */
export const intervalText = ([low, high]: Interval<Bound>, decimalsMax = 0): string =>
  `[${boundText(low, decimalsMax)}, ${boundText(high, decimalsMax)}]`;

/**
 * A quantile with its 95 % interval: `724 [690, 801]`, without an interval if there are too few
 * runs for either end; "" without a quantile.
 */
export const figureText = (
  value: Quantile | null,
  interval: Interval<Bound>,
  decimalsMax = 0,
): string => {
  const text = quantileText(value, decimalsMax);
  const hasEnd = interval.some((bound) => bound !== null);
  return value !== null && hasEnd ? `${text} ${intervalText(interval, decimalsMax)}` : text;
};

/** A share from 0 to 1 in percent, without the % sign; small shares have one more digit. */
export const percentText = (share: number): string =>
  numberText(100 * share, share > 0 && share < 0.01 ? 2 : 1);

/** The 95 % interval of a rate, in percent: `[1.4, 12.3]`. */
export const rateIntervalText = ([low, high]: Interval<number>): string =>
  `[${percentText(low)}, ${percentText(high)}]`;

/** A rate with its 95 % interval, in percent: `5 [1.4, 12.3]`; "" without runs. */
export const rateText = (count: number, n: number, interval: Interval<number>): string =>
  n === 0 ? "" : `${percentText(count / n)} ${rateIntervalText(interval)}`;

/** Missing runs beside a figure: `3 failed and 1 cancelled run missing`; "" if none is. */
export function missingText({ failed, cancelled }: Counts): string {
  const parts = [...(failed > 0 ? [`${failed} failed`] : [])];
  if (cancelled > 0) parts.push(`${cancelled} cancelled`);
  const last = cancelled > 0 ? cancelled : failed;
  return parts.length === 0 ? "" : `${parts.join(" and ")} ${plural(last, "run")} missing`;
}

/** A figure of a trial in the wording of every table and screen. */
export interface ReportFigure {
  /** The measured quantity and the figure: two lines of a heading. */
  readonly group: string;
  readonly name: string;
  readonly unit: string;
  /** Without its unit; "" if there are too few runs or nothing to show. */
  readonly text: (report: TrialReport) => string;
}

const meanText = ({ uncertainty: { elapsedRestricted } }: TrialReport): string => {
  if (elapsedRestricted === null) return "";
  const { mean, interval95 } = elapsedRestricted;
  if (interval95 === null) return numberText(mean, 0);
  return `${numberText(mean, 0)} [${numberText(interval95[0], 0)}, ${numberText(interval95[1], 0)}]`;
};

const rate = (verdict: "undecided" | "violation"): ReportFigure => ({
  group: verdict,
  name: "%",
  unit: "%",
  text: ({ counts, uncertainty }) => {
    const { count, n } =
      verdict === "violation"
        ? uncertainty.violations
        : { count: counts.undecided, n: judgedRuns(counts) };
    return rateText(count, n, uncertainty[verdict]);
  },
});

/** The rates in the order of the tables. */
export const RATE_FIGURES: readonly ReportFigure[] = [rate("undecided"), rate("violation")];

/** Times and rounds in the order of the tables. */
export const MEASURED_FIGURES: readonly ReportFigure[] = [
  {
    ...{ group: "elapsed", name: "median ms", unit: "ms" },
    text: ({ elapsed, uncertainty }) => figureText(elapsed.median, uncertainty.elapsedMedian),
  },
  {
    ...{ group: "", name: "p95 ms", unit: "ms" },
    text: ({ elapsed, uncertainty }) => figureText(elapsed.p95, uncertainty.elapsedP95),
  },
  { ...{ group: "", name: "mean to limit ms", unit: "ms" }, text: meanText },
  {
    ...{ group: "rounds", name: "median", unit: "" },
    text: ({ rounds, uncertainty }) => figureText(rounds.median, uncertainty.roundsMedian, 1),
  },
];
