import { describe, expect, test } from "vitest";
import { createQueue } from "../../../src/core/queue/queue.ts";
import { type KnownTrial, restoreChanged, restoreQueue } from "../../../src/core/queue/restore.ts";
import type { QueueState } from "../../../src/core/queue/state.ts";
import type { RunRecord } from "../../../src/core/run/run.ts";
import { VERDICTS } from "../../../src/core/run/verdicts.ts";
import { values } from "../../../src/core/statistics/series.ts";
import { hashOf } from "../../../src/core/trial/configuration.ts";
import type { Trial } from "../../../src/core/trial/trial.ts";
import { fc } from "../../seed.ts";
import { failed, recordOf, settings, started, tell, trialOf, undecided } from "./examples.ts";

const known = (given: Partial<KnownTrial> = {}): KnownTrial => ({
  number: 1,
  trial: trialOf(),
  occurrence: 1,
  runs: 3,
  paused: false,
  cancelled: false,
  ...given,
});

const restored = (records: RunRecord[], given: Partial<KnownTrial> = {}): QueueState =>
  restoreQueue(settings({ repeat: 3, jobs: 9 }), {
    trials: [known(given)],
    nextNumber: 5,
    records,
  });

const starts = (state: QueueState): string[] => started(tell(state, { type: "begin" })[1]);

describe("a batch that was left", () => {
  test("keeps its ended runs and runs the others", () => {
    const state = restored([recordOf({ run: 2, elapsedMs: 55 })]);
    expect(state.totals).toMatchObject({ runs: 3, done: 1 });
    expect(values(state.trials[0]?.elapsed as never)).toEqual([55]);
    expect(starts(state)).toEqual(["1/1/1", "1/3/1"]);
  });

  test("attempts again what failed once, what was cancelled, and not what failed twice", () => {
    const cancelled = undecided({ run: 2, verdict: "cancelled" });
    const state = restored([
      failed(),
      cancelled,
      failed({ run: 3 }),
      failed({ run: 3, attempt: 2 }),
    ]);
    expect(starts(state)).toEqual(["1/1/2", "1/2/2"]);
    expect(state.trials[0]).toMatchObject({ failedRuns: [{ run: 3, attempt: 2 }] });
  });

  test("takes a run's first attempt that did not fail for its data", () => {
    const state = restored([
      failed(),
      recordOf({ attempt: 2, elapsedMs: 8 }),
      recordOf({ attempt: 3, elapsedMs: 9 }),
    ]);
    expect(values(state.trials[0]?.elapsed as never)).toEqual([8]);
  });

  test("gives no number again", () => {
    const [state] = tell(restored([]), { type: "add", trials: [trialOf()] });
    expect(state.trials.map((each) => each.number)).toEqual([1, 5]);
  });

  test("leaves a cancelled trial cancelled until a retry", () => {
    const state = restored([recordOf({ run: 2 })], { cancelled: true });
    expect(starts(state)).toEqual([]);
    expect(started(tell(state, { type: "retry", number: 1 })[1])).toEqual(["1/1/1", "1/3/1"]);
  });

  test("is not taken in by a row with an impossible run", () => {
    expect(restored([recordOf({ run: 1e9 })]).trials[0]).toMatchObject({ runs: 3, nextRun: 1 });
  });

  test("counts as the queue did that ran it", () => {
    const ends = fc.array(fc.tuple(fc.nat(), fc.constantFrom(...VERDICTS)), { maxLength: 40 });
    fc.assert(
      fc.property(ends, (given) => {
        let [state, effects] = tell(
          createQueue(settings({ repeat: 4, jobs: 3 }), [trialOf(), trialOf()]),
          { type: "begin" },
        );
        const going = effects.flatMap((each) => (each.type === "start" ? [each.request] : []));
        const records: RunRecord[] = [];
        for (const [which, verdict] of given.filter(([, each]) => each !== "cancelled")) {
          const [request] = going.splice(going.length === 0 ? 0 : which % going.length, 1);
          if (request === undefined) break;
          const { trial, run, attempt } = request;
          const like = verdict === "agreed" ? recordOf() : undecided();
          records.push({ ...like, trial, run, attempt, verdict });
          [state, effects] = tell(state, records.at(-1) as RunRecord);
          for (const each of effects) if (each.type === "start") going.push(each.request);
        }
        const again = restoreQueue(state.settings, {
          trials: state.trials,
          nextNumber: state.nextNumber,
          records,
        });
        expect(again.totals).toEqual(state.totals);
        for (const [index, trial] of again.trials.entries()) {
          const before = state.trials[index];
          expect(trial.censored).toBe(before?.censored);
          expect(values(trial.elapsed).sort()).toEqual(values(before?.elapsed as never).sort());
          expect(trial.undecidedToRetry).toBe(before?.undecidedToRetry);
        }
      }),
    );
  });
});

describe("a batch whose file has changed", () => {
  test("re-runs only what changed, and says what is new and what is gone", () => {
    const left = {
      trials: [
        known(),
        known({ number: 2, trial: trialOf({ drop: 2 }) }),
        known({ number: 3, occurrence: 2 }),
      ],
      nextNumber: 4,
      records: [recordOf(), recordOf({ trial: 2 }), recordOf({ trial: 3 })],
    };
    const trials = [trialOf({ drop: 9 }), trialOf(), trialOf(), trialOf()];
    const { state, added, gone } = restoreChanged(settings({ repeat: 3 }), trials, left);
    expect(state.trials.map((each) => [each.number, each.occurrence, each.counts.agreed])).toEqual([
      [4, 1, 0],
      [1, 1, 1],
      [3, 2, 1],
      [5, 3, 0],
    ]);
    expect([added, gone]).toEqual([[4, 5], [2]]);
  });

  test("keeps the occurrence of a trial whose elder twin was deleted", () => {
    const left = { trials: [known({ number: 7, occurrence: 2 })], nextNumber: 8, records: [] };
    const { state } = restoreChanged(settings(), [trialOf(), trialOf()], left);
    expect(state.trials.map((each) => [each.number, each.occurrence])).toEqual([
      [7, 2],
      [8, 3],
    ]);
  });

  const A = trialOf();
  const B = trialOf({ drop: 2 });
  const C = trialOf({ drop: 3 });
  const merged = (file: readonly Trial[], queue: readonly Trial[], given: readonly Trial[]) => {
    const trials = queue.map((trial, index) => known({ number: index + 1, trial }));
    const left = { trials, nextNumber: 10, records: [], given: given.map(hashOf) };
    const { state, ...numbers } = restoreChanged(settings(), file, left);
    return { drops: state.trials.map(({ trial }) => trial.drop), ...numbers };
  };

  test.each([
    ["a file that is as it was changes nothing", [A], [A], { drops: [1], edited: [] }],
    ["what was added on the screen stays", [A], [A, C], { drops: [1, 3], edited: [2] }],
    ["what was edited on the screen stays edited", [A, B], [A, C], { drops: [1, 3], edited: [2] }],
    ["what was deleted on the screen stays deleted", [A, B], [A], { drops: [1], added: [] }],
  ])("%s", (_, file, queue, expected) => {
    expect(merged(file, queue, file)).toMatchObject({ gone: [], ...expected });
  });

  test("changes of the file and of the screen are both kept", () => {
    const found = merged([A, trialOf({ drop: 4 })], [A, B, C], [A, B]);
    expect(found).toEqual({ drops: [1, 4, 3], added: [10], gone: [2], edited: [3] });
  });
});
