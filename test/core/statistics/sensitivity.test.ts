import { describe, expect, test } from "vitest";
import { type Point, shareOf } from "../../../src/core/statistics/sensitivity.ts";
import { fc } from "../../seed.ts";

/** Random points of a fixed seed (Lehmer's generator). */
function points(n: number, seed: number): number[] {
  let state = seed;
  return Array.from({ length: n }, () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  });
}

const paired = (xs: readonly number[], ys: readonly number[]): Point[] =>
  xs.map((x, index) => ({ x, y: ys[index] as number, draw: String(index), setting: "" }));

describe("the share of a parameter", () => {
  const [one, two] = [points(2000, 123_457), points(2000, 987_651)];
  const shares = (of: (a: number, b: number) => number) => {
    const ys = one.map((a, index) => of(a, two[index] as number));
    return [shareOf(paired(one, ys)), shareOf(paired(two, ys))].map(
      (share) => share?.value ?? Number.NaN,
    );
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
    expect(shareOf(paired(points(29, 7), points(29, 7)))).toBeNull();
    for (const varying of [0, 5, 28]) {
      const ys = one.map((_, index) => Number(index < varying));
      expect(shareOf(paired(one, ys)), `${varying} points that vary`).toBeNull();
    }
  });

  test("is the same whatever fields the batch lists beside the sampled ones", () => {
    const [xs, others] = [points(250, 55_557), points(250, 77_779)];
    const settings = ["version 1", "version 2"];
    const listed = xs.flatMap((x, index) =>
      settings.map((setting, place) => ({
        ...{ x, y: (others[index] as number) + 0.1 * place, draw: String(index), setting },
      })),
    );
    // By another parameter alone: points of one draw are no neighbours of each other.
    const alone = shareOf(paired(xs, others));
    expect(shareOf(listed)?.value).toBeCloseTo(alone?.value ?? Number.NaN, 10);
    expect(shareOf(listed)?.interval).toEqual(alone?.interval);
    expect(alone?.interval[0]).toBe(0);
  });

  test("of a version is that of its two values, in whatever order their points stand", () => {
    const xs = Array.from({ length: 200 }, (_, index) => 1 + (index % 2));
    const chance = points(200, 33_331);
    const ys = xs.map((x, index) => 0.3 * x + (chance[index] as number));
    const found = shareOf(paired(xs, ys));
    expect(shareOf(paired(xs, ys).reverse())?.value).toBeCloseTo(found?.value ?? 0, 10);
    // 0.15 ** 2 of 0.15 ** 2 + 1 / 12, but for chance and ranks.
    expect(found?.value).toBeGreaterThan(0.1);
    expect(found?.value).toBeLessThan(0.35);
  });

  test("lies in its interval, between 0 and 1, the same for the same seed", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(9), { minLength: 30, maxLength: 60 }), (ys) => {
        const xs = ys.map((_, index) => index % 7);
        const share = shareOf(paired(xs, ys));
        expect(shareOf(paired(xs, ys))).toEqual(share);
        if (share === null) return;
        expect(share.interval[0]).toBeGreaterThanOrEqual(0);
        expect(share.interval[1]).toBeLessThanOrEqual(1);
      }),
      { numRuns: 20 },
    );
  });
});
