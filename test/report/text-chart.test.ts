import { expect, it } from "vitest";
import type { TrialState } from "../../src/core/queue/state.ts";
import { seriesOf } from "../../src/core/statistics/series.ts";
import { textCharts } from "../../src/report/text-chart.ts";
import { begun, trialOf } from "../core/queue/examples.ts";

/** Trials of one run each, whose time is ten times the delay. */
const swept = (...versions: readonly number[]): readonly TrialState[] => {
  const trials = versions.flatMap((moduleVersion) =>
    [10, 20, 100].map((delay) => trialOf({ delay, moduleVersion })),
  );
  const [{ trials: states }] = begun({}, trials);
  return states.map((state) => ({
    ...state,
    elapsed: seriesOf([10 * state.trial.delay]),
    rounds: seriesOf([1]),
  }));
};

const PLAIN = { width: 60, colours: false };
const TERMS = { timeLimitMs: 30_000 };

it("draws a line that rises along the sweep, with round values at the left", () => {
  const lines = textCharts(swept(2), TERMS, PLAIN).split("\n");
  expect(lines[0]).toBe("Median elapsed time, ms, by delay");
  expect(lines.slice(1, 12).map((line) => Number(/^ *(\d+) /.exec(line)?.[1]))).toEqual([
    1000, 900, 800, 700, 600, 500, 400, 300, 200, 100, 0,
  ]);
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(60 + " delay".length);
  const columns = lines.slice(1, 12).map((line) => line.search(/[╭╯╰─]/));
  const drawn = columns.filter((column) => column >= 0);
  expect(drawn).toEqual([...drawn].sort((one, other) => other - one));
  expect(lines[12]).toMatch(/^ {9}10 +100 delay$/);
});

it("has a chart for each line without colours, and one for all with them", () => {
  const charts = (colours: boolean): number =>
    textCharts(swept(1, 2), TERMS, { width: 60, colours }).split("by delay").length - 1;
  expect(charts(false)).toBe(2);
  expect(charts(true)).toBe(1);
});

it("is empty where nothing was swept", () => {
  expect(textCharts(swept(2).slice(0, 1), TERMS, PLAIN)).toBe("");
});
