import { type Sample, size } from "../../core/statistics/statistics.ts";

/** A corner of a survival curve: after `ms`, `share` % of the runs have not agreed. */
export interface Corner {
  readonly ms: number;
  readonly share: number;
}

/** No curve needs more corners than a chart has pixels. */
const CORNERS_MAX = 200;

/**
 * The share of runs that have not agreed after t ms (Kaplan and Meier, 1958; with one limit for all
 * runs, it is the share that has not agreed).
 */
export function shareAfter(sample: Sample, timeLimitMs: number): readonly Corner[] {
  const n = size(sample);
  const decided = sample.sorted.length;
  const step = Math.max(1, Math.ceil(decided / CORNERS_MAX));
  const corners: Corner[] = [{ ms: 0, share: 100 }];
  for (let index = 0; index < decided; index += step) {
    const rank = Math.min(index + step, decided);
    corners.push({ ms: sample.sorted[rank - 1] as number, share: (100 * (n - rank)) / n });
  }
  return sample.censored > 0
    ? [...corners, { ms: timeLimitMs, share: (100 * sample.censored) / n }]
    : corners;
}
