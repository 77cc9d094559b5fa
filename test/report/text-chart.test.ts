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

const ESCAPE = "\u001b";
const [BLUE, YELLOW] = [`${ESCAPE}[34m`, `${ESCAPE}[33m`];

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
  expect(drawn.length).toBeGreaterThan(3);
  expect(drawn).toEqual([...drawn].sort((one, other) => other - one));
  expect(lines[12]).toMatch(/^ {9}10 +100 delay$/);
});

it("has a chart for each line without colours, and one for all with them", () => {
  const charts = (colours: boolean): number =>
    textCharts(swept(1, 2), TERMS, { width: 60, colours }).split("by delay").length - 1;
  expect(charts(false)).toBe(2);
  expect(charts(true)).toBe(1);
});

it("draws a line from its first point to its last, and not beyond", () => {
  const drawn = (...delays: readonly number[]) =>
    textCharts(
      swept(1, 2).filter(({ trial }) => trial.moduleVersion === 1 || delays.includes(trial.delay)),
      TERMS,
      { width: 60, colours: true },
    );
  // Of 49 columns for delays from 10 to 100, 20 is column 5 (of 0 to 48), 100 the last one.
  const places = (text: string, colour: string): number[] =>
    text.split("\n").flatMap((line) => {
      const cells = line.match(new RegExp(`${ESCAPE}\\[3\\dm.${ESCAPE}\\[0m|.`, "gu")) ?? [];
      return cells.flatMap((cell, at) =>
        cell.startsWith(colour) && at >= 9 && at < 58 ? [at - 9] : [],
      );
    });
  const short = places(drawn(10, 20), YELLOW);
  expect([Math.min(...short), Math.max(...short)]).toEqual([0, 4]);
  const late = places(drawn(20, 100), YELLOW);
  expect([Math.min(...late), Math.max(...late)]).toEqual([5, 47]);
  // The other line goes all the way, and is covered where both are the same.
  const rest = places(drawn(10, 20), BLUE);
  expect([Math.min(...rest), Math.max(...rest)]).toEqual([5, 47]);
});

it("is empty where nothing was swept", () => {
  expect(textCharts(swept(2).slice(0, 1), TERMS, PLAIN)).toBe("");
});
