import { describe, expect, test } from "vitest";
import { goingTrial } from "../../../src/core/queue/endings.ts";
import { values } from "../../../src/core/statistics/series.ts";
import { begun, failed, recordOf, started, tell, trialOf, undecided } from "./examples.ts";

const two = [trialOf(), trialOf({ drop: 5 })];

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
