import { expect, it } from "vitest";
import type { ChartKind } from "../../src/tui/model/view.ts";
import { chartWords } from "../../src/tui/panes/chart-kinds/words.ts";
import { openSource } from "./test-source.ts";

const TRIALS = [10, 20].flatMap((delay) => [0, 5].map((drop) => ({ delay, drop })));

const opened = () => {
  const { source, service } = openSource({ trials: TRIALS, settings: { repeat: 4 } });
  // Of each trial: 100, 200, 300 ms, and one undecided run.
  for (let trial = 0; trial < 3; trial++) {
    for (const elapsedMs of [100, 200, 300]) service.endRun({ verdict: "agreed", elapsedMs });
    service.endRun({ verdict: "undecided", elapsedMs: null, rounds: null });
  }
  const words = (kind: ChartKind, charts = {}, trials = {}): readonly string[] => {
    const { view } = source;
    source.view = {
      ...view,
      trials: { ...view.trials, selected: 1, ...trials },
      charts: { ...view.charts, kind, ...charts },
    };
    return chartWords(source.model());
  };
  return words;
};

it("says every kind of chart in words", () => {
  const words = opened();
  expect(words("histogram")).toEqual([
    "Elapsed ms, runs of trial 1: n 4, median 250, p95 unknown, from 100 to >30000, 1 undecided.",
  ]);
  expect(words("histogram", { scope: "all" })[0]).toMatch(
    /^Elapsed ms, all 4 trials together: n 12, .*, 3 undecided\.$/,
  );
  expect(words("survival")).toEqual([
    "Survival, runs of trial 1: a quarter had agreed after 175 ms, half after 250 ms, three quarters after more than 30000 ms, 3 of 4 at the time limit.",
  ]);
  expect(words("sweep")[0]).toMatch(/^Median elapsed time by delay:$/);
  expect(words("heat")).toEqual([
    "Median elapsed time by delay and drop:",
    "drop 0: delay 10 250 ms, delay 20 250 ms.",
    "drop 5: delay 10 250 ms, delay 20 unknown.",
  ]);
});

it("says a trial without runs in no words, and marked ones by their difference", () => {
  const words = opened();
  expect(words("histogram", {}, { selected: 4 })).toEqual([]);
  expect(words("survival", {}, { selected: 4 })).toEqual([]);
  expect(words("survival", {}, { marked: [1, 2] })).toHaveLength(1);
});
