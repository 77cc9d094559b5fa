import jstat from "jstat";
import { describe, expect, test } from "vitest";
import { holm, rateDifference } from "../../../src/core/statistics/difference.ts";
import {
  medianInterval,
  quantileInterval,
  rateInterval,
} from "../../../src/core/statistics/interval.ts";
import { medianDifference } from "../../../src/core/statistics/median-difference.ts";
import { restrictedMean } from "../../../src/core/statistics/restricted-mean.ts";
import type { Sample } from "../../../src/core/statistics/statistics.ts";
import { fc } from "../../seed.ts";

const sample = (values: readonly number[], censored = 0, limit = 30_000): Sample => ({
  sorted: Float64Array.from(values).sort(),
  censored,
  limit,
});

const upTo = (n: number): number[] => Array.from({ length: n }, (_, index) => index + 1);

describe("an interval of a quantile", () => {
  test("of the median is the pair of ranks that tables give (Conover, table A3)", () => {
    const ranks = (n: number) => quantileInterval(sample(upTo(n)), 0.5).map((each) => each?.value);
    expect(ranks(10)).toEqual([2, 9]);
    expect(ranks(20)).toEqual([6, 15]);
    expect(ranks(50)).toEqual([18, 33]);
    expect(ranks(5)).toEqual([undefined, undefined]);
  });

  test("of the median is the narrowest pair that holds it in 95 to 97.5 % of the cases, from 50 runs on", () => {
    const { cdf } = jstat.jStat.binomial;
    for (let n = 50; n <= 1000; n++) {
      const [low, high] = medianInterval(sample(upTo(n))).map((each) => each?.value ?? 0);
      const coverage = cdf((high as number) - 1, n, 0.5) - cdf((low as number) - 1, n, 0.5);
      expect(coverage, `of ${n} runs`).toBeGreaterThanOrEqual(0.95);
      expect(coverage, `of ${n} runs`).toBeLessThanOrEqual(0.975);
    }
  });

  test("of the median has neither end where too few runs give it one", () => {
    expect(medianInterval(sample(upTo(5)))).toEqual([null, null]);
    expect(medianInterval(sample(upTo(6))).map((each) => each?.value)).toEqual([1, 6]);
  });

  test("of p95 has no upper end below 59 runs, and has one from 72 on", () => {
    for (const n of [5, 20, 58]) expect(quantileInterval(sample(upTo(n)), 0.95)[1]).toBeNull();
    expect(quantileInterval(sample(upTo(72)), 0.95)[1]?.value).toBe(72);
  });

  test("ends beyond the limit where the run there is censored", () => {
    const [low, high] = quantileInterval(sample(upTo(14), 6), 0.5);
    expect(low).toEqual({ value: 6, censored: false });
    expect(high).toEqual({ value: 30_000, censored: true });
  });

  test("of rounds holds what the undecided runs may have had, few rounds or many", () => {
    const rounds = (values: readonly number[], censored: number): Sample => ({
      ...{ sorted: Float64Array.from(values).sort(), censored, limit: null },
    });
    const ends = (of: Sample) => medianInterval(of).map((end) => end?.value);
    expect(ends(rounds(upTo(14), 6))).toEqual([null, null]);
    expect(ends(rounds(upTo(48), 2))).toEqual([16, 32]);
    const run = fc.record({ rounds: fc.nat(9), isKnown: fc.nat(9).map((chance) => chance > 0) });
    fc.assert(
      fc.property(fc.array(run, { minLength: 6, maxLength: 80 }), (runs) => {
        const known = runs.filter(({ isKnown }) => isKnown).map((each) => each.rounds);
        const all = rounds(
          runs.map((each) => each.rounds),
          0,
        );
        const [low, high] = ends(rounds(known, runs.length - known.length));
        const [from = 0, to = 0] = ends(all);
        expect(low ?? 0).toBeLessThanOrEqual(from ?? 0);
        expect(high ?? Number.POSITIVE_INFINITY).toBeGreaterThanOrEqual(to ?? 0);
      }),
    );
  });
});

describe("an interval of a rate", () => {
  test("is that of Clopper and Pearson, as R 4.2's binom.test gives it", () => {
    const known: [number, number, number, number][] = [
      [0, 1000, 0, 0.003682083897],
      [1, 60, 0.0004218744523, 0.0893990500575],
      [5, 20, 0.0865714691, 0.4910458717],
      [20, 20, 0.831566529, 1],
    ];
    for (const [count, n, low, high] of known) {
      const interval = rateInterval(count, n);
      expect(interval[0]).toBeCloseTo(low, 6);
      expect(interval[1]).toBeCloseTo(high, 6);
    }
  });
});

describe("a restricted mean", () => {
  test("counts an undecided run as its limit", () => {
    const known = restrictedMean(sample([400, 500, 600], 1, 1000));
    expect(known?.mean).toBe(625);
    expect(known?.interval95).toBeNull();
    // 400, 500 and 600 in turn, 999 times, and one undecided at 1,000: t of 999 degrees is 1.962341.
    const many = Array.from({ length: 999 }, (_, index) => 400 + 100 * (index % 3)).sort();
    const of = restrictedMean(sample(many, 1, 1000));
    expect(of?.mean).toBeCloseTo(500.5);
    const deviation = Math.sqrt((666 * 100 ** 2 + 500 ** 2 - 1000 * 0.5 ** 2) / 999);
    expect(of?.interval95?.[0]).toBeCloseTo(500.5 - (1.962341 * deviation) / Math.sqrt(1000), 3);
  });

  test("says nothing without data", () => {
    expect(restrictedMean(sample([]))).toBeNull();
  });
});

describe("a difference", () => {
  test("of medians is the other minus the base, with an interval that shrinks with more runs", () => {
    const few = medianDifference(sample(upTo(20)), sample(upTo(20).map((each) => each + 100)));
    const many = medianDifference(sample(upTo(200)), sample(upTo(200).map((each) => each + 100)));
    expect(few?.value).toBe(100);
    expect(few?.p).toBeLessThan(0.001);
    expect(many?.interval[0]).toBeGreaterThan(0);
  });

  test("of medians from a base that never varies is the interval of the other median, moved", () => {
    for (const n of [20, 50, 57, 200]) {
      const other = sample(upTo(n));
      const found = medianDifference(sample(upTo(n).map(() => 7)), other);
      expect(found?.interval).toEqual(
        quantileInterval(other, 0.5).map((end) => (end?.value ?? 0) - 7),
      );
    }
  });

  test("of equal samples is not different", () => {
    expect(medianDifference(sample(upTo(50)), sample(upTo(50)))?.p).toBe(1);
    expect(rateDifference({ count: 3, n: 60 }, { count: 3, n: 60 })?.p).toBe(1);
  });

  test("is at least what the limit leaves where one median lies beyond it, and unknown where both do", () => {
    const [fast, slow] = [sample(upTo(100)), sample([1, 2], 98)];
    const later = medianDifference(fast, slow);
    expect(later).toMatchObject({ value: 30_000 - 50.5, bound: "least" });
    const [, high] = quantileInterval(fast, 0.5);
    expect(later?.interval).toEqual([30_000 - (high?.value ?? 0), Number.POSITIVE_INFINITY]);
    expect(later?.p).toBeLessThan(1e-6);
    const sooner = medianDifference(slow, fast);
    expect(sooner).toMatchObject({ value: 50.5 - 30_000, bound: "most" });
    expect(sooner?.interval[0]).toBe(Number.NEGATIVE_INFINITY);
    expect(sooner?.interval[1]).toBeLessThan(0);
    expect(medianDifference(slow, slow)).toBeNull();
    const rounds = { sorted: [1, 2], censored: 98, limit: null };
    expect(medianDifference({ ...rounds, censored: 0 }, rounds)).toBeNull();
  });

  test("beyond the limit holds, at every level, what a longer limit would have shown", () => {
    const time = fc.integer({ min: 29_900, max: 30_100 });
    const times = fc.array(time, { minLength: 20, maxLength: 60 });
    const limited = (all: readonly number[], limit: number): Sample => {
      const seen = all.filter((each) => each <= limit);
      return sample(seen, all.length - seen.length, limit);
    };
    fc.assert(
      fc.property(times, times, (one, two) => {
        const short = medianDifference(limited(one, 30_000), limited(two, 30_000));
        const long = medianDifference(limited(one, 60_000), limited(two, 60_000));
        if (short === null || long === null) return;
        expect(short.interval[0]).toBeLessThanOrEqual(long.interval[0] + 1e-9);
        expect(short.interval[1]).toBeGreaterThanOrEqual(long.interval[1] - 1e-9);
        if (short.bound === "least") expect(short.value).toBeLessThanOrEqual(long.value);
        if (short.bound === "most") expect(short.value).toBeGreaterThanOrEqual(long.value);
      }),
    );
  });

  test("has an infinite end where an interval reaches into the censored runs", () => {
    const reached = medianDifference(sample(upTo(20)), sample(upTo(14), 6));
    expect(reached?.interval[1]).toBe(Number.POSITIVE_INFINITY);
  });
});

test("Holm's procedure is that of R's p.adjust", () => {
  expect(holm([0.01, 0.04, 0.03, 0.005])).toEqual([0.03, 0.06, 0.06, 0.02]);
});
