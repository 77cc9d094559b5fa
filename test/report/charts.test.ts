import { expect, test } from "vitest";
import { seriesOf } from "../../src/core/statistics/series.ts";
import { DEFAULT_TRIAL } from "../../src/core/trial/parameters.ts";
import { CHART_METRICS } from "../../src/report/charts/metrics.ts";
import { sampleCharts } from "../../src/report/charts/samples.ts";

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

test("in random configurations of two listed versions, trials of one draw are no neighbours", () => {
  const random = (place: number, salt: number) => ((place * 48_271 + salt) % 1009) / 1009;
  const trials = Array.from({ length: 200 }, (_, place) => {
    const draw = place >> 1;
    const drop = Math.round(100 * random(draw, 17));
    const trial = { ...DEFAULT_TRIAL, drop, moduleVersion: 1 + (place % 2) };
    return {
      ...{ number: place + 1, runs: 1, censored: 0 },
      trial: { ...trial, delay: Math.round(1000 * random(draw * draw, 5)) },
      counts: { agreed: 1, undecided: 0, violation: 0, failed: 0, cancelled: 0 },
      elapsed: seriesOf([100 + drop]),
      rounds: seriesOf([1]),
    };
  }) as never;
  const [shares] = sampleCharts(trials, { fields: ["delay", "drop"], from: 1, to: 200 }, 3000);
  expect(shares?.caption).toMatch(/^drop explains most by itself: (9\d|100)/);
  expect(shares?.caption).toContain("1 of 2 parameters explain more than chance would.");
  expect(shares?.caption).toContain("those with the same listed fields compared with each other");
});
