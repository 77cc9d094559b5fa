import { expect, it } from "vitest";
import { scaleOf } from "../../src/tui/charts/scale.ts";
import { fc } from "../seed.ts";

const linear = (largest: number, rows: number, isWhole = false) =>
  scaleOf({ smallest: 0, largest, rows, isWhole, mayBeLog: false });

it.each([
  [447, 9, [0, 250, 500]],
  [4800, 11, [0, 1000, 2000, 3000, 4000, 5000]],
  [1, 9, [0, 1]],
])("labels an axis up to %d in %d rows in equal round steps", (largest, rows, ticks) => {
  expect(linear(largest, rows, largest === 1).ticks).toEqual(ticks);
});

it("has equal steps, each the same number of rows high, and reaches the largest value", () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.001, max: 1e9, noNaN: true }),
      fc.integer({ min: 2, max: 60 }),
      fc.boolean(),
      (largest, room, isWhole) => {
        const { ticks, rows, place } = linear(largest, room, isWhole);
        expect(rows).toBeLessThanOrEqual(room);
        expect((rows - 1) % (ticks.length - 1)).toBe(0);
        const [zero, step = 0] = ticks;
        expect(zero).toBe(0);
        for (const [index, tick] of ticks.entries()) {
          expect(tick).toBeCloseTo(index * step, 6);
          expect(place(tick)).toBeCloseTo(index / (ticks.length - 1), 6);
          if (isWhole) expect(Number.isInteger(tick)).toBe(true);
        }
        expect(ticks.at(-1)).toBeGreaterThanOrEqual(largest * (1 - 1e-9));
      },
    ),
  );
});

it("uses powers of ten where the range asks for it, and never for rounds", () => {
  const wide = { smallest: 2, largest: 150_000, rows: 12, mayBeLog: true };
  const { ticks, isLog, place } = scaleOf({ ...wide, isWhole: false });
  expect(isLog).toBe(true);
  expect(ticks).toEqual([1, 10, 100, 1000, 10_000, 100_000, 1_000_000]);
  expect(place(1000)).toBeCloseTo(0.5, 6);
  expect(scaleOf({ ...wide, isWhole: true }).isLog).toBe(false);
});
