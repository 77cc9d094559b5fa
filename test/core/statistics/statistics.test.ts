import { quantileSorted } from "simple-statistics";
import { describe, expect, test } from "vitest";
import { histogram } from "../../../src/core/statistics/histogram.ts";
import { append, emptySeries, type Series, values } from "../../../src/core/statistics/series.ts";
import { sorted } from "../../../src/core/statistics/sorted.ts";
import { quantile, shownQuantile, statistics } from "../../../src/core/statistics/statistics.ts";
import { fc } from "../../seed.ts";

const sample = (observed: number[], censored = 0, limit: number | null = 30_000) => ({
  sorted: observed,
  censored,
  limit,
});

describe("without undecided runs", () => {
  test("a few have a mean and a median", () => {
    const found = statistics(sample([10, 20, 30, 40]));
    expect(found).toMatchObject({
      n: 4,
      mean: 25,
      median: { value: 25, censored: false },
      p95: null,
      interval95: null,
    });
  });

  test("a single run has a mean and no interval", () => {
    expect(statistics(sample([7]))).toEqual({
      n: 1,
      mean: 7,
      interval95: null,
      median: { value: 7, censored: false },
      p95: null,
    });
  });

  test("p95 is told from 20 runs on, p99 from 100, the median always", () => {
    const first = (n: number) => sample(Array.from({ length: n }, (_, index) => index));
    expect(statistics(first(19)).p95).toBeNull();
    expect(statistics(first(20)).p95?.value).toBeCloseTo(18.05);
    expect(shownQuantile(first(99), 0.99)).toBeNull();
    expect(shownQuantile(first(100), 0.99)?.value).toBeCloseTo(98.01);
    expect(shownQuantile(first(1), 0.5)?.value).toBe(0);
    expect(shownQuantile(first(2), 1)?.value).toBe(1);
  });

  test("the mean has an interval from 1,000 runs on, where Student's t holds", () => {
    const first = (n: number) => sample(Array.from({ length: n }, (_, index) => index % 10));
    expect(statistics(first(990)).interval95).toBeNull();
    expect(statistics(first(1000)).interval95?.map((each) => each.toFixed(3))).toEqual([
      "4.322",
      "4.678",
    ]);
  });

  test("no run has nothing", () => {
    expect(statistics(sample([]))).toEqual({
      n: 0,
      mean: null,
      interval95: null,
      median: null,
      p95: null,
    });
  });

  test("quantiles are those of simple-statistics", () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(1000), { minLength: 1, maxLength: 60 }),
        fc.constantFrom(0.05, 0.25, 0.5, 0.95),
        (list, p) => {
          const ascending = list.sort((a, b) => a - b);
          expect(quantile(sample(ascending), p)?.value).toBeCloseTo(
            quantileSorted(ascending, p),
            9,
          );
        },
      ),
    );
  });
});

describe("with undecided runs", () => {
  test("there is no mean and no interval, and a quantile below the undecided ones stands", () => {
    expect(statistics(sample([10, 20, 30, 40], 1))).toMatchObject({
      n: 5,
      mean: null,
      interval95: null,
      median: { value: 30, censored: false },
      p95: null,
    });
  });

  test("a median between a decided and an undecided run is later than the limit", () => {
    expect(quantile(sample([10, 20], 2), 0.5)).toEqual({ value: 30_000, censored: true });
  });

  test("where all are undecided every quantile is later than the limit", () => {
    expect(statistics(sample([], 3))).toMatchObject({
      median: { value: 30_000, censored: true },
      p95: null,
    });
  });

  test("nobody knows their rounds", () => {
    expect(quantile(sample([0, 1], 5, null), 0.5)).toEqual({ value: null, censored: true });
  });

  test("a quantile is what the runs would have shown without a limit, or beside a run that passed it", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(100), { minLength: 1 }), fc.constantFrom(0.5, 0.95), (all, p) => {
        const truth = all.sort((a, b) => a - b);
        const seen = sample(
          truth.filter((each) => each <= 50),
          truth.filter((each) => each > 50).length,
          50,
        );
        const found = quantile(seen, p);
        if (found?.censored) expect(truth[Math.ceil((truth.length - 1) * p)]).toBeGreaterThan(50);
        else expect(found).toEqual(quantile(sample(truth), p));
      }),
    );
  });
});

test("a growing series is sorted at every length, and its earlier versions too", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(50), { maxLength: 30 }), fc.array(fc.nat(30)), (list, looks) => {
      const versions: Series[] = [emptySeries()];
      for (const each of list) versions.push(append(versions.at(-1) as Series, each));
      for (const look of looks) {
        const version = versions[look % versions.length] as Series;
        expect([...sorted(version)]).toEqual(values(version).sort((a, b) => a - b));
      }
    }),
  );
});

describe("a histogram", () => {
  test("keeps its bins while runs come in, as long as they serve", () => {
    let state = 7;
    const random = (): number => {
      state = (state * 48_271) % 2_147_483_647;
      return state / 2_147_483_647;
    };
    const changes = (isKept: boolean): number => {
      const values: number[] = [];
      let bins: readonly { readonly from: number; readonly to: number }[] = [];
      let count = 0;
      for (let run = 0; run < 1000; run++) {
        values.push(Math.round(100 * Math.exp(6 * random() ** 3)));
        const now = histogram(
          sample(values.toSorted((a, b) => a - b)),
          30,
          isKept ? bins : [],
        ).bins;
        const same = now.length === bins.length && now[0]?.from === bins[0]?.from;
        if (!same || now[0]?.to !== bins[0]?.to) count++;
        bins = now;
      }
      return count;
    };
    expect(changes(true)).toBeLessThan(changes(false) / 2);
  });

  test("has round bins and its undecided runs apart", () => {
    expect(histogram(sample([3, 12, 18, 95], 2), 10)).toMatchObject({
      bins: [
        { from: 0, to: 10, n: 1 },
        { from: 10, to: 20, n: 2 },
        ...[20, 30, 40, 50, 60, 70, 80].map((from) => ({ from, to: from + 10, n: 0 })),
        { from: 90, to: 100, n: 1 },
      ],
      n: 6,
      censored: 2,
      limit: 30_000,
    });
  });

  test("counts every value in one of at most so many bins, or as far beyond them", () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.nat(1000), fc.nat(1e6))),
        fc.integer({ min: 1, max: 40 }),
        (list, most) => {
          const { bins, more } = histogram(sample(list.sort((a, b) => a - b)), most);
          expect(bins.length).toBeLessThanOrEqual(most);
          for (const { from, to, n } of bins) {
            expect(n).toBe(list.filter((value) => value >= from && value < to).length);
          }
          const far = more?.n ?? 0;
          expect(bins.reduce((sum, each) => sum + each.n, far)).toBe(list.length);
          expect(far).toBeLessThanOrEqual(Math.ceil(0.1 * list.length));
          if (more) expect([more.from, more.to]).toEqual([bins.at(-1)?.to, list.at(-1)]);
        },
      ),
    );
  });

  test("is not spoiled by one value that is far away", () => {
    const usual = [100, 110, 120, 120, 130, 140, 150, 160, 170];
    const { bins, more } = histogram(sample([...usual, 25_000]), 10);
    expect(bins.map(({ n }) => n)).toEqual([1, 1, 2, 1, 1, 1, 1, 1]);
    expect(more).toEqual({ from: 180, to: 25_000, n: 1 });
  });

  test("leaves no value out of bins that would not be much narrower without it", () => {
    expect(histogram(sample([0, 0, 0, 0, 0, 0, 0, 0, 1, 3]), 8).more).toBeUndefined();
    expect(histogram(sample([10, 20, 5000]), 8).more).toBeUndefined();
  });
});

describe("a quantile of rounds", () => {
  const sampleOfRounds = fc.record({
    values: fc.array(fc.nat(6), { maxLength: 30 }),
    censored: fc.nat(6),
    hidden: fc.array(fc.nat(20), { minLength: 6, maxLength: 6 }),
    p: fc.constantFrom(0.5, 0.95),
  });
  const nearestRank = (values: readonly number[], p: number) =>
    [...values].sort((a, b) => a - b)[Math.max(0, Math.ceil(p * values.length) - 1)];

  test("is one of the values, and exact only where undecided runs make no difference", () => {
    fc.assert(
      fc.property(sampleOfRounds, ({ values, censored, hidden, p }) => {
        const sorted = [...values].sort((a, b) => a - b);
        const found = quantile({ sorted, censored, limit: null }, p);
        if (censored === 0 && values.length > 0) expect(values).toContain(found?.value);
        if (found === null || found.censored) return;
        // Whatever the rounds of the undecided runs would have been.
        for (const rest of [hidden, Array(6).fill(0), Array(6).fill(99)]) {
          expect(nearestRank([...values, ...rest.slice(0, censored)], p)).toBe(found.value);
        }
      }),
    );
  });

  test("is unknown where an undecided run could have had more, or fewer", () => {
    const of = (sorted: number[], censored: number) =>
      quantile({ sorted, censored, limit: null }, 0.5);
    expect(of([1, 2, 3], 1)).toEqual({ value: null, censored: true });
    expect(of([2, 2, 2, 9], 1)).toEqual({ value: 2, censored: false });
    expect(of([1, 2], 0)).toEqual({ value: 1, censored: false });
  });
});
