import { expect, test } from "vitest";
import { etaMs, NO_PACE, type Pace, paced, worstCaseMs } from "../../../src/core/queue/progress.ts";
import { trialOf } from "./examples.ts";

const steady = (seconds: number, runsPerSecond: number): Pace =>
  Array.from({ length: seconds + 1 }).reduce<Pace>(
    (pace, _, second) => paced(pace, second * 1000, second * runsPerSecond),
    NO_PACE,
  );

test("nothing is told before a run has ended, and nothing is left at the end", () => {
  expect(etaMs(NO_PACE, { runs: 10, done: 0 }, 0)).toBeNull();
  expect(etaMs(paced(NO_PACE, 0, 0), { runs: 10, done: 0 }, 5000)).toBeNull();
  expect(etaMs(NO_PACE, { runs: 10, done: 10 }, 0)).toBe(0);
});

test("the rest takes as long as the recent past", () => {
  expect(etaMs(steady(10, 2), { runs: 100, done: 20 }, 10_000)).toBe(40_000);
});

test("only the last minute counts, or the last twenty runs where they are longer", () => {
  const first = steady(100, 1);
  const last = Array.from({ length: 60 }).reduce<Pace>(
    (pace, _, second) => paced(pace, 101_000 + second * 1000, 100 + (second + 1) * 10),
    first,
  );
  expect(etaMs(last, { runs: 1700, done: 700 }, 160_000)).toBe(100_000);
  const slow = Array.from({ length: 31 }).reduce<Pace>(
    (pace, _, index) => paced(pace, index * 30_000, index),
    NO_PACE,
  );
  expect(slow.points.length).toBe(21);
});

test("the worst case is every run in real time at its limit, shared among the jobs", () => {
  const trials = [trialOf(), trialOf({ moduleName: "paxy_sim" }), trialOf()];
  expect(worstCaseMs({ repeat: 5, jobs: 4, timeLimitMs: 1000 }, trials)).toBe(3000);
});
