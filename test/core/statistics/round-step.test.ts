import { expect, it } from "vitest";
import { axisStep, roundStep } from "../../../src/core/statistics/round-step.ts";
import { fc } from "../../seed.ts";

it.each([
  [0, 1, 1],
  [1, 1, 1],
  [0.3, 0.5, 0.5],
  [2.4, 5, 2.5],
  [26, 50, 50],
  [501, 1000, 1000],
])("of at least %d is %d for bins and %d for an axis", (value, bins, axis) => {
  expect(roundStep(value)).toBeCloseTo(bins, 12);
  expect(axisStep(value)).toBeCloseTo(axis, 12);
});

it("is never below the value, nor more than 2.5 times as large", () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-6, max: 1e9, noNaN: true }), (value) => {
      for (const step of [roundStep(value), axisStep(value)]) {
        expect(step).toBeGreaterThanOrEqual(value * (1 - 1e-8));
        expect(step).toBeLessThanOrEqual(value * 2.5 * (1 + 1e-8));
      }
    }),
    { seed: 1 },
  );
});
