import { roundStep } from "./round-step.ts";
import { type Quantile, quantile, type Sample, shownQuantile } from "./statistics.ts";

/** Values from `from` up to but not including `to`. */
export interface Bin {
  readonly from: number;
  readonly to: number;
  readonly n: number;
}

/** Undecided runs are not a bin like the others: they are `censored`, at the limit. */
export interface Histogram {
  readonly bins: readonly Bin[];
  /**
   * The few values far beyond the bins, which would make the bins too wide; undefined if there are
   * none.
   */
  readonly more: More | undefined;
  /** Everything: bins, more, and censored. */
  readonly n: number;
  readonly censored: number;
  readonly limit: number | null;
  readonly median: Quantile | null;
  readonly p95: Quantile | null;
}

/** Values of at least `from`, the greatest of which is `to`. */
export interface More {
  readonly from: number;
  readonly to: number;
  readonly n: number;
}

/**
 * At most `binsMax` bins of equal, round and whole width (1, 2 or 5 times a power of
 * ten). The bins of an earlier histogram of the same runs are kept as long as they
 * serve, so that they don't change with each run that comes in.
 */
export function histogram(
  sample: Sample,
  binsMax: number,
  before: readonly Omit<Bin, "n">[] = [],
): Histogram {
  const { sorted, censored, limit } = sample;
  return {
    ...counted(sorted, Math.max(1, binsMax), rangeOf(before)),
    n: sorted.length + censored,
    censored,
    limit,
    median: quantile(sample, 0.5),
    p95: shownQuantile(sample, 0.95),
  };
}

/** Several samples counted in the same bins, those of all their values together. */
export interface SharedBins {
  readonly bins: readonly Omit<Bin, "n">[];
  /** Per sample, in the order given: the number of values in each bin, and beyond the last. */
  readonly counts: readonly { readonly inBins: readonly number[]; readonly beyond: number }[];
}

/** As `histogram`, for samples that are compared. */
export function sharedBins(samples: readonly Sample[], binsMax: number): SharedBins {
  const all = Float64Array.from(samples.flatMap(({ sorted }) => Array.from(sorted))).sort();
  const { bins } = counted(all, Math.max(1, binsMax));
  const counts = samples.map(({ sorted }) => inBins(sorted, bins));
  return { bins: bins.map(({ from, to }) => ({ from, to })), counts };
}

function inBins(sorted: Sorted, bins: readonly Bin[]): SharedBins["counts"][number] {
  const counts = new Array<number>(bins.length).fill(0);
  const { from, to } = bins[0] ?? { from: 0, to: 1 };
  let beyond = 0;
  for (let at = 0; at < sorted.length; at++) {
    const index = Math.floor(((sorted[at] as number) - from) / (to - from));
    if (index < bins.length) counts[index] = (counts[index] as number) + 1;
    else beyond++;
  }
  return { inBins: counts, beyond };
}

type Sorted = Sample["sorted"];

/** Bins from the `first`th multiple of a width up to and without the `end`th. */
interface Range {
  readonly width: number;
  readonly first: number;
  readonly end: number;
}

function rangeOf([first, ...others]: readonly Omit<Bin, "n">[]): Range | undefined {
  if (first === undefined) return undefined;
  const width = first.to - first.from;
  const start = Math.round(first.from / width);
  return { width, first: start, end: start + 1 + others.length };
}

/** Bins that are coarser or more than this many times those that are needed would hide or dwarf them. */
const KEPT_MAX = 2.5;

/** The range from one value to another, or an earlier one that still serves them. */
function kept(low: number, high: number, binsMax: number, before: Range | undefined): Range {
  const width = roundWidth(low, high, binsMax);
  const first = Math.floor(low / width);
  const needed = { width, first, end: Math.floor(high / width) + 1 };
  if (before === undefined) return needed;
  const bins = before.end - before.first;
  const holds = before.first * before.width <= low && high < before.end * before.width;
  const span = (needed.end - needed.first) * width;
  const isFine = before.width <= KEPT_MAX * width && bins * before.width <= KEPT_MAX * span;
  return holds && bins <= binsMax && isFine ? before : needed;
}

function counted(
  sorted: Sorted,
  binsMax: number,
  before?: Range,
): Pick<Histogram, "bins" | "more"> {
  if (sorted.length === 0) return { bins: [], more: undefined };
  const range = kept(at(sorted, 0), lastOfBins(sorted, binsMax), binsMax, before);
  const { width, first } = range;
  const counts = new Array<number>(range.end - first).fill(0);
  const end = range.end * width;
  let index = 0;
  for (; index < sorted.length && at(sorted, index) < end; index++) {
    const bin = Math.floor(at(sorted, index) / width) - first;
    counts[bin] = (counts[bin] as number) + 1;
  }
  const n = sorted.length - index;
  return {
    bins: counts.map((count, bin) => ({
      from: (first + bin) * width,
      to: (first + bin + 1) * width,
      n: count,
    })),
    more: n === 0 ? undefined : { from: end, to: at(sorted, sorted.length - 1), n },
  };
}

/** Tukey's outer fence: this many times the distance of the quartiles above the upper one. */
const FENCE = 3;
/** A larger share of values never counts as outliers, however far away they are. */
const FAR_SHARE_MAX = 0.1;
/** Fewer values are not enough to tell outliers. */
const FENCED_VALUES_MIN = 5;
/** Values are left out of the bins only if that makes the bins this much narrower. */
const NARROWER_MIN = 2.5;

/** The greatest value that bins are made for. */
function lastOfBins(sorted: Sorted, binsMax: number): number {
  const high = at(sorted, sorted.length - 1);
  if (sorted.length < FENCED_VALUES_MIN) return high;
  const [lower, upper] = [quartile(sorted, 0.25), quartile(sorted, 0.75)];
  const most = at(sorted, Math.floor((1 - FAR_SHARE_MAX) * (sorted.length - 1)));
  const fence = Math.max(most, upper + FENCE * (upper - lower));
  let last = sorted.length - 1;
  while (at(sorted, last) > fence) last--;
  const near = at(sorted, last);
  const low = at(sorted, 0);
  const isWorthIt = roundWidth(low, high, binsMax) >= NARROWER_MIN * roundWidth(low, near, binsMax);
  return isWorthIt ? near : high;
}

const quartile = (sorted: Sorted, p: number): number =>
  quantile({ sorted, censored: 0, limit: Number.POSITIVE_INFINITY }, p)?.value ?? 0;

const at = (sorted: Sorted, index: number): number => sorted[index] as number;

/** The smallest round width of which `most` cover all from `low` to `high`. */
function roundWidth(low: number, high: number, most: number): number {
  let width = roundStep(Math.max(1, (high - low) / most));
  // Bins begin at multiples of their width, so that one more may be needed.
  while (Math.floor(high / width) - Math.floor(low / width) + 1 > most)
    width = roundStep(1.5 * width);
  return width;
}
