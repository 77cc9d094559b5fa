import { expect, test } from "vitest";
import { restrictedMean } from "../../src/core/statistics/restricted-mean.ts";
import { quantile } from "../../src/core/statistics/statistics.ts";
import { shareAfter } from "../../src/report/charts/survival.ts";

const TIMES = [120, 140, 140, 180, 220, 260, 300, 310, 420];
const SAMPLE = { sorted: Float64Array.from(TIMES), censored: 3, limit: 500 };

/**
 * R 4.2.2 with survival 3.5-3, of these times and three that are censored at 500:
 * `f <- survfit(Surv(t, e) ~ 1); summary(f)$surv; summary(f, rmean = 500)$table`.
 */
const R = {
  times: [120, 140, 180, 220, 260, 300, 310, 420],
  survival: [0.9166667, 0.75, 0.6666667, 0.5833333, 0.5, 0.4166667, 0.3333333, 0.25],
  median: 280,
  mean: 299.1667,
};

test("curve, median and restricted mean of censored times are those of R's survfit", () => {
  const curve = shareAfter(SAMPLE, 500);
  for (const [index, time] of R.times.entries()) {
    const corner = curve.findLast(({ ms }) => ms <= time);
    expect((corner?.share ?? 0) / 100).toBeCloseTo(R.survival[index] ?? 0, 6);
  }
  expect(curve.at(-1)).toEqual({ ms: 500, share: 25 });
  expect(quantile(SAMPLE, 0.5)?.value).toBe(R.median);
  expect(restrictedMean(SAMPLE)?.mean).toBeCloseTo(R.mean, 4);
});
