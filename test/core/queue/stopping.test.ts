import { describe, expect, test } from "vitest";
import { createQueue, update } from "../../../src/core/queue/queue.ts";
import { restoreQueue } from "../../../src/core/queue/restore.ts";
import type { BatchSettings, Effect, QueueState } from "../../../src/core/queue/state.ts";
import type { RunRecord } from "../../../src/core/run/run.ts";
import { runsOf } from "../../../src/core/run/stretch.ts";
import { firstEventInterval } from "../../../src/core/statistics/interval.ts";
import { nextLook } from "../../../src/core/statistics/stop-rule.ts";
import { uncertaintyOf } from "../../../src/core/statistics/uncertainty.ts";
import { fc } from "../../seed.ts";
import { recordOf, settings, trialOf } from "./examples.ts";

/** Runs a queue to its end: of what is in progress, `pick` ends one. */
function run(
  given: Partial<BatchSettings>,
  outcome: (trial: number, run: number) => Partial<RunRecord>,
  pick: (going: number) => number = () => 0,
  trials = [trialOf()],
): { state: QueueState; records: RunRecord[] } {
  return drive(createQueue(settings(given), trials), outcome, pick);
}

function drive(
  queue: QueueState,
  outcome: (trial: number, run: number) => Partial<RunRecord>,
  pick: (going: number) => number,
) {
  const going: { trial: number; run: number }[] = [];
  const records: RunRecord[] = [];
  const take = (effects: readonly Effect[]) => {
    for (const each of effects) {
      if (each.type !== "start") continue;
      const { trial } = each.request;
      going.push(...runsOf(each.request).map((run) => ({ trial, run })));
    }
  };
  let [state, effects] = update(queue, { type: "begin" });
  take(effects);
  while (going.length > 0) {
    const [ended] = going.splice(pick(going.length), 1);
    const { trial, run } = ended as { trial: number; run: number };
    const record = recordOf({ trial, run, ...outcome(trial, run) });
    records.push(record);
    [state, effects] = update(state, { type: "ended", records: [record] });
    take(effects);
  }
  return { state, records };
}

const violatesAt =
  (...runs: number[]) =>
  (_: number, run: number): Partial<RunRecord> =>
    runs.includes(run) ? { verdict: "violation", decision: "" } : {};

const UNTIL = { repeat: 1000, stop: { until: "violation" } } as const;

describe("until a violation", () => {
  test("a trial ends with its first one, the next trial runs", () => {
    const { state } = run(UNTIL, violatesAt(7), () => 0, [trialOf(), trialOf({ drop: 9 })]);
    expect(state.status).toBe("finished");
    expect(state.trials.map(({ runs }) => runs)).toEqual([7, 7]);
    expect(state.trials[0]?.violatedAt).toBe(7);
  });

  test("runs in progress end and count, and the rate is of the runs up to the first by number", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8 }), fc.nat(1000), (jobs, salt) => {
        const { state } = run({ ...UNTIL, jobs }, violatesAt(7, 9), (going) => salt % going);
        const [trial] = state.trials;
        expect(state.status).toBe("finished");
        expect(trial?.violatedAt).toBe(7);
        const found = uncertaintyOf(trial as never, state.settings);
        expect(found.violations).toEqual({ count: 1, n: 7, untilFirst: true });
        expect(found.violation).toEqual(firstEventInterval(7));
      }),
    );
  });

  test("in virtual time few runs more than were needed have started, on all jobs", () => {
    for (const first of [1, 28, 300, 3000]) {
      const { state } = run({ ...UNTIL, repeat: 100_000, jobs: 2 }, violatesAt(first), () => 0, [
        trialOf({ moduleName: "paxy_sim" }),
      ]);
      const [trial] = state.trials;
      expect(trial?.violatedAt).toBe(first);
      expect(trial?.runs).toBeLessThanOrEqual(5 * first + 80);
    }
  });

  test("a trial without a violation has all its runs", () => {
    const { state } = run({ ...UNTIL, repeat: 20 }, () => ({}));
    expect(state.trials[0]?.runs).toBe(20);
    const found = uncertaintyOf(state.trials[0] as never, state.settings);
    expect(found.violation[1]).toBeCloseTo(1 - 0.025 ** (1 / 20), 10);
  });

  test("more runs can be asked for afterwards", () => {
    const { state } = run(UNTIL, violatesAt(3));
    const [more] = update(state, {
      type: "command",
      command: { type: "moreRuns", number: 1, runs: 5 },
    });
    expect(drive(more, violatesAt(3, 5), () => 0).state.trials[0]?.runs).toBe(8);
  });
});

const PRECISION = { repeat: 500, stop: { precision: 0.05 } } as const;
/** Two values in turn: the interval never gets narrow. */
const wide = (_: number, run: number) => ({ elapsedMs: run % 2 === 0 ? 100 : 200 });

describe("precision", () => {
  test("looks at 30, 50, 80, 120 runs and so on", () => {
    const looks = [0];
    while (looks.length < 8) looks.push(nextLook(looks.at(-1) as number));
    expect(looks.slice(1)).toEqual([30, 50, 80, 120, 180, 270, 410]);
  });

  test("is reached at the first look where all is alike, and never where it is not", () => {
    expect(run(PRECISION, () => ({ elapsedMs: 100 })).state.trials[0]?.runs).toBe(30);
    expect(run(PRECISION, wide).state.trials[0]?.runs).toBe(500);
  });

  test("is reached where the median lies beyond the limit", () => {
    const undecided = { verdict: "undecided", elapsedMs: null, rounds: null } as const;
    expect(run(PRECISION, () => undecided).state.trials[0]?.runs).toBe(30);
  });

  test("looks when every run up to the look has ended, whatever the order", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), fc.nat(99), (jobs, salt) => {
        const slow = (_: number, run: number) => ({ elapsedMs: run <= 30 ? 100 + run : 117 });
        const { state } = run({ ...PRECISION, jobs }, slow, (going) => salt % going);
        expect(state.trials[0]?.elapsed.length).toBe(state.trials[0]?.runs);
        expect([30, 50, 80, 120, 180, 270, 410, 500]).toContain(state.trials[0]?.runs);
      }),
    );
  });

  test("a batch that was left goes on to the end of its look, whatever its manifest knew", () => {
    const { records } = run(PRECISION, wide);
    const known = { number: 1, trial: trialOf(), occurrence: 1, paused: false, cancelled: false };
    const left = (runs: number, ended: number) =>
      restoreQueue(settings(PRECISION), {
        ...{ trials: [{ ...known, runs }], nextNumber: 2, records: records.slice(0, ended) },
      }).trials[0]?.runs;
    expect(left(30, 20)).toBe(30);
    expect(left(30, 30)).toBe(50);
    expect(left(30, 37)).toBe(50);
    expect(left(80, 37)).toBe(80);
  });
});

test("when the time is up, what is in progress ends and nothing else starts", () => {
  const queue = createQueue(settings({ repeat: 100, jobs: 2, stop: { forMs: 1000 } }), [trialOf()]);
  const [begun] = update(queue, { type: "begin" });
  const [over, none] = update(begun, { type: "timeUp" });
  expect(none).toEqual([]);
  const [one] = update(over, { type: "ended", records: [recordOf({ run: 2 })] });
  const [both, effects] = update(one, { type: "ended", records: [recordOf({ run: 1 })] });
  expect(both.totals).toMatchObject({ runs: 2, done: 2 });
  expect(effects).toEqual([{ type: "finished" }]);
});

test("trials take turns, and those that are done are passed over", () => {
  const trials = [trialOf(), trialOf({ drop: 2 }), trialOf({ drop: 3 })];
  const { records } = run(
    { repeat: 2, interleave: true },
    () => ({}),
    () => 0,
    trials,
  );
  expect(records.map(({ trial, run }) => [trial, run])).toEqual([
    ...[1, 2, 3].map((trial) => [trial, 1]),
    ...[1, 2, 3].map((trial) => [trial, 2]),
  ]);
});
