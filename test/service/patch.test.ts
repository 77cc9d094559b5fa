import { expect, it } from "vitest";
import { createQueue, update } from "../../src/core/queue/queue.ts";
import type { Command, QueueState } from "../../src/core/queue/state.ts";
import type { RunRecord } from "../../src/core/run/run.ts";
import type { Verdict } from "../../src/core/run/verdicts.ts";
import { values } from "../../src/core/statistics/series.ts";
import { DEFAULT_TRIAL } from "../../src/core/trial/parameters.ts";
import type { Snapshot } from "../../src/service/client.ts";
import { applyPatch, difference, isEmpty } from "../../src/service/socket/patch.ts";
import { fc } from "../seed.ts";

const settings = { name: "b", repeat: 3, timeLimitMs: 1000, jobs: 2, seed: 1, attemptsMax: 2 };

const nodes: Snapshot["nodes"] = [];

const snapshotOf = (queue: QueueState): Snapshot => ({
  queue,
  nodes,
  directory: "/out/b/1",
  totals: queue.totals,
  trouble: "",
  etaMs: null,
  startedAtMs: 5,
});

/** Series are compared by what they hold; how long their shared buffer is, is nobody's business. */
const plain = (snapshot: Snapshot) => ({
  ...snapshot,
  queue: {
    ...snapshot.queue,
    trials: snapshot.queue.trials.map((trial) => ({
      ...trial,
      elapsed: values(trial.elapsed),
      rounds: values(trial.rounds),
    })),
  },
});

const overTheWire = <T>(value: T): T => JSON.parse(JSON.stringify(value));

const ended = (queue: QueueState, verdict: Verdict): RunRecord | undefined => {
  for (const trial of queue.trials) {
    const [going] = trial.running;
    if (going === undefined) continue;
    const decided = verdict === "agreed";
    return {
      trial: trial.number,
      run: going.run,
      attempt: going.attempt,
      verdict,
      decision: decided ? "{1,2,3}" : "",
      rounds: decided ? going.run : null,
      elapsedMs: decided ? 10 * going.run : null,
      decisions: [],
      messages: 1,
      dropped: 0,
      winner: "",
      lateMs: 0,
      load: 0.5,
      startedAt: "",
      reason: "",
    };
  }
  return undefined;
};

const step = fc.oneof(
  fc.constantFrom<Verdict>("agreed", "undecided", "failed", "violation"),
  fc.constantFrom<Command>(
    { type: "add", trials: [{ ...DEFAULT_TRIAL, drop: 7 }] },
    { type: "delete", number: 2 },
    { type: "undo" },
    { type: "move", number: 3, by: -1 },
    { type: "pause" },
    { type: "resume" },
    { type: "edit", number: 1, trial: { ...DEFAULT_TRIAL, delay: 3 } },
    { type: "retryAll" },
    { type: "setJobs", jobs: 4 },
  ),
);

function after(queue: QueueState, what: Verdict | Command): QueueState {
  if (typeof what !== "string") return update(queue, { type: "command", command: what })[0];
  const record = ended(queue, what);
  return record === undefined ? queue : update(queue, { type: "ended", records: [record] })[0];
}

it("leads a client that misses any of the states to the state that was sent last", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(step, fc.boolean()), { maxLength: 40 }), (steps) => {
      const trials = [1, 2, 3, 4].map((drop) => ({ ...DEFAULT_TRIAL, drop }));
      let queue = update(createQueue(settings, trials), { type: "begin" })[0];
      let sent = snapshotOf(queue);
      let seen = applyPatch(undefined, overTheWire(difference(undefined, sent)));
      for (const [what, isSent] of steps) {
        queue = after(queue, what);
        if (!isSent) continue;
        const next = snapshotOf(queue);
        seen = applyPatch(seen, overTheWire(difference(sent, next)));
        sent = next;
        expect(plain(seen)).toEqual(plain(sent));
      }
    }),
  );
});

it("is empty when nothing has changed", () => {
  const queue = createQueue(settings, [DEFAULT_TRIAL]);
  expect(isEmpty(difference(snapshotOf(queue), snapshotOf(queue)))).toBe(true);
});

it("sends only the new end of a series", () => {
  let queue = update(createQueue(settings, [DEFAULT_TRIAL]), { type: "begin" })[0];
  queue = after(queue, "agreed");
  const before = snapshotOf(queue);
  queue = after(queue, "agreed");
  const [trial] = difference(before, snapshotOf(queue)).trials;
  expect(trial?.elapsed).toEqual({ from: 1, values: [20] });
});

it("keeps the objects of trials that did not change", () => {
  const trials = [1, 2].map((drop) => ({ ...DEFAULT_TRIAL, drop }));
  const queue = update(createQueue({ ...settings, jobs: 1 }, trials), { type: "begin" })[0];
  const first = applyPatch(undefined, difference(undefined, snapshotOf(queue)));
  const later = snapshotOf(after(queue, "agreed"));
  const second = applyPatch(first, difference(snapshotOf(queue), later));
  expect(second.queue.trials[1]).toBe(first.queue.trials[1]);
  expect(second.queue.trials[0]).not.toBe(first.queue.trials[0]);
});

it("refuses a patch that does not continue what the client has", () => {
  const queue = createQueue(settings, [DEFAULT_TRIAL]);
  const first = applyPatch(undefined, difference(undefined, snapshotOf(queue)));
  const gap = { trials: [{ number: 1, elapsed: { from: 3, values: [1] } }] };
  expect(() => applyPatch(first, gap)).toThrow("continues a series at 3");
  expect(() => applyPatch(undefined, { trials: [] })).toThrow("before the first state");
});
