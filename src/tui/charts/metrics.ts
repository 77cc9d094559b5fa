import type { TrialState } from "../../core/queue/state.ts";
import { judgedRuns } from "../../core/run/verdicts.ts";
import { intervalText, rateText } from "../../core/statistics/figure-text.ts";
import { quantileInterval, rateInterval } from "../../core/statistics/interval.ts";
import { quantileText } from "../../core/statistics/quantile-text.ts";
import { type Quantile, shownQuantile, size } from "../../core/statistics/statistics.ts";
import { elapsedSample, roundsSample } from "../../core/statistics/summary.ts";
import type { MetricName } from "../model/view.ts";

/** A figure with its 95 % interval, as a chart draws it. */
export interface Measured {
  /** Undefined without data, and if it is unknown. */
  readonly value: number | undefined;
  /** It is later than any number that can be shown. */
  readonly censored: boolean;
  readonly low: number | undefined;
  readonly high: number | undefined;
  /** `724 ms [690, 801]`. */
  readonly text: string;
  readonly n: number;
}

/** The metrics that charts can show. */
export interface Metric {
  readonly name: MetricName;
  readonly title: string;
  readonly unit: string;
  readonly isWhole: boolean;
  readonly of: (state: TrialState, timeLimitMs: number) => Measured;
}

const known = (of: Quantile | null): number | undefined =>
  of === null || of.censored ? undefined : (of.value ?? undefined);

const quantileMetric =
  ({
    p,
    of,
    unit,
    decimals,
  }: {
    readonly p: number;
    readonly of: typeof elapsedSample | ((state: TrialState) => ReturnType<typeof roundsSample>);
    readonly unit: string;
    readonly decimals: number;
  }): Metric["of"] =>
  (state, timeLimitMs) => {
    const sample = of(state, timeLimitMs);
    const value = shownQuantile(sample, p);
    const interval = quantileInterval(sample, p);
    const [low, high] = interval;
    return {
      value: known(value),
      censored: value?.censored ?? false,
      low: known(low),
      high: known(high),
      text:
        value === null
          ? size(sample) === 0
            ? "no runs"
            : "too few runs"
          : `${quantileText(value, decimals)} ${unit} ${intervalText(interval, decimals)}`,
      n: size(sample),
    };
  };

const rateMetric =
  (verdict: "undecided" | "violation"): Metric["of"] =>
  ({ counts }) => {
    const n = judgedRuns(counts);
    const interval = rateInterval(counts[verdict], n);
    const [low, high] = interval;
    const percent = (share: number): number => Math.round(share * 1000) / 10;
    return {
      value: n === 0 ? undefined : percent(counts[verdict] / n),
      censored: false,
      low: n === 0 ? undefined : percent(low),
      high: n === 0 ? undefined : percent(high),
      text: n === 0 ? "no runs" : `${rateText(counts[verdict], n, interval)} %`,
      n,
    };
  };

/** A mean, without an interval. */
const meanMessages: Metric["of"] = ({ tally: { runs, messages } }) => {
  const value = runs === 0 ? undefined : Math.round((messages / runs) * 10) / 10;
  const text = value === undefined ? "no runs" : `${value} messages`;
  return { value, censored: false, low: undefined, high: undefined, text, n: runs };
};

/** In the order of the key that switches between them. */
export const METRICS: readonly Metric[] = [
  {
    name: "median",
    title: "Median elapsed time",
    unit: "ms",
    isWhole: false,
    of: quantileMetric({ p: 0.5, of: elapsedSample, unit: "ms", decimals: 0 }),
  },
  {
    name: "p95",
    title: "95 % of elapsed times",
    unit: "ms",
    isWhole: false,
    of: quantileMetric({ p: 0.95, of: elapsedSample, unit: "ms", decimals: 0 }),
  },
  {
    name: "rounds",
    title: "Median rounds",
    unit: "rounds",
    isWhole: true,
    of: quantileMetric({ p: 0.5, of: roundsSample, unit: "rounds", decimals: 1 }),
  },
  {
    name: "undecided",
    title: "Undecided runs",
    unit: "%",
    isWhole: false,
    of: rateMetric("undecided"),
  },
  {
    name: "violation",
    title: "Violations",
    unit: "%",
    isWhole: false,
    of: rateMetric("violation"),
  },
  {
    name: "messages",
    title: "Mean messages of a run",
    unit: "messages",
    isWhole: false,
    of: meanMessages,
  },
];

export const metricNamed = (name: MetricName): Metric =>
  METRICS.find((each) => each.name === name) ?? (METRICS[0] as Metric);
