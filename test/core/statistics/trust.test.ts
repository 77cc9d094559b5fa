import { describe, expect, test } from "vitest";
import { restoreQueue } from "../../../src/core/queue/restore.ts";
import type { TrialState } from "../../../src/core/queue/state.ts";
import { seriesOf } from "../../../src/core/statistics/series.ts";
import { NO_TALLY } from "../../../src/core/statistics/tally.ts";
import { autocorrelation, doubts, trustOf } from "../../../src/core/statistics/trust.ts";
import { begun, recordOf, settings, tell, trialOf } from "../queue/examples.ts";

/** Park and Miller's generator, so that a failure is the same every time. */
function draws(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}

const exponential = (draw: () => number): number => Math.round(-100 * Math.log(draw()));

describe("runs that follow each other", () => {
  test("independent runs are called alike as often as the level says", () => {
    const draw = draws(7);
    const ps = Array.from(
      { length: 4000 },
      () => autocorrelation(Array.from({ length: 60 }, () => exponential(draw))).p as number,
    );
    const below = (level: number) => ps.filter((p) => p < level).length / ps.length;
    expect(below(0.05)).toBeGreaterThan(0.035);
    expect(below(0.05)).toBeLessThan(0.065);
    expect(below(0.001)).toBeLessThan(0.005);
  });

  test("runs that share half of their time with the one before are found", () => {
    const draw = draws(11);
    let last = 100;
    const list = Array.from({ length: 120 }, () => {
      last = last / 2 + exponential(draw) / 2;
      return Math.round(last);
    });
    const { lag1, p } = autocorrelation(list);
    expect(lag1).toBeGreaterThan(0.3);
    expect(p).toBeLessThan(0.001);
  });

  test("of few runs, and of runs that all took the same time, nothing is said", () => {
    expect(autocorrelation(Array.from({ length: 19 }, (_, i) => i))).toEqual({
      lag1: null,
      p: null,
    });
    expect(autocorrelation(Array.from({ length: 40 }, () => 3))).toEqual({ lag1: null, p: null });
  });

  test("the ranks of a rising list give the ratio that can be worked out by hand", () => {
    // Ranks 1..20: 19 steps of 1 over a spread of 20 * 399 / 12 = 665.
    const { lag1 } = autocorrelation(Array.from({ length: 20 }, (_, i) => 10 * i));
    expect(lag1).toBeCloseTo(1 - 19 / 665 / 2, 12);
  });
});

describe("independent runs that start together", () => {
  const repeat = 30;
  const settled = { repeat, jobs: 32 };

  const batch = (draw: () => number) =>
    Array.from({ length: repeat }, (_, i) =>
      recordOf({ run: i + 1, elapsedMs: exponential(draw), lateMs: 1 }),
    ).sort((one, other) => (one.elapsedMs as number) - (other.elapsedMs as number));

  test("are not alike because they end in the order of their times", () => {
    const draw = draws(5);
    for (let i = 0; i < 50; i++) {
      const [{ trials }] = tell(begun(settled, [trialOf()])[0], ...batch(draw));
      const trust = trustOf(trials[0] as TrialState);
      expect(trust.p).not.toBeNull();
      expect(doubts([{ number: 1, trust }])).toEqual([]);
    }
  });

  test("have the same figures when their folder is read again", () => {
    const records = batch(draws(3));
    const [{ trials }] = tell(begun(settled, [trialOf()])[0], ...records);
    const known = { number: 1, trial: trialOf(), occurrence: 1, runs: repeat };
    const left = {
      trials: [{ ...known, paused: false, cancelled: false }],
      nextNumber: 2,
      records,
    };
    const restored = restoreQueue(settings(settled), left);
    expect(trustOf(restored.trials[0] as TrialState)).toEqual(trustOf(trials[0] as TrialState));
  });
});

describe("doubts about times", () => {
  const rising = seriesOf(Array.from({ length: 40 }, (_, i) => i));
  const trial = (number: number, lateMs: number | null, elapsed = seriesOf([])) => ({
    number,
    trust: trustOf({ measuredRuns: elapsed, elapsed, tally: { ...NO_TALLY, lateMs } }),
  });

  test("name the trials with late timers, and those whose runs are alike", () => {
    expect(doubts([trial(1, 6), trial(2, 5), trial(3, 41), trial(4, 2, rising)])).toEqual([
      "Timers or faults were up to 41 ms late in trials 1 and 3: the machine was too busy for times to be trusted to the ms.",
      "Runs that follow each other are alike in trial 4 (rank correlation 1.00, Bartels' test at 0.1 %): the intervals of times are too narrow.",
    ]);
  });

  test("are none in virtual time, where no timer can be late", () => {
    expect(doubts([trial(1, null, rising)])).toEqual([]);
  });

  test("name at most five trials", () => {
    const all = Array.from({ length: 8 }, (_, i) => trial(i + 1, 9));
    expect(doubts(all)[0]).toContain("in trials 1, 2, 3, 4, 5 and 3 more:");
  });
});
