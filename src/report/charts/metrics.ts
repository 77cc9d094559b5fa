import type { TrialState } from "../../core/queue/state.ts";
import { judgedRuns } from "../../core/run/verdicts.ts";
import { type Rate, rateIntervalOf } from "../../core/statistics/difference.ts";
import { intervalText, percentText, rateIntervalText } from "../../core/statistics/figure-text.ts";
import { type Bound, medianInterval } from "../../core/statistics/interval.ts";
import { numberText, quantileText } from "../../core/statistics/quantile-text.ts";
import { type Interval, quantile, type Sample, size } from "../../core/statistics/statistics.ts";
import { elapsedSample, roundsSample } from "../../core/statistics/summary.ts";
import { meanMessages } from "../../core/statistics/tally.ts";
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
  /** Its 95 % interval in words, as tables have it; "" without one. */
  readonly interval: string;
}

/** A figure that is drawn along a sweep. */
export interface ChartMetric {
  readonly name: string;
  readonly title: string;
  /** Undefined without data. */
  readonly of: (state: TrialState, terms: Terms) => Measure | undefined;
  /** Not drawn if it is 0 everywhere. */
  readonly isSilentAtZero: boolean;
  /** Its values are whole numbers. */
  readonly isWhole?: boolean;
}

export const CHART_METRICS: readonly ChartMetric[] = [
  {
    ...{ name: "elapsed", title: "Median elapsed time, ms", isSilentAtZero: false },
    of: (state, terms) =>
      ofMedian(elapsedSample(state, terms.timeLimitMs), elapsedMedianInterval(state, terms), terms),
  },
  {
    ...{ name: "rounds", title: "Median rounds", isSilentAtZero: false, isWhole: true },
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

function ofMedian(sample: Sample, [low, high]: Interval<Bound>, terms: Terms): Measure | undefined {
  const median = quantile(sample, 0.5);
  if (median === null || median.value === null) return undefined;
  const [least, most] = unknownEnds(sample, terms);
  return {
    y: median.value,
    low: low === null ? median.value : (low.value ?? least),
    high: high === null ? median.value : (high.value ?? most),
    censored: median.censored,
    n: size(sample),
    text: quantileText(median, 1),
    interval: low === null && high === null ? "" : intervalText([low, high], 1),
  };
}

/** Where a bar ends whose end undecided runs leave unknown: rounds at the most that a run had. */
const unknownEnds = ({ sorted, limit }: Sample, { timeLimitMs }: Terms): Interval<number> => [
  0,
  limit === null ? (sorted[sorted.length - 1] ?? 0) : timeLimitMs,
];

function ofMessages({ tally }: TrialState): Measure | undefined {
  const found = meanMessages(tally);
  if (found === undefined) return undefined;
  const { mean: y, interval } = found;
  const [low, high] = interval ?? [y, y];
  const ends = interval?.map((end) => numberText(end, 1)) ?? ["?", "?"];
  return {
    ...{ y, low, high, censored: false, n: tally.runs },
    ...{ text: numberText(y, 1), interval: `[${ends.join(", ")}]` },
  };
}

function ofRate(rate: Rate): Measure | undefined {
  const { count, n } = rate;
  if (n === 0) return undefined;
  const [low, high] = rateIntervalOf(rate);
  const y = (100 * count) / n;
  const text = `${percentText(count / n)} %`;
  const interval = rateIntervalText([low, high]);
  return { y, low: 100 * low, high: 100 * high, censored: false, n, text, interval };
}
