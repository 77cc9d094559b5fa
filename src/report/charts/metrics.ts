import type { TrialState } from "../../core/queue/state.ts";
import { judgedRuns } from "../../core/run/verdicts.ts";
import { type Rate, rateIntervalOf } from "../../core/statistics/difference.ts";
import { type Bound, medianInterval } from "../../core/statistics/interval.ts";
import { numberText, quantileText } from "../../core/statistics/quantile-text.ts";
import { type Interval, quantile, type Sample, size } from "../../core/statistics/statistics.ts";
import { elapsedSample, roundsSample } from "../../core/statistics/summary.ts";
import {
  elapsedMedianInterval,
  type Terms,
  violationsOf,
} from "../../core/statistics/uncertainty.ts";

/** A figure of a trial as a chart draws it. */
export interface Measure {
  readonly y: number;
  readonly low: number;
  readonly high: number;
  /** It lies beyond the time limit. */
  readonly censored: boolean;
  readonly n: number;
  readonly text: string;
}

/** A figure that is drawn along a sweep. */
export interface ChartMetric {
  readonly name: string;
  readonly title: string;
  /** Undefined without data. */
  readonly of: (state: TrialState, terms: Terms) => Measure | undefined;
  /** Not drawn if it is 0 everywhere. */
  readonly isSilentAtZero: boolean;
}

export const CHART_METRICS: readonly ChartMetric[] = [
  {
    ...{ name: "elapsed", title: "Median elapsed time, ms", isSilentAtZero: false },
    of: (state, terms) =>
      ofMedian(elapsedSample(state, terms.timeLimitMs), elapsedMedianInterval(state, terms), terms),
  },
  {
    ...{ name: "rounds", title: "Median rounds", isSilentAtZero: false },
    of: (state, terms) => ofMedian(roundsSample(state), medianInterval(roundsSample(state)), terms),
  },
  {
    ...{ name: "messages", title: "Messages a run, mean", isSilentAtZero: true },
    of: ofMessages,
  },
  {
    ...{ name: "undecided", title: "Undecided runs, %", isSilentAtZero: true },
    of: ({ counts }) => ofRate({ count: counts.undecided, n: judgedRuns(counts) }),
  },
  {
    ...{ name: "violation", title: "Runs with a violation, %", isSilentAtZero: true },
    of: (state, terms) => ofRate(violationsOf(state, terms).rate),
  },
];

function ofMedian(
  sample: Sample,
  [low, high]: Interval<Bound>,
  { timeLimitMs }: Terms,
): Measure | undefined {
  const median = quantile(sample, 0.5);
  if (median === null || median.value === null) return undefined;
  return {
    y: median.value,
    low: low?.value ?? median.value,
    high: high?.value ?? (high === null ? median.value : timeLimitMs),
    censored: median.censored,
    n: size(sample),
    text: quantileText(median, 1),
  };
}

function ofMessages({ tally: { messages, runs } }: TrialState): Measure | undefined {
  if (runs === 0) return undefined;
  const y = messages / runs;
  return { ...{ y, low: y, high: y }, censored: false, n: runs, text: numberText(y, 1) };
}

function ofRate(rate: Rate): Measure | undefined {
  const { count, n } = rate;
  if (n === 0) return undefined;
  const [low, high] = rateIntervalOf(rate);
  const y = (100 * count) / n;
  const text = `${numberText(y, 1)} %`;
  return { y, low: 100 * low, high: 100 * high, censored: false, n, text };
}
