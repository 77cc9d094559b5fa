import { expect, test } from "vitest";
import { seriesOf } from "../../src/core/statistics/series.ts";
import { DEFAULT_TRIAL } from "../../src/core/trial/parameters.ts";
import { CHART_METRICS } from "../../src/report/charts/metrics.ts";

test("a bar of rounds ends at the most that a run had where undecided runs leave its end unknown", () => {
  const rounds = CHART_METRICS.find(({ name }) => name === "rounds");
  const state = {
    ...{ number: 1, trial: DEFAULT_TRIAL, runs: 100 },
    counts: { agreed: 55, undecided: 45, violation: 0, failed: 0, cancelled: 0 },
    elapsed: seriesOf(Array.from({ length: 55 }, (_, run) => 100 + run)),
    rounds: seriesOf(Array.from({ length: 55 }, () => 4)),
    censored: 45,
  } as never;
  expect(rounds?.of(state, { timeLimitMs: 3000 })).toMatchObject({
    ...{ y: 4, low: 0, high: 4, interval: "[>?, >?]" },
  });
});
