import { describe, expect, test } from "vitest";
import { goingTrial } from "../../../src/core/queue/endings.ts";
import { createQueue, update } from "../../../src/core/queue/queue.ts";
import { values } from "../../../src/core/statistics/series.ts";
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

describe("starting", () => {
  test("runs start in the order of trials and runs, as many as there are jobs", () => {
    const [, effects] = begun({ jobs: 3 }, two);
    expect(started(effects)).toEqual(["1/1/1", "1/2/1", "2/1/1"]);
  });

  test("a started run carries all that an engine needs to know", () => {
    const [state, [effect]] = begun({ seed: 9, timeLimitMs: 500 }, [trialOf({ drop: 7 })]);
    expect(effect).toEqual({
      type: "start",
      request: {
        trial: 1,
        run: 1,
        count: 1,
        attempt: 1,
        config: trialOf({ drop: 7 }),
        seed: 9,
        hash: state.trials[0]?.hash,
        occurrence: 1,
        timeLimitMs: 500,
        slots: 1,
      },
    });
  });

  test("a run that is over makes room while its row is being written, and is not done yet", () => {
    const [first] = begun({}, [trialOf()]);
    const [over, effects] = update(first, { type: "over", records: [recordOf()] });
    expect(started(effects)).toEqual(["1/2/1"]);
    expect(over.totals.done).toBe(0);
    expect(over.load).toEqual({ realTime: 1, stretches: 0, writing: 1 });
    expect(goingTrial(over, recordOf())).toBeUndefined();
    const [written, none] = tell(over, recordOf());
    expect(started(none)).toEqual([]);
    expect(written.totals.done).toBe(1);
    expect(written.load).toEqual({ realTime: 1, stretches: 0, writing: 0 });
  });

  test.each([
    ["hardly any time", { elapsedMs: 1 }, 8],
    ["4 ms", { elapsedMs: 4 }, 2],
    ["10 ms", { elapsedMs: 10 }, 1],
    ["more than that", { elapsedMs: 11 }, 0],
    ["longer than the time limit", { verdict: "undecided", elapsedMs: null, rounds: null }, 0],
  ] as const)(
    "where runs take %s, so many wait on the nodes that it is about 10 ms",
    (_, record, waiting) => {
      const [first] = begun({ repeat: 30, jobs: 2 }, [trialOf()]);
      const [next, effects] = tell(first, recordOf(record));
      expect(started(effects)).toHaveLength(1 + waiting);
      expect(next.load.realTime).toBe(2 + waiting);
    },
  );

  test("a run waits on the nodes behind runs of its own trial only", () => {
    const two = [trialOf(), trialOf({ drop: 7 })];
    const [first] = begun({ repeat: 3, jobs: 2 }, two);
    const [short] = tell(first, recordOf({ elapsedMs: 1 }), recordOf({ run: 2, elapsedMs: 1 }));
    expect(short.load.realTime).toBe(2);
    expect(short.trials.map(({ running }) => running.length)).toEqual([1, 1]);
  });

  test("a batch that is stopped waits for the rows that are being written", () => {
    const [first] = begun({}, [trialOf()]);
    const [over] = update(update(first, { type: "command", command: { type: "pause" } })[0], {
      type: "over",
      records: [recordOf()],
    });
    const [stopping, early] = update(over, { type: "command", command: { type: "stop" } });
    expect(stopping.status).toBe("stopping");
    expect(early.map(({ type }) => type)).not.toContain("finished");
    expect(tell(stopping, recordOf())[0].status).toBe("stopped");
  });

  test("a run that ends makes room for the next, and the last one finishes the batch", () => {
    const [first] = begun({}, [trialOf()]);
    const [second, effects] = tell(first, recordOf());
    expect(started(effects)).toEqual(["1/2/1"]);
    const [last, ending] = tell(second, recordOf({ run: 2, elapsedMs: 300, rounds: 1 }));
    expect(ending).toEqual([{ type: "finished" }]);
    expect(last.status).toBe("finished");
    expect(last.totals).toEqual({
      runs: 2,
      done: 2,
      counts: { violation: 0, failed: 0, cancelled: 0, undecided: 0, agreed: 2 },
    });
    expect(values(last.trials[0]?.elapsed as never)).toEqual([100, 300]);
  });

  test("a batch without trials is finished at once, and goes on when one is added", () => {
    const [empty, effects] = begun({}, []);
    expect(effects).toEqual([{ type: "finished" }]);
    const [state, more] = tell(empty, { type: "add", trials: [trialOf()] });
    expect(state.status).toBe("running");
    expect(started(more)).toEqual(["1/1/1"]);
  });

  test("in virtual time consecutive runs start together, two stretches to a slot", () => {
    const sim = trialOf({ moduleName: "paxy_sim" });
    const [, effects] = begun({ repeat: 6000 }, [sim]);
    expect(started(effects)).toEqual(["1/1/1x2666", "1/2667/1x2666"]);
  });

  test("a run in real time waits until the stretches before it have left it a slot", () => {
    const trials = [trialOf({ moduleName: "paxy_sim" }), trialOf()];
    const [state, effects] = begun({ repeat: 1 }, trials);
    expect(started(effects)).toEqual(["1/1/1"]);
    expect(started(tell(state, recordOf())[1])).toEqual(["2/1/1"]);
  });

  test("more jobs start more runs at once, fewer let the running ones end", () => {
    const [state] = begun({ repeat: 5 }, [trialOf()]);
    const [more, effects] = tell(state, { type: "setJobs", jobs: 3 });
    expect(started(effects)).toEqual(["1/2/1", "1/3/1"]);
    const [, none] = tell(more, { type: "setJobs", jobs: 1 }, recordOf(), recordOf({ run: 2 }));
    expect(started(none)).toEqual([]);
  });
});

describe("failing", () => {
  test("a run that failed is attempted once more before any new run", () => {
    const [state] = begun({}, [trialOf()]);
    expect(started(tell(state, failed())[1])).toEqual(["1/1/2"]);
  });

  test("a run that failed twice has failed for good, and a retry allows two attempts more", () => {
    const [state] = begun({ repeat: 1 }, [trialOf()]);
    const [lost, effects] = tell(state, failed(), failed({ attempt: 2 }));
    expect(lost.status).toBe("finished");
    expect(effects.at(-1)).toEqual({ type: "finished" });
    expect(lost.totals.counts.failed).toBe(1);
    const [, again] = tell(lost, { type: "retry", number: 1 }, failed({ attempt: 3 }));
    expect(started(again)).toEqual(["1/1/3", "1/1/4"]);
  });

  test("the data of a run that failed first are those of its next attempt", () => {
    const [state] = begun({ repeat: 1 }, [trialOf()]);
    const [done] = tell(state, failed(), recordOf({ attempt: 2, elapsedMs: 70 }));
    expect(values(done.trials[0]?.elapsed as never)).toEqual([70]);
    expect(done.totals.counts).toMatchObject({ failed: 0, agreed: 1 });
  });

  test("a record of an attempt that is not going is ignored", () => {
    const [state] = begun({}, [trialOf()]);
    const [next] = tell(state, recordOf());
    expect(goingTrial(next, recordOf())).toBeUndefined();
    const [again, effects] = tell(next, recordOf());
    expect(again).toEqual(next);
    expect(effects).toEqual([]);
  });
});

describe("undecided and violating runs", () => {
  test("an undecided run is censored data, and retrying it adds a run and replaces nothing", () => {
    const [state] = begun({ repeat: 1 }, [trialOf()]);
    const [done] = tell(state, undecided());
    expect(done.trials[0]).toMatchObject({ censored: 1, runs: 1 });
    const [more, effects] = tell(done, { type: "retryAll" });
    expect(started(effects)).toEqual(["1/2/1"]);
    expect(more.trials[0]).toMatchObject({ censored: 1, runs: 2, counts: { undecided: 1 } });
  });

  test("a violation in which every proposer decided is data", () => {
    const [state] = begun({ repeat: 1 }, [trialOf()]);
    const [done] = tell(state, recordOf({ verdict: "violation", elapsedMs: 42, rounds: 3 }));
    expect(values(done.trials[0]?.elapsed as never)).toEqual([42]);
    expect(done.totals.counts.violation).toBe(1);
  });

  test("a violation in which some proposer did not decide is censored", () => {
    const [state] = begun({ repeat: 1 }, [trialOf()]);
    const [done] = tell(state, undecided({ verdict: "violation" }));
    expect(done.trials[0]).toMatchObject({ censored: 1, undecidedToRetry: 0 });
  });
});

describe("pausing and stopping", () => {
  test("a paused batch lets running runs end and starts none", () => {
    const [state] = begun({ jobs: 2, repeat: 5 }, [trialOf()]);
    const [paused, effects] = tell(state, { type: "pause" }, recordOf(), failed({ run: 2 }));
    expect(effects).toEqual([]);
    expect(started(tell(paused, { type: "resume" })[1])).toEqual(["1/2/2", "1/3/1"]);
  });

  test("a fault pauses the batch and says why until its cause is gone", () => {
    const [state] = begun({}, [trialOf()]);
    const [paused] = tell(state, { type: "fault", because: "the disk is full" }, recordOf());
    expect(paused).toMatchObject({ status: "paused", pausedBecause: "the disk is full" });
    const [going, effects] = tell(paused, { type: "recovered" });
    expect(going).toMatchObject({ status: "running", pausedBecause: "" });
    expect(started(effects)).toEqual(["1/2/1"]);
  });

  test("a batch that the user paused stays paused when a fault comes and goes", () => {
    const [state] = begun({}, [trialOf()]);
    const [paused] = tell(
      state,
      { type: "pause" },
      { type: "fault", because: "x" },
      { type: "recovered" },
    );
    expect(paused.status).toBe("paused");
    const [over] = tell(
      state,
      { type: "fault", because: "x" },
      { type: "pause" },
      { type: "recovered" },
    );
    expect(over.status).toBe("paused");
  });

  test("a paused trial is passed over", () => {
    const [state] = begun({}, two);
    const [, effects] = tell(state, { type: "pauseTrial", number: 1 }, recordOf());
    expect(started(effects)).toEqual(["2/1/1"]);
  });

  test("stopping cancels what is going and ends when that has ended", () => {
    const [state] = begun({ jobs: 2 }, [trialOf()]);
    const [stopping, effects] = tell(state, { type: "stop" });
    expect(effects).toEqual([
      { type: "cancel", trial: 1, run: 1, attempt: 1 },
      { type: "cancel", trial: 1, run: 2, attempt: 1 },
    ]);
    const [one, none] = tell(stopping, undecided({ verdict: "cancelled" }));
    expect([one.status, none]).toEqual(["stopping", []]);
    const [stopped, last] = tell(one, failed({ run: 2 }));
    expect(stopped.status).toBe("stopped");
    expect(last).toEqual([{ type: "finished" }]);
  });
});

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
    const [back] = tell(less, { type: "undo" });
    expect(back.trials.map((each) => each.number)).toEqual([1, 2, 3]);
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
