import { expect, test } from "vitest";
import { createQueue } from "../../../src/core/queue/queue.ts";
import { refusal } from "../../../src/core/queue/refusal.ts";
import type { Command, QueueState } from "../../../src/core/queue/state.ts";
import { begun, recordOf, settings, tell, trialOf, undecided } from "./examples.ts";

const runOf = (state: QueueState): number => state.trials[0]?.running[0]?.run ?? 0;

const waiting = createQueue(settings(), [trialOf(), trialOf({ drop: 2 })]);
const [going] = begun({ repeat: 1 }, [trialOf()]);
const [done] = tell(going, recordOf());
const [stopping] = tell(going, { type: "stop" });

test.each<[string, typeof waiting, Command, string | undefined]>([
  ["an unknown trial", waiting, { type: "delete", number: 7 }, "there is no trial 7"],
  [
    "deleting what runs",
    going,
    { type: "delete", number: 1 },
    "trial 1 is running; cancel it first",
  ],
  ["deleting what waits", waiting, { type: "delete", number: 1 }, undefined],
  ["undoing nothing", waiting, { type: "undo" }, "nothing to undo"],
  [
    "moving the first up",
    waiting,
    { type: "move", number: 1, by: -1 },
    "trial 1 is already the first",
  ],
  [
    "moving the last down",
    waiting,
    { type: "move", number: 2, by: 3 },
    "trial 2 is already the last",
  ],
  ["resuming what goes on", waiting, { type: "resume" }, "the batch is not paused"],
  ["pausing at the end", done, { type: "pause" }, "the batch has finished"],
  ["pausing a done trial", done, { type: "pauseTrial", number: 1 }, "trial 1 is done"],
  ["cancelling a done trial", done, { type: "cancel", number: 1 }, "trial 1 is done"],
  [
    "cancelling a run that waits",
    going,
    { type: "cancel", number: 1, run: 2 },
    "run 2 of trial 1 is not in progress",
  ],
  ["cancelling a run that goes", going, { type: "cancel", number: 1, run: 1 }, undefined],
  ["retrying what went well", done, { type: "retry", number: 1 }, "nothing to retry in trial 1"],
  ["retrying all of nothing", done, { type: "retryAll" }, "no failed or undecided runs"],
  ["no jobs", waiting, { type: "setJobs", jobs: 0 }, "already at 1 job"],
  [
    "adding after nobody",
    waiting,
    { type: "add", trials: [trialOf()], after: 9 },
    "there is no trial 9",
  ],
  ["anything while stopping", stopping, { type: "pause" }, "the batch is being stopped"],
])("%s", (_, state, command, reason) => {
  expect(refusal(state, command)).toBe(reason);
});

const shard = { number: 2, of: 3, command: [] };
const [ofShard] = begun({ repeat: 9, shard }, [trialOf(), trialOf({ drop: 2 })]);
const [undecidedShard] = tell(ofShard, undecided({ run: runOf(ofShard) }));

test.each<Command>([
  { type: "add", trials: [trialOf()] },
  { type: "edit", number: 2, trial: trialOf({ drop: 3 }) },
  { type: "delete", number: 2 },
  { type: "move", number: 2, by: -1 },
  { type: "moreRuns", number: 2, runs: 1 },
  { type: "undo" },
])("a shard keeps its trials and runs: $type is refused", (command) => {
  expect(refusal(ofShard, command)).toBe(
    "this is shard 2 of 3: all shards must have the same trials and runs",
  );
});

test("a shard may be paused and stopped; a retry that would add a run is refused", () => {
  expect(refusal(ofShard, { type: "pause" })).toBe(undefined);
  expect(refusal(ofShard, { type: "stop" })).toBe(undefined);
  expect(refusal(undecidedShard, { type: "retry", number: 1 })).toMatch(/this is shard 2 of 3/);
  expect(refusal(undecidedShard, { type: "retryAll" })).toMatch(/this is shard 2 of 3/);
});
