/** What one configuration showed in two worlds: a number per run; a run without one counts as later than all. */
export interface Compared {
  readonly name: string;
  readonly real: readonly number[];
  readonly simulated: readonly number[];
  /** Differences up to this many, or up to this share of the real median, do not matter. */
  readonly tolerance: { readonly absolute: number; readonly share: number };
}

export interface Difference {
  readonly name: string;
  readonly real: number;
  readonly simulated: number;
  /** Of the difference of the medians, at the level that Holm's method leaves for it. */
  readonly interval: readonly [low: number, high: number];
  readonly tolerated: number;
  /** The interval lies wholly outside what is tolerated. */
  readonly differs: boolean;
}

const DRAWS = 40_000;

/**
 * Differences of medians (simulated - real), jointly at the given confidence
 * (Holm, "A simple sequentially rejective multiple test procedure", 1979).
 * Each difference is drawn from the bootstrap distribution of both medians:
 * the median of a resample of n values is the value at a rank that is normal
 * around n/2 with a standard deviation of sqrt(n)/2.
 */
export function differences(
  all: readonly Compared[],
  confidence: number,
  seed: number,
): Difference[] {
  const random = generator(seed);
  const drawn = all.map((each) => ({ each, draws: drawDifferences(each, random) }));
  const tested = drawn
    .map(({ each, draws }) => ({ each, draws, p: pValue(draws, tolerated(each)) }))
    .sort((a, b) => a.p - b.p);
  let rejecting = true;
  return tested.map(({ each, draws, p }, index) => {
    const level = (1 - confidence) / (tested.length - index);
    rejecting &&= p < level;
    return {
      name: each.name,
      real: median(each.real),
      simulated: median(each.simulated),
      interval: [at(draws, level / 2), at(draws, 1 - level / 2)],
      tolerated: tolerated(each),
      differs: rejecting,
    };
  });
}

const tolerated = ({ real, tolerance }: Compared): number =>
  Math.max(tolerance.absolute, tolerance.share * median(real));

/** The level at which an interval would begin to reach into what is tolerated. */
function pValue(draws: readonly number[], most: number): number {
  const notAbove = draws.filter((each) => each <= most).length;
  const notBelow = draws.filter((each) => each >= -most).length;
  return (2 * Math.min(notAbove, notBelow)) / draws.length;
}

function drawDifferences({ real, simulated }: Compared, random: () => number): number[] {
  const sortedReal = sorted(real);
  const sortedSimulated = sorted(simulated);
  return sorted(
    Array.from(
      { length: DRAWS },
      () => drawMedian(sortedSimulated, random) - drawMedian(sortedReal, random),
    ),
  );
}

function drawMedian(values: readonly number[], random: () => number): number {
  const rank = values.length / 2 + (normal(random) * Math.sqrt(values.length)) / 2;
  return values[Math.min(values.length - 1, Math.max(0, Math.floor(rank)))] as number;
}

export const median = (values: readonly number[]): number => at(sorted(values), 0.5);

const sorted = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b);

const at = (ordered: readonly number[], share: number): number =>
  ordered[Math.min(ordered.length - 1, Math.floor(share * ordered.length))] as number;

/** Box and Muller's. */
const normal = (random: () => number): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/** mulberry32: the same draws for the same seed. */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
