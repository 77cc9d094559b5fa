import type { TrialState } from "../../core/queue/state.ts";
import { judgedRuns } from "../../core/run/verdicts.ts";
import { quantileInterval, rateInterval } from "../../core/statistics/interval.ts";
import { numberText, quantileText } from "../../core/statistics/quantile-text.ts";
import { quantile, type Sample, size } from "../../core/statistics/statistics.ts";
import { elapsedSample, roundsSample } from "../../core/statistics/summary.ts";

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
  readonly of: (state: TrialState, timeLimitMs: number) => Measure | undefined;
  /** Not drawn if it is 0 everywhere. */
  readonly isSilentAtZero: boolean;
}

export const CHART_METRICS: readonly ChartMetric[] = [
  {
    ...{ name: "elapsed", title: "Median elapsed time, ms", isSilentAtZero: false },
    of: (state, timeLimitMs) => ofMedian(elapsedSample(state, timeLimitMs), timeLimitMs),
  },
  {
    ...{ name: "rounds", title: "Median rounds", isSilentAtZero: false },
    of: (state, timeLimitMs) => ofMedian(roundsSample(state), timeLimitMs),
  },
  {
    ...{ name: "messages", title: "Messages a run, mean", isSilentAtZero: true },
    of: ofMessages,
  },
  {
    ...{ name: "undecided", title: "Undecided runs, %", isSilentAtZero: true },
    of: ({ counts }) => ofRate(counts.undecided, judgedRuns(counts)),
  },
  {
    ...{ name: "violation", title: "Runs with a violation, %", isSilentAtZero: true },
    of: ({ counts }) => ofRate(counts.violation, judgedRuns(counts)),
  },
];

function ofMedian(sample: Sample, timeLimitMs: number): Measure | undefined {
  const median = quantile(sample, 0.5);
  if (median === null || median.value === null) return undefined;
  const [low, high] = quantileInterval(sample, 0.5);
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

function ofRate(count: number, n: number): Measure | undefined {
  if (n === 0) return undefined;
  const [low, high] = rateInterval(count, n);
  const y = (100 * count) / n;
  const text = `${numberText(y, 1)} %`;
  return { y, low: 100 * low, high: 100 * high, censored: false, n, text };
}
