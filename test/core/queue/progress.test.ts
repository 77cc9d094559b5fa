import { expect, test } from "vitest";
import {
  etaMs,
  etaOf,
  NO_PACE,
  type Pace,
  paceAfter,
  paced,
  worstCaseMs,
} from "../../../src/core/queue/progress.ts";
import { begun, recordOf, tell, trialOf } from "./examples.ts";

const steady = (seconds: number, runsPerSecond: number): Pace =>
  Array.from({ length: seconds + 1 }).reduce<Pace>(
    (pace, _, second) => paced(pace, second * 1000, second * runsPerSecond),
    NO_PACE,
  );

test("nothing is told before a run has ended, and nothing is left at the end", () => {
  expect(etaMs(NO_PACE, { runs: 10, done: 0, jobs: 1 }, 0)).toBeNull();
  expect(etaMs(paced(NO_PACE, 0, 0), { runs: 10, done: 0, jobs: 1 }, 5000)).toBeNull();
  expect(etaMs(NO_PACE, { runs: 10, done: 10, jobs: 1 }, 0)).toBe(0);
});

test("the rest takes as long as the recent past", () => {
  expect(etaMs(steady(10, 2), { runs: 100, done: 20, jobs: 1 }, 10_000)).toBe(40_000);
});

test("it comes nearer while no run ends, and is not told any more when it has passed", () => {
  const left = { runs: 22, done: 20, jobs: 1 };
  expect(etaMs(steady(10, 2), left, 10_000)).toBe(1000);
  expect(etaMs(steady(10, 2), left, 10_600)).toBe(400);
  expect(etaMs(steady(10, 2), left, 11_000)).toBeNull();
  const between = paced(steady(10, 2), 10_100, 21);
  expect(etaMs(paced(between, 10_200, 21), { ...left, done: 21 }, 10_300)).toBe(281);
});

test("the last of many runs side by side take as long as one takes", () => {
  expect(etaMs(steady(10, 2), { runs: 22, done: 20, jobs: 8 }, 10_000)).toBe(4000);
  expect(etaMs(steady(10, 2), { runs: 22, done: 20, jobs: 100 }, 10_000)).toBe(11_000);
});

test("only the last minute counts, or the last twenty runs where they are longer", () => {
  const first = steady(100, 1);
  const last = Array.from({ length: 60 }).reduce<Pace>(
    (pace, _, second) => paced(pace, 101_000 + second * 1000, 100 + (second + 1) * 10),
    first,
  );
  expect(etaMs(last, { runs: 1700, done: 700, jobs: 1 }, 160_000)).toBe(100_000);
  const slow = Array.from({ length: 31 }).reduce<Pace>(
    (pace, _, index) => paced(pace, index * 30_000, index),
    NO_PACE,
  );
  expect(slow.points.length).toBe(21);
});

test("nothing is told of a pace that was measured for less than half a second", () => {
  const left = { runs: 100, done: 11, jobs: 1 };
  const started = paced(NO_PACE, 0, 10);
  expect(etaMs(paced(started, 1, 11), left, 1)).toBeNull();
  expect(etaMs(paced(started, 500, 11), left, 500)).toBe(44_500);
});

test("the pace of virtual time tells nothing of runs in real time", () => {
  const trials = [trialOf({ moduleName: "paxy_sim" }), trialOf()];
  const [first] = begun({ repeat: 2, jobs: 1 }, trials);
  const [second] = tell(first, recordOf());
  expect(etaMs(steady(10, 2), { ...second.totals, jobs: 1 }, 10_000)).not.toBeNull();
  expect(etaOf(steady(10, 2), second, 10_000)).toBeNull();
  const [real] = tell(second, recordOf({ run: 2 }));
  expect(real.load).toEqual({ realTime: 1, stretches: 0, writing: 0 });
  const pace = paceAfter(steady(10, 2), second, real, 10_000);
  expect(etaOf(pace, real, 10_000)).toBeNull();
  const [last] = tell(real, recordOf({ trial: 2, elapsedMs: 900 }));
  expect(etaOf(paceAfter(pace, real, last, 11_000), last, 11_000)).toBe(1000);
});

test("the worst case is every run in real time at its limit, shared among the jobs", () => {
  const trials = [trialOf(), trialOf({ moduleName: "paxy_sim" }), trialOf()];
  expect(worstCaseMs({ repeat: 5, jobs: 4, timeLimitMs: 1000 }, trials)).toBe(3000);
});
