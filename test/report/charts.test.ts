import { expect, test } from "vitest";
import { seriesOf } from "../../src/core/statistics/series.ts";
import { DEFAULT_TRIAL } from "../../src/core/trial/parameters.ts";
import { chartsOf } from "../../src/report/charts/all-charts.ts";
import { CHART_METRICS } from "../../src/report/charts/metrics.ts";
import { pictureFiles } from "../../src/report/charts/picture.ts";
import { sampleCharts } from "../../src/report/charts/samples.ts";
import { timesChart } from "../../src/report/charts/times.ts";

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

test("histograms count every run in shared bins, beyond them or as undecided", () => {
  const state = (times: number[], undecided: number) =>
    ({
      ...{ number: 1, trial: DEFAULT_TRIAL, runs: 1, censored: undecided },
      elapsed: seriesOf(times),
    }) as never;
  const chart = timesChart(
    [
      { label: "drop 0", state: state([10, 11, 12, 12, 30], 0) },
      { label: "drop 50", state: state([20, 45], 3) },
    ],
    3000,
  );
  const runs = (label: string, text?: string) =>
    (chart?.rows ?? [])
      .filter(([name, where]) => name === label && (text === undefined || where === text))
      .reduce((sum, [, , n]) => sum + Number(n), 0);
  expect([runs("drop 0"), runs("drop 50"), runs("drop 50", "undecided")]).toEqual([5, 5, 3]);
  expect(chart?.caption).toBe(
    "Times of drop 0 are most often 12 to 13 ms: 40 % of the runs shown. Not shown: 3 undecided runs.",
  );
  expect(timesChart([{ label: "none", state: state([], 4) }], 3000)).toBeUndefined();
});

test("random configurations that differ in one field by chance are no sweep", () => {
  const trials = [10, 20, 30].map((delay, index) => ({
    ...{ number: index + 1, trial: { ...DEFAULT_TRIAL, delay }, runs: 1, censored: 0 },
    counts: { agreed: 1, undecided: 0, violation: 0, failed: 0, cancelled: 0 },
    tally: { runs: 1, messages: 9, squares: 81, winners: {}, lateMs: null },
    ...{ elapsed: seriesOf([100 + delay]), rounds: seriesOf([1]) },
  })) as never;
  const names = (from: number) =>
    chartsOf(trials, { timeLimitMs: 3000, sampled: { fields: ["delay"], from, to: 3 } }).map(
      ({ name }) => name,
    );
  expect(names(1)).toEqual(["survival", "times"]);
  expect(names(3)).toContain("elapsed-by-delay");
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

test.each(["lines", "steps"] as const)(
  "a picture of %s is SVG alone, and tells its lines apart by shape",
  (kind) => {
    const points = [1, 2, 3].flatMap((x) =>
      ["version 1", "version 2"].map((line, at) => ({ line, x, y: x + at })),
    );
    const about = { name: "n", title: "Title", caption: "", xLabel: "delay", yLabel: "ms" };
    const svg = pictureFiles({ ...about, kind, points })["n.svg"] ?? "";
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg".*<\/svg>\n$/s);
    expect(svg).not.toMatch(/<(figure|div|span)/);
    for (const line of ["version 1", "version 2"]) expect(svg).toContain(`>${line}</text>`);
    const shapes = new Set(
      [...svg.matchAll(/<path [^>]*fill="#[^"]*"[^>]* d="([^"]*)"/g)].map(([, shape]) => shape),
    );
    expect(shapes.size).toBeGreaterThanOrEqual(2);
    const [, curve = ""] = /aria-label="line"><path d="([^"]*)"/.exec(svg) ?? [];
    expect(curve.split(/[MLHV]/).filter((place) => place !== "")).toHaveLength(
      kind === "steps" ? 5 : 3,
    );
  },
);
