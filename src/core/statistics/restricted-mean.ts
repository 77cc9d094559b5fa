import { mean } from "simple-statistics";
import { type Interval, meanInterval, type Sample } from "./statistics.ts";

/** The mean time up to a limit, ms: an undecided run counts as the limit. Defined with censored runs, too. */
export interface RestrictedMean {
  readonly mean: number;
  /** By Student's t; null if there are too few runs for it to hold. */
  readonly interval95: Interval<number> | null;
}

/** The restricted mean of elapsed times (Royston and Parmar, 2013); null without data or without a limit. */
export function restrictedMean({ sorted, censored, limit }: Sample): RestrictedMean | null {
  if (limit === null || sorted.length + censored === 0) return null;
  const times = Array.from(sorted, (time) => Math.min(time, limit));
  for (let i = 0; i < censored; i++) times.push(limit);
  const interval = meanInterval(times);
  return {
    mean: mean(times),
    interval95: interval && [Math.max(0, interval[0]), Math.min(limit, interval[1])],
  };
}
