import jstat from "jstat";
import { mean, sampleStandardDeviation } from "simple-statistics";
import type { Interval, Sample } from "./statistics.ts";

/** The mean time up to a limit, ms: an undecided run counts as the limit. Defined with censored runs, too. */
export interface RestrictedMean {
  readonly mean: number;
  /** By Student's t; null for a single run. Below its nominal coverage for few, skewed runs. */
  readonly interval95: Interval<number> | null;
}

/** The restricted mean of elapsed times (Royston and Parmar, 2013); null without data or without a limit. */
export function restrictedMean({ sorted, censored, limit }: Sample): RestrictedMean | null {
  if (limit === null || sorted.length + censored === 0) return null;
  const times = Array.from(sorted, (time) => Math.min(time, limit));
  for (let i = 0; i < censored; i++) times.push(limit);
  const n = times.length;
  const centre = mean(times);
  if (n < 2) return { mean: centre, interval95: null };
  const half =
    (jstat.jStat.studentt.inv(0.975, n - 1) * sampleStandardDeviation(times)) / Math.sqrt(n);
  return {
    mean: centre,
    interval95: [Math.max(0, centre - half), Math.min(limit, centre + half)],
  };
}
