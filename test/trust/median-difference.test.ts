import { describe, expect, test } from "vitest";
import { type Compared, differences } from "./median-difference.ts";

const tolerance = { absolute: 5, share: 0.03 };

/** Evenly spread around a centre. */
const around = (centre: number, spread: number, count: number): number[] =>
  Array.from({ length: count }, (_, index) => centre + spread * ((index + 0.5) / count - 0.5));

const compared = (name: string, real: number, simulated: number): Compared => ({
  ...{ name, tolerance, real: around(real, 60, 200), simulated: around(simulated, 60, 5000) },
});

describe("medians of two worlds", () => {
  test("that are equal do not differ", () => {
    const [one] = differences([compared("same", 300, 300)], 0.99, 1);
    expect(one?.differs).toBe(false);
    expect(one?.tolerated).toBeCloseTo(9, 1);
    const [low = 0, high = 0] = one?.interval ?? [];
    expect(low).toBeLessThan(0);
    expect(high).toBeGreaterThan(0);
  });

  test("that are far apart differ, and are found among many that are not", () => {
    const all = [300, 310, 320, 330].map((ms) => compared(`at ${ms}`, ms, ms));
    const found = differences([...all, compared("apart", 300, 340)], 0.99, 1);
    expect(found.filter(({ differs }) => differs).map(({ name }) => name)).toEqual(["apart"]);
  });

  test("that differ by less than is tolerated do not count", () => {
    expect(differences([compared("near", 300, 308)], 0.99, 1)[0]?.differs).toBe(false);
  });

  test("are judged by the interval, not by the medians alone", () => {
    const few = { ...compared("few", 300, 325), real: around(300, 400, 20) };
    expect(differences([few], 0.99, 1)[0]?.differs).toBe(false);
  });

  test("of equal seeds are equal", () => {
    const all = [compared("one", 100, 104), compared("two", 200, 190)];
    expect(differences(all, 0.99, 7)).toEqual(differences(all, 0.99, 7));
  });
});
