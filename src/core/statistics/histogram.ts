import { type Quantile, quantile, type Sample } from "./statistics.ts";

/** Values from `from` up to but not including `to`. */
export interface Bin {
  readonly from: number;
  readonly to: number;
  readonly n: number;
}

/** Undecided runs are no bin among the others: they are `censored`, at the limit. */
export interface Histogram {
  readonly bins: readonly Bin[];
  /** Censored runs included. */
  readonly n: number;
  readonly censored: number;
  readonly limit: number | null;
  readonly median: Quantile | null;
  readonly p95: Quantile | null;
}

/** At most `binsMax` bins of equal, round and whole width (1, 2 or 5 times a power of ten). */
export function histogram(sample: Sample, binsMax: number): Histogram {
  const { sorted, censored, limit } = sample;
  return {
    bins: binsOf(sorted, Math.max(1, binsMax)),
    n: sorted.length + censored,
    censored,
    limit,
    median: quantile(sample, 0.5),
    p95: quantile(sample, 0.95),
  };
}

function binsOf(sorted: ArrayLike<number>, binsMax: number): Bin[] {
  if (sorted.length === 0) return [];
  const low = sorted[0] as number;
  const high = sorted[sorted.length - 1] as number;
  const width = roundWidth(low, high, binsMax);
  const first = Math.floor(low / width);
  const counts = new Array<number>(Math.floor(high / width) - first + 1).fill(0);
  for (let index = 0; index < sorted.length; index++) {
    const bin = Math.floor((sorted[index] as number) / width) - first;
    counts[bin] = (counts[bin] as number) + 1;
  }
  return counts.map((n, index) => ({
    from: (first + index) * width,
    to: (first + index + 1) * width,
    n,
  }));
}

/** The smallest round width of which `most` cover all from `low` to `high`. */
function roundWidth(low: number, high: number, most: number): number {
  for (let power = 1; ; power *= 10) {
    for (const factor of [1, 2, 5]) {
      const width = factor * power;
      if (Math.floor(high / width) - Math.floor(low / width) + 1 <= most) return width;
    }
  }
}
