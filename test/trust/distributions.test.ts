import { describe, expect, test } from "vitest";
import { fc } from "../seed.ts";
import { chiSquare, compared, kolmogorovSmirnov, rejected, type Shown } from "./distributions.ts";

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

const sample = (count: number, draw: () => number): number[] => Array.from({ length: count }, draw);

describe("two samples", () => {
  test("have the p of the tables (R: ks.test, chisq.test)", () => {
    const tenth = (from: number) => Array.from({ length: 10 }, (_, index) => from + index);
    expect(kolmogorovSmirnov(tenth(0), tenth(0))).toBe(1);
    // D = 0.5 of 10 and 10: the limit gives 0.1641.
    expect(kolmogorovSmirnov(tenth(0), tenth(5))).toBeCloseTo(0.1641, 3);
    // 60:40 against 40:60 is 8 at one degree of freedom: 0.00468.
    const shares = (first: number) => [...Array(first).fill(0), ...Array(100 - first).fill(1)];
    expect(chiSquare(shares(60), shares(40))).toBeCloseTo(0.0047, 3);
  });

  test("of one distribution are seldom told apart, whatever it is", () => {
    const small = [1, 2, 3, 4, 5, 6, 7, 8].flatMap((seed) => {
      const random = generator(seed);
      const draw = () => Math.floor(-Math.log(1 - random()) * 2);
      return sample(50, () => chiSquare(sample(200, draw), sample(400, draw)));
    });
    const share = small.filter((p) => p < 0.05).length / small.length;
    expect(share).toBeGreaterThan(0.02);
    expect(share).toBeLessThan(0.09);
  });

  test("that are far apart always are", () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = generator(seed);
        const one = sample(300, random);
        const other = sample(300, () => random() ** 2);
        expect(kolmogorovSmirnov(one, other)).toBeLessThan(0.001);
      }),
      { numRuns: 30 },
    );
  });
});

test("a constant shift of up to 3 ms does not count, and a larger one does", () => {
  const random = generator(1);
  const runs = (shift: number): Shown[] =>
    sample(400, random).map((draw) => ({
      ...{ elapsedMs: Math.round(200 * draw) + shift, rounds: 1, messages: 30 },
    }));
  const [near] = compared("near", runs(3), runs(0));
  const [far] = compared("far", runs(40), runs(0));
  expect(near?.p).toBeGreaterThan(0.01);
  expect(far?.p).toBeLessThan(1e-4);
});

test("Holm's method rejects as long as each p is below what is left for it", () => {
  const tests = [0.0001, 0.2, 0.004, 0.0024].map((p, index) => ({ name: `${index}`, p }));
  expect(rejected(tests, 0.01).map(({ p }) => p)).toEqual([0.0001, 0.0024, 0.004]);
  expect(rejected([{ name: "one", p: 0.02 }], 0.01)).toEqual([]);
});
