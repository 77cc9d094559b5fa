import fc from "fast-check";
import { expect, it } from "vitest";
import { stepFor } from "../../src/tui/charts/scale.ts";

it.each([
  [447, 500],
  [1.67, 2],
  [5 / 6, 1],
  [0.3, 0.5],
  [2.1, 2.5],
  [1000, 1000],
])("makes of %d the readable step %d", (value, step) => {
  expect(stepFor(value)).toBe(step);
});

it("leaves no more than a third of a chart empty where values are whole", () => {
  fc.assert(
    fc.property(fc.double({ min: 1, max: 1e9, noNaN: true }), (value) => {
      expect(stepFor(value)).toBeGreaterThanOrEqual(value * (1 - 1e-9));
      expect(stepFor(value)).toBeLessThanOrEqual(value * 1.34);
    }),
  );
});
