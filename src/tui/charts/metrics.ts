import type { TrialState } from "../../core/queue/state.ts";
import { judgedRuns } from "../../core/run/verdicts.ts";
import { type Rate, rateIntervalOf } from "../../core/statistics/difference.ts";
import { intervalText, rateText } from "../../core/statistics/figure-text.ts";
import { type Bound, medianInterval, quantileInterval } from "../../core/statistics/interval.ts";
import { quantileText } from "../../core/statistics/quantile-text.ts";
import {
  type Interval,
  type Quantile,
  type Sample,
  shownQuantile,
  size,
} from "../../core/statistics/statistics.ts";
import { elapsedSample, roundsSample } from "../../core/statistics/summary.ts";
import { meanMessages } from "../../core/statistics/tally.ts";
import {
  elapsedMedianInterval,
  type Terms,
  violationsOf,
} from "../../core/statistics/uncertainty.ts";
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
  readonly of: (state: TrialState, terms: Terms) => Measured;
}

const known = (of: Quantile | null): number | undefined =>
  of === null || of.censored ? undefined : (of.value ?? undefined);

const NO_RUNS: Measured = {
  ...{ value: undefined, censored: false, low: undefined, high: undefined },
  ...{ text: "no runs", n: 0 },
};

interface QuantileMetric {
  readonly sample: (state: TrialState, timeLimitMs: number) => Sample;
  readonly p: number;
  readonly interval: (state: TrialState, terms: Terms) => Interval<Bound>;
  readonly unit: string;
  readonly decimals: number;
}

const quantileMetric =
  ({ sample: sampleOf, p, interval: intervalOf, unit, decimals }: QuantileMetric): Metric["of"] =>
  (state, terms) => {
    const sample = sampleOf(state, terms.timeLimitMs);
    if (size(sample) === 0) return NO_RUNS;
    const value = shownQuantile(sample, p);
    const interval = intervalOf(state, terms);
    const [low, high] = interval;
    return {
      value: known(value),
      censored: value?.censored ?? false,
      low: known(low),
      high: known(high),
      text:
        value === null
          ? "too few runs"
          : `${quantileText(value, decimals)} ${unit} ${intervalText(interval, decimals)}`,
      n: size(sample),
    };
  };

/** A share of the runs, by the rule that ended them. */
const rateMetric =
  (of: (state: TrialState, terms: Terms) => Rate): Metric["of"] =>
  (state, terms) => {
    const rate = of(state, terms);
    const { count, n } = rate;
    const interval = rateIntervalOf(rate);
    const [low, high] = interval;
    const percent = (share: number): number => Math.round(share * 1000) / 10;
    return {
      value: n === 0 ? undefined : percent(count / n),
      censored: false,
      low: n === 0 ? undefined : percent(low),
      high: n === 0 ? undefined : percent(high),
      text: n === 0 ? "no runs" : `${rateText(count, n, interval)} %`,
      n,
    };
  };

const messagesMetric: Metric["of"] = ({ tally }) => {
  const found = meanMessages(tally);
  const none = { value: undefined, low: undefined, high: undefined, text: "no runs" };
  if (found === undefined) return { ...none, censored: false, n: 0 };
  const value = toTenth(found.mean);
  const [low, high] = found.interval?.map(toTenth) ?? [];
  const text = `${value} messages [${low ?? "?"}, ${high ?? "?"}]`;
  return { value, censored: false, low, high, text, n: tally.runs };
};

const toTenth = (value: number): number => Math.round(value * 10) / 10;

/** In the order of the key that switches between them. */
export const METRICS: readonly Metric[] = [
  {
    name: "median",
    title: "Median elapsed time",
    unit: "ms",
    isWhole: false,
    of: quantileMetric({
      ...{ sample: elapsedSample, p: 0.5, interval: elapsedMedianInterval },
      ...{ unit: "ms", decimals: 0 },
    }),
  },
  {
    name: "p95",
    title: "95 % of elapsed times",
    unit: "ms",
    isWhole: false,
    of: quantileMetric({
      ...{ sample: elapsedSample, p: 0.95, unit: "ms", decimals: 0 },
      interval: (state, { timeLimitMs }) =>
        quantileInterval(elapsedSample(state, timeLimitMs), 0.95),
    }),
  },
  {
    name: "rounds",
    title: "Median rounds",
    unit: "rounds",
    isWhole: true,
    of: quantileMetric({
      ...{ sample: roundsSample, p: 0.5, unit: "rounds", decimals: 1 },
      interval: (state) => medianInterval(roundsSample(state)),
    }),
  },
  {
    name: "undecided",
    title: "Undecided runs",
    unit: "%",
    isWhole: false,
    of: rateMetric(({ counts }) => ({ count: counts.undecided, n: judgedRuns(counts) })),
  },
  {
    name: "violation",
    title: "Violations",
    unit: "%",
    isWhole: false,
    of: rateMetric((state, terms) => violationsOf(state, terms).rate),
  },
  {
    name: "messages",
    title: "Mean messages of a run",
    unit: "messages",
    isWhole: false,
    of: messagesMetric,
  },
];

export const metricNamed = (name: MetricName): Metric =>
  METRICS.find((each) => each.name === name) ?? (METRICS[0] as Metric);
