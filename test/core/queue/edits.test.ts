import { describe, expect, test } from "vitest";
import { createQueue, update } from "../../../src/core/queue/queue.ts";
import { refusal } from "../../../src/core/queue/refusal.ts";
import {
  begun,
  failed,
  recordOf,
  settings,
  started,
  tell,
  trialOf,
  undecided,
} from "./examples.ts";

const two = [trialOf(), trialOf({ drop: 5 })];

describe("changing the queue", () => {
  test("a trial that has run is left as it is, and the changed copy follows it under a new number", () => {
    const [state] = begun({}, two);
    const [next] = tell(state, { type: "edit", number: 1, trial: trialOf({ drop: 9 }) });
    expect(next.trials.map((each) => [each.number, each.trial.drop])).toEqual([
      [1, 1],
      [3, 9],
      [2, 5],
    ]);
  });

  test("a trial that has not run is changed in place", () => {
    const [state] = begun({}, two);
    const [next] = tell(state, { type: "edit", number: 2, trial: trialOf() });
    expect(next.trials.map((each) => [each.number, each.trial.drop, each.occurrence])).toEqual([
      [1, 1, 1],
      [2, 1, 2],
    ]);
  });

  test("a deleted trial comes back where it was, and its number is not given to another", () => {
    const state = createQueue(settings(), two);
    const [less] = tell(state, { type: "delete", number: 1 }, { type: "add", trials: [trialOf()] });
    expect(less.trials.map((each) => [each.number, each.occurrence])).toEqual([
      [2, 1],
      [3, 2],
    ]);
    const [back] = tell(less, { type: "undo" }, { type: "undo" });
    expect(back.trials.map((each) => each.number)).toEqual([1, 2]);
    const [more] = tell(back, { type: "add", trials: [trialOf()] });
    expect(more.trials.map((each) => each.number)).toEqual([1, 2, 4]);
  });

  test("a trial moves up and down and runs in its new place", () => {
    const state = createQueue(settings(), two);
    const [moved] = update(state, {
      type: "command",
      command: { type: "move", number: 2, by: -1 },
    });
    expect(moved.trials.map((each) => each.number)).toEqual([2, 1]);
    expect(moved.trials[0]?.running).toHaveLength(1);
  });

  test("cancelling a trial cancels its runs, gives up its other attempts, and goes on with the next trial", () => {
    const [state] = begun({ jobs: 2, repeat: 3 }, two);
    const [next, effects] = tell(
      state,
      { type: "pause" },
      failed(),
      { type: "cancel", number: 1 },
      { type: "resume" },
    );
    expect(effects[0]).toEqual({ type: "cancel", trial: 1, run: 2, attempt: 1 });
    expect(started(effects)).toEqual(["2/1/1"]);
    expect(next.trials[0]).toMatchObject({ cancelled: true, again: [], counts: { failed: 1 } });
    expect(next.totals.runs).toBe(5);
  });

  test("retrying a cancelled trial takes up what is left and adds a run for each cancelled one", () => {
    const [state] = begun({ repeat: 2 }, [trialOf()]);
    const [cancelled] = tell(
      state,
      { type: "cancel", number: 1 },
      undecided({ verdict: "cancelled" }),
    );
    expect(cancelled.status).toBe("finished");
    const [again, effects] = tell(cancelled, { type: "retry", number: 1 });
    expect(started(effects)).toEqual(["1/2/1"]);
    expect(again.trials[0]).toMatchObject({
      runs: 3,
      cancelledToRetry: 0,
      counts: { cancelled: 1 },
    });
  });
});

describe("undo", () => {
  const numbers = ({ trials }: { readonly trials: readonly { readonly number: number }[] }) =>
    trials.map(({ number }) => number);

  test("what was added, moved, edited and deleted is taken back, the last change first", () => {
    const [state] = begun({ jobs: 1 }, [trialOf(), trialOf({ drop: 5 }), trialOf({ drop: 6 })]);
    const [changed] = tell(
      state,
      { type: "add", trials: [trialOf({ drop: 7 }), trialOf({ drop: 8 })] },
      { type: "move", number: 3, by: -1 },
      { type: "edit", number: 2, trial: trialOf({ drop: 9 }) },
      { type: "delete", number: 5 },
    );
    expect(numbers(changed)).toEqual([1, 3, 2, 4]);
    const undo = { type: "undo" } as const;
    const [whole] = tell(changed, undo);
    expect(numbers(whole)).toEqual([1, 3, 2, 4, 5]);
    const [unedited] = tell(whole, undo);
    expect(unedited.trials[2]?.trial.drop).toBe(5);
    const [unmoved] = tell(unedited, undo);
    expect(numbers(unmoved)).toEqual([1, 2, 3, 4, 5]);
    const [first] = tell(unmoved, undo);
    expect(numbers(first)).toEqual([1, 2, 3]);
    expect(first.changes).toEqual([]);
    expect(first.totals).toEqual(state.totals);
  });

  test("a pause of the batch is taken back, and runs start again; so is its end", () => {
    const [state] = begun({ jobs: 1 }, two);
    const [paused] = tell(state, { type: "pause" });
    const [running] = tell(paused, { type: "undo" });
    expect([running.status, running.changes]).toEqual(["running", []]);
    const [again] = tell(paused, { type: "resume" }, { type: "undo" });
    expect([again.status, again.changes.length]).toEqual(["paused", 1]);
  });

  test("pauses, more runs and jobs are taken back, too", () => {
    const [state] = begun({ jobs: 2, repeat: 3 }, [trialOf(), trialOf({ drop: 5 })]);
    const undo = { type: "undo" } as const;
    const [changed] = tell(
      state,
      { type: "pauseTrial", number: 2 },
      { type: "moreRuns", number: 2, runs: 4 },
      { type: "setJobs", jobs: 1 },
    );
    expect([changed.trials[1]?.paused, changed.trials[1]?.runs, changed.settings.jobs]).toEqual([
      true,
      7,
      1,
    ]);
    const [back] = tell(changed, undo, undo, undo);
    expect([back.trials[1]?.paused, back.trials[1]?.runs, back.settings.jobs]).toEqual([
      false,
      3,
      2,
    ]);
    expect(back.totals).toEqual(state.totals);
  });

  test("a cancelled trial runs again, with another run for the one that was ended", () => {
    const [state] = begun({ jobs: 2, repeat: 3 }, [trialOf()]);
    const [cancelled] = tell(
      state,
      failed(),
      { type: "cancel", number: 1 },
      recordOf({ run: 2, verdict: "cancelled", elapsedMs: null, rounds: null }),
    );
    expect(cancelled.trials[0]).toMatchObject({ cancelled: true, counts: { cancelled: 1 } });
    const [back, effects] = tell(cancelled, { type: "undo" });
    expect(back.trials[0]).toMatchObject({ cancelled: false, runs: 4 });
    // The second attempt at the first run is still ending.
    expect(started(effects)).toEqual(["1/3/1"]);
  });

  test("a move farther than the list goes is taken back to where the trial was", () => {
    const [state] = begun({ jobs: 1 }, [trialOf(), trialOf({ drop: 5 }), trialOf({ drop: 6 })]);
    const [moved] = tell(state, { type: "move", number: 2, by: -3 });
    expect(numbers(moved)).toEqual([2, 1, 3]);
    expect(numbers(tell(moved, { type: "undo" })[0])).toEqual([1, 2, 3]);
  });

  test("runs that a retry added are not wanted any more, but those that have started", () => {
    const [state] = begun({ jobs: 1, repeat: 2 }, [trialOf()]);
    const [done] = tell(state, undecided(), undecided({ run: 2 }));
    const [more] = tell(done, { type: "retryAll" });
    expect(more.trials[0]).toMatchObject({ runs: 4, undecidedToRetry: 0 });
    const [back] = tell(more, { type: "undo" });
    expect(back.trials[0]).toMatchObject({ runs: 3, undecidedToRetry: 1 });
    expect(back.changes).toEqual([]);
  });

  test("what was done to several trials at once is one change", () => {
    const trials = [5, 6, 7, 8].map((drop) => trialOf({ drop }));
    const [state] = begun({ jobs: 1, repeat: 1 }, trials);
    const several = (type: "delete" | "pauseTrial") => ({
      type: "several" as const,
      commands: [1, 3, 4].map((number) => ({ type, number })),
    });
    // Trial 1 is running and stays.
    const [less] = tell(state, several("delete"));
    expect(numbers(less)).toEqual([1, 2]);
    const [back] = tell(less, { type: "undo" });
    expect(numbers(back)).toEqual([1, 2, 3, 4]);
    const [paused] = tell(state, several("pauseTrial"));
    expect(paused.trials.map((each) => each.paused)).toEqual([true, false, true, true]);
    expect(tell(paused, { type: "undo" })[0].trials.every((each) => !each.paused)).toBe(true);
  });

  test("every deletion that can be undone brings its trial back, however many there were", () => {
    const trials = Array.from({ length: 150 }, (_, index) => trialOf({ delay: index }));
    let [state] = begun({ jobs: 1, repeat: 1 }, trials);
    const all = numbers(state);
    const deletion = (from: number, to: number) => ({
      type: "several" as const,
      commands: all.slice(from, to).map((number) => ({ type: "delete" as const, number })),
    });
    expect(refusal(state, deletion(1, 150))).toBe("149 trials are marked; at most 100 at once");
    [state] = tell(state, deletion(1, 50), deletion(50, 149));
    expect(state.trials).toHaveLength(2);
    while (state.changes.length > 0) {
      const before = state.trials.length;
      [state] = tell(state, { type: "undo" });
      expect(state.trials.length).toBeGreaterThan(before);
    }
    expect(state.trials).toHaveLength(101);
  });

  test("several commands are refused where none of them can be done", () => {
    const [state] = begun({ repeat: 1 }, [trialOf()]);
    const commands = [{ type: "delete" as const, number: 1 }];
    expect(refusal(state, { type: "several", commands })).toBe(
      "trial 1 is running; cancel it first",
    );
    expect(refusal(state, { type: "several", commands: [] })).toBe("no trial is marked");
  });

  test("a trial that has run is not taken back", () => {
    const [state] = begun({ repeat: 1 }, [trialOf()]);
    const [added] = tell(state, { type: "add", trials: [trialOf({ drop: 5 })], after: 0 });
    const [running] = tell(added, recordOf());
    expect(refusal(running, { type: "undo" })).toBe(
      "trial 2 has already run; d deletes it, x cancels it",
    );
  });

  test("more runs of a trial are wanted, and a finished batch runs again", () => {
    const [state] = begun({ repeat: 1 }, [trialOf()]);
    const [finished] = tell(state, recordOf());
    expect(finished.status).toBe("finished");
    const [again, effects] = tell(finished, { type: "moreRuns", number: 1, runs: 2 });
    expect(again.trials[0]?.runs).toBe(3);
    expect(again.status).toBe("running");
    expect(started(effects)).toEqual(["1/2/1"]);
  });
});
