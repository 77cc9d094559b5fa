import { type Interval, meanInterval, meanOf, type Sample, size } from "./statistics.ts";

/** The mean time up to a limit, ms: an undecided run counts as the limit. Defined with censored runs, too. */
export interface RestrictedMean {
  readonly mean: number;
  /** By Student's t; null if there are too few runs for it to hold. */
  readonly interval95: Interval<number> | null;
}

/** The restricted mean of elapsed times (Royston and Parmar, 2013); null without data or without a limit. */
export function restrictedMean(sample: Sample): RestrictedMean | null {
  const { sorted, limit } = sample;
  if (limit === null || size(sample) === 0) return null;
  const times = new Float64Array(size(sample)).fill(limit);
  for (let i = 0; i < sorted.length; i++) times[i] = Math.min(sorted[i] as number, limit);
  const interval = meanInterval(times);
  return {
    mean: meanOf(times),
    interval95: interval && [Math.max(0, interval[0]), Math.min(limit, interval[1])],
  };
}
