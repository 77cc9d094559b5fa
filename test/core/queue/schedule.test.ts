import { describe, expect, test } from "vitest";
import { goingTrial } from "../../../src/core/queue/endings.ts";
import { update } from "../../../src/core/queue/queue.ts";
import { values } from "../../../src/core/statistics/series.ts";
import { begun, recordOf, started, tell, trialOf } from "./examples.ts";

const two = [trialOf(), trialOf({ drop: 5 })];

describe("starting", () => {
  test("runs start in the order of trials and runs, as many as there are jobs", () => {
    const [, effects] = begun({ jobs: 3 }, two);
    expect(started(effects)).toEqual(["1/1/1", "1/2/1", "2/1/1"]);
  });

  test("a started run carries all that a service needs to know", () => {
    const [state, [effect]] = begun({ seed: 9, timeLimitMs: 500 }, [trialOf({ drop: 7 })]);
    expect(effect).toEqual({
      type: "start",
      request: {
        trial: 1,
        run: 1,
        step: 1,
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
