import { mean, quantileSorted } from "simple-statistics";
import { ranksOf } from "./ranks.ts";
import type { Interval } from "./statistics.ts";

/** The part of a figure's variation that one parameter explains by itself. */
export interface Share {
  /** From 0 to 1, except for random error. */
  readonly value: number;
  readonly interval: Interval<number>;
}

/** A random configuration: the value of a parameter, and the figure that came of it. */
export interface Point {
  readonly x: number;
  readonly y: number;
  /** The configuration. Points of one draw that differ in a listed field, such as the version, have the same. */
  readonly draw: string;
  /** The listed fields: only points of one setting are compared. */
  readonly setting: string;
}

/** Fewer points, or fewer that differ from the most frequent figure, are too few for a share. */
const POINTS_MIN = 30;
const HALVES = 400;

/**
 * The first-order share of a parameter in the variation of a figure over random
 * configurations (Sobol's index), estimated from ranks alone, by the likeness of neighbours in the
 * order of the parameter (Gamboa, Gremaud, Klein and Lagnoux, 2022; after Chatterjee, 2021). The
 * figure's ranks are used, so that a few slow configurations do not dominate. Null from too few
 * points, and where the figure hardly ever varies. The 95 % interval is a bootstrap by halves
 * without replacement (Politis and Romano, 1994): drawn with replacement, points would be their own
 * neighbours. A half has other neighbours than the whole, farther apart, so its shares are taken
 * about their own mean.
 */
export function shareOf(points: readonly Point[], seed = 1): Share | null {
  if (varying(points) < POINTS_MIN) return null;
  const random = generator(seed);
  const value = likeness(points);
  const draws = [...new Set(points.map(({ draw }) => draw))];
  const halves = Array.from({ length: HALVES }, () => likeness(half(points, draws, random)));
  const middle = mean(halves);
  const apart = halves.map((each) => each - middle).sort((a, b) => a - b);
  const [low, high] = [quantileSorted(apart, 0.025), quantileSorted(apart, 0.975)];
  return { value: within(value), interval: [within(value + low), within(value + high)] };
}

const within = (share: number): number => Math.min(1, Math.max(0, share));

/** A point with the most frequent figure, and all that have another one. */
function varying(points: readonly Point[]): number {
  const most = Math.max(0, ...grouped(points, ({ y }) => y).map(({ length }) => length));
  return points.length === 0 ? 0 : points.length - most + 1;
}

function grouped<T>(values: readonly T[], keyOf: (value: T) => string | number): T[][] {
  const groups = new Map<string | number, T[]>();
  for (const value of values) {
    const key = keyOf(value);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [value]);
    else group.push(value);
  }
  return [...groups.values()];
}

function half(points: readonly Point[], draws: readonly string[], random: () => number): Point[] {
  const chosen = new Set(shuffled(draws, random).slice(0, Math.floor(draws.length / 2)));
  return points.filter(({ draw }) => chosen.has(draw));
}

/** How alike the figures of neighbours are, in each setting by itself: 1 if they are the same, 0 by chance. */
function likeness(points: readonly Point[]): number {
  let [alike, spread] = [0, 0];
  for (const each of grouped(points, ({ setting }) => setting)) {
    const found = neighbours(each);
    alike += found.alike;
    spread += found.spread;
  }
  return spread === 0 ? 0 : alike / spread;
}

/**
 * How much of the squares of ranks, less their mean, neighbours share: all but half the squares of
 * their differences (von Neumann's ratio). Points of equal x stand in any order: the differences
 * are their mean over all of them.
 */
function neighbours(points: readonly Point[]): { alike: number; spread: number } {
  const n = points.length;
  const ranks = ranksOf(points.map(({ y }) => y));
  const ranked = points.map(({ x }, index) => ({
    x,
    rank: (ranks[index] as number) - (n + 1) / 2,
  }));
  const ties = grouped(
    ranked.sort((one, other) => one.x - other.x),
    ({ x }) => x,
  ).map(sums);
  let [apart, spread] = [0, 0];
  for (const [index, tie] of ties.entries()) {
    const next = ties[index + 1];
    apart += 2 * (tie.squares - tie.sum ** 2 / tie.n) + (next ? squareApart(tie, next) : 0);
    spread += tie.squares;
  }
  return { alike: n < 2 ? 0 : spread - (apart * n) / (2 * (n - 1)), spread };
}

type Sums = ReturnType<typeof sums>;

/** The mean square of the difference between a point of one and a point of the other. */
const squareApart = (one: Sums, other: Sums): number =>
  one.squares / one.n + other.squares / other.n - (2 * one.sum * other.sum) / (one.n * other.n);

const sums = (points: readonly { readonly rank: number }[]) => ({
  sum: points.reduce((all, { rank }) => all + rank, 0),
  squares: points.reduce((all, { rank }) => all + rank ** 2, 0),
  n: points.length,
});

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
