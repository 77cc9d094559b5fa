import { quantileSorted } from "simple-statistics";
import { ranksOf } from "./ranks.ts";
import type { Interval } from "./statistics.ts";

/** The part of a figure's variation that one parameter explains by itself. */
export interface Share {
  /** From 0 to 1, except for random error. */
  readonly value: number;
  readonly interval: Interval<number>;
}

/** Fewer points are too few for a share. */
const POINTS_MIN = 30;
const HALVES = 400;

/**
 * The first-order share of a parameter in the variation of a figure over random
 * configurations (Sobol's index), estimated from ranks alone, by the likeness of neighbours in the
 * order of the parameter (Gamboa, Gremaud, Klein and Lagnoux, 2022; after Chatterjee, 2021). The
 * figure's ranks are used, so that a few slow configurations do not dominate. Null from fewer than
 * 30 points, and where the figure never varies. The 95 % interval is a bootstrap by halves without
 * replacement (Politis and Romano, 1994): drawn with replacement, points would be their own
 * neighbours.
 */
export function shareOf(xs: readonly number[], ys: readonly number[], seed = 1): Share | null {
  if (xs.length < POINTS_MIN || new Set(ys).size < 2) return null;
  const random = generator(seed);
  const value = neighbours(xs, ys, random);
  const indices = xs.map((_, index) => index);
  const apart = Array.from({ length: HALVES }, () => {
    const half = shuffled(indices, random).slice(0, Math.floor(xs.length / 2));
    const pick = (values: readonly number[]) => half.map((index) => values[index] as number);
    return neighbours(pick(xs), pick(ys), random) - value;
  }).sort((a, b) => a - b);
  const [low, high] = [quantileSorted(apart, 0.025), quantileSorted(apart, 0.975)];
  return { value: within(value), interval: [within(value - high), within(value - low)] };
}

const within = (share: number): number => Math.min(1, Math.max(0, share));

/** Equal values of the parameter are in random order. */
function neighbours(xs: readonly number[], ys: readonly number[], random: () => number): number {
  const n = xs.length;
  const order = shuffled(
    xs.map((_, index) => index),
    random,
  ).sort((a, b) => (xs[a] as number) - (xs[b] as number));
  const ranked = ranksOf(ys);
  const centred = order.map((index) => (ranked[index] as number) - (n + 1) / 2);
  const sum = (of: (index: number) => number): number =>
    centred.reduce((all, _, index) => all + of(index), 0);
  const spread = sum((index) => (centred[index] as number) ** 2);
  const alike = sum((index) => (centred[index] as number) * (centred[(index + 1) % n] as number));
  return spread === 0 ? 0 : alike / spread;
}

/** Fisher and Yates. */
function shuffled<T>(values: readonly T[], random: () => number): T[] {
  const all = [...values];
  for (let last = all.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [all[last], all[other]] = [all[other] as T, all[last] as T];
  }
  return all;
}

/** Numbers from 0 up to but not including 1 (mulberry32): the same report has the same intervals. */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
