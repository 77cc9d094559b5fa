import { describe, expect, test } from "vitest";
import { shareOf } from "../../../src/core/statistics/sensitivity.ts";
import { fc } from "../../seed.ts";

/** Random points of a fixed seed (Lehmer's generator). */
function points(n: number, seed: number): number[] {
  let state = seed;
  return Array.from({ length: n }, () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  });
}

describe("the share of a parameter", () => {
  const [one, two] = [points(2000, 123_457), points(2000, 987_651)];
  const shares = (of: (a: number, b: number) => number) => {
    const ys = one.map((a, index) => of(a, two[index] as number));
    return [shareOf(one, ys), shareOf(two, ys)].map((share) => share?.value ?? Number.NaN);
  };

  test("is all where the figure is a function of it alone, also one with a hump, and nothing of another", () => {
    for (const figure of [(a: number) => a, (a: number) => (a - 0.5) ** 2]) {
      const [mine, others] = shares(figure);
      expect(mine).toBeGreaterThan(0.95);
      expect(others).toBeLessThan(0.12);
    }
  });

  test("of a sum is as each part varies", () => {
    const [mine, others] = shares((a, b) => 2 * a + b);
    expect(mine).toBeGreaterThan(0.7);
    expect(mine).toBeLessThan(0.88);
    expect(others).toBeGreaterThan(0.12);
    expect(others).toBeLessThan(0.32);
  });

  test("is unknown from few points, and of a figure that never varies", () => {
    expect(shareOf(points(29, 7), points(29, 7))).toBeNull();
    expect(
      shareOf(
        one,
        one.map(() => 1),
      ),
    ).toBeNull();
  });

  test("lies in its interval, between 0 and 1, the same for the same seed", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(9), { minLength: 30, maxLength: 60 }), (ys) => {
        const xs = ys.map((_, index) => index % 7);
        const share = shareOf(xs, ys);
        expect(shareOf(xs, ys)).toEqual(share);
        if (share === null) return;
        expect(share.interval[0]).toBeGreaterThanOrEqual(0);
        expect(share.interval[1]).toBeLessThanOrEqual(1);
      }),
      { numRuns: 20 },
    );
  });
});
