import { describe, expect, test } from "vitest";
import { parseBatch } from "../../src/core/batch/batch.ts";
import { durationText } from "../../src/core/duration-text.ts";
import { NO_COUNTS } from "../../src/core/run/verdicts.ts";
import { reportOf } from "../../src/core/statistics/uncertainty.ts";
import { VERSIONS } from "../../src/core/trial/parameters.ts";
import { runJson, summaryJson } from "../../src/report/json-lines.ts";
import { planText } from "../../src/report/plan.ts";
import { progressLine } from "../../src/report/progress-line.ts";
import { begun, recordOf, tell, trialOf, undecided } from "../core/queue/examples.ts";

const at = (done: number, more: object = {}) => ({
  totals: { runs: 500, done, counts: { ...NO_COUNTS, agreed: done } },
  status: "running" as const,
  pausedBecause: "",
  ...more,
});

describe("the progress line", () => {
  test("says how far the batch is and how long it will take", () => {
    expect(progressLine({ queue: at(125), etaMs: 200_000 })).toBe(
      "[#####...............]   25 %  125/500 runs  ETA 3 min 20 s",
    );
  });

  test("names every verdict that is not the hoped-for one", () => {
    const counts = { ...NO_COUNTS, agreed: 7, undecided: 2, violation: 1 };
    expect(
      progressLine({ queue: at(10, { totals: { runs: 10, done: 10, counts } }), etaMs: 0 }),
    ).toContain("10/10 runs  1 VIOLATION  2 undecided  ETA 0 ms");
  });

  test("says why nothing goes on", () => {
    const paused = at(1, {
      status: "paused",
      pausedBecause: "cannot write runs.csv: the disk is full",
    });
    expect(progressLine({ queue: paused, etaMs: null })).toMatch(
      /paused: cannot write runs.csv: the disk is full$/,
    );
  });

  test("is never wider than the terminal", () => {
    expect(progressLine({ queue: at(125), etaMs: 1000 }, 30)).toBe(
      "[#####...............]   25 % ",
    );
  });
});

test.each([
  [0, "0 ms"],
  [850, "850 ms"],
  [12_400, "12 s"],
  [59_800, "1 min"],
  [200_000, "3 min 20 s"],
  [3_600_000, "1 h"],
  [3_900_000, "1 h 5 min"],
  [183_600_000, "2 d 3 h"],
])("%s ms is %s", (ms, text) => {
  expect(durationText(ms)).toBe(text);
});

test("a run is one line of JSON with the names of the CSV columns", () => {
  const decisions = [{ proposer: "fry", value: "{255,0,0}", round: 0, elapsedMs: 90 }];
  expect(JSON.parse(runJson(recordOf({ decisions })))).toEqual({
    type: "run",
    trial: 1,
    run: 1,
    attempt: 1,
    verdict: "agreed",
    decision: "{255,0,0}",
    rounds: 0,
    elapsed_ms: 100,
    decisions: [{ proposer: "fry", value: "{255,0,0}", round: 0, elapsed_ms: 90 }],
    messages: 30,
    dropped: 0,
    started_at: "2026-11-22T18:00:00.123Z",
    reason: "",
  });
});

test("the last line of JSON is the summary, with what is censored marked", () => {
  const [state] = tell(begun({ repeat: 1 }, [trialOf()])[0], undecided());
  const trials = state.trials.map((each) => reportOf(each, { timeLimitMs: 500 }));
  expect(JSON.parse(summaryJson({ name: "quick", directory: "out", trials }))).toMatchObject({
    type: "summary",
    name: "quick",
    runs: 1,
    done: 1,
    trials: [
      {
        trial: 1,
        counts: { undecided: 1 },
        elapsed_ms: { n: 1, mean: null, interval95: null, median: { value: 500, censored: true } },
        rounds: { median: { value: null, censored: true } },
      },
    ],
  });
});

test("figures of the summary have as many decimals as in summary.csv", () => {
  const ended = [40, 40, 41].map((elapsedMs, run) => recordOf({ run: run + 1, elapsedMs }));
  const [state] = tell(begun({ repeat: 3 }, [trialOf()])[0], ...ended);
  const trials = state.trials.map((each) => reportOf(each, { timeLimitMs: 500 }));
  const [trial] = JSON.parse(summaryJson({ name: "quick", directory: "out", trials })).trials;
  expect(trial.elapsed_ms).toEqual({
    n: 3,
    mean: 40.333,
    interval95: null,
    median: { value: 40, censored: false },
    p95: null,
  });
});

test("a plan names the trials by what differs, and the worst that can come", () => {
  const data = {
    name: "sweep",
    repeat: 5,
    jobs: 2,
    timeLimit: 10,
    sweep: { drop: [1, 20], sleep: [10, 100] },
  };
  const batch = parseBatch(data, { versions: VERSIONS, fallback: { name: "x", seed: 1 } });
  expect(batch.ok && planText(batch.value)).toBe(
    `trial  drop
    1     1
    2    20
sweep: 2 trials, 10 runs, at worst 50 s (2 jobs, at most 10 s each).
`,
  );
});
