import { beforeEach, expect, it, vi } from "vitest";
import type { RunRecord } from "../../src/core/run/run.ts";
import { RunDesk } from "../../src/nodes/run-desk.ts";
import { request, TRIAL } from "./trials.ts";

beforeEach(() => {
  vi.useFakeTimers();
  return () => vi.useRealTimers();
});

function newDesk(isAvailable: () => boolean) {
  const runs: RunRecord[] = [];
  const sent: string[] = [];
  const desk = new RunDesk({
    events: { onOver() {}, onRun: (record) => runs.push(record), onOutput() {}, onHealth() {} },
    isAvailable,
    send: (term) => sent.push(term),
    whyUnavailable: () => "the node paxy-acc is down",
    onSuccess() {},
    waitMsMax: 1000,
  });
  return { desk, runs, sent };
}

const FAILED = {
  ...({ t: "run", trial: 1, run: 1, attempt: 1, verdict: "failed", decision: "" } as const),
  ...{ decisions: [], rounds: null, elapsed: null, messages: 0, dropped: 0, started_at: 0 },
  ...{ reason: "", winner: "", late: null },
};

it("a run waits for nodes to be up, and fails with the reason when they do not come", () => {
  let up = false;
  const { desk, runs, sent } = newDesk(() => up);
  desk.run(request(1));
  vi.advanceTimersByTime(999);
  up = true;
  desk.sendWaiting();
  vi.advanceTimersByTime(1000);
  expect(sent).toHaveLength(1);
  expect(runs).toEqual([]);
  up = false;
  desk.run(request(2));
  vi.advanceTimersByTime(1000);
  expect(runs).toMatchObject([{ run: 2, verdict: "failed", reason: "the node paxy-acc is down" }]);
});

it("the end of a node explains a failure better than the failure itself", () => {
  const { desk, runs } = newDesk(() => true);
  desk.run(request(1));
  desk.record({ ...FAILED, reason: "noconnection" });
  vi.advanceTimersByTime(100);
  desk.nodeLost("acceptors", "the node paxy-acc was killed by SIGKILL");
  vi.advanceTimersByTime(1000);
  expect(runs).toMatchObject([{ reason: "the node paxy-acc was killed by SIGKILL" }]);
});

it("a violation that was heard before a node was lost stays a violation", () => {
  const { desk, runs } = newDesk(() => true);
  desk.run(request(1));
  desk.nodeLost("acceptors", "the node paxy-acc was killed by SIGKILL");
  vi.advanceTimersByTime(5000);
  expect(runs).toEqual([]);
  const reason = "both {1,0,0} and {0,1,0} were decided";
  desk.record({ ...FAILED, verdict: "violation", rounds: null, elapsed: null, reason });
  expect(runs).toMatchObject([{ verdict: "violation", reason }]);
  vi.advanceTimersByTime(60_000);
  expect(runs).toHaveLength(1);
});

it("a run whose node was lost fails with the node's end, whether the run node says so, or nothing", () => {
  const { desk, runs } = newDesk(() => true);
  const reason = "the node paxy-pro was killed by SIGKILL";
  for (const run of [1, 2]) desk.run(request(run));
  desk.nodeLost("proposers", reason);
  desk.record({
    ...FAILED,
    verdict: "cancelled",
    rounds: null,
    elapsed: null,
    reason: "cancelled",
  });
  expect(runs).toMatchObject([{ run: 1, verdict: "failed", reason }]);
  vi.advanceTimersByTime(15_000);
  expect(runs).toMatchObject([{ run: 1 }, { run: 2, verdict: "failed", reason }]);
});

it("without the run node nobody judges, and its runs fail at once", () => {
  const { desk, runs } = newDesk(() => true);
  desk.run(request(1));
  desk.nodeLost("run", "the node paxy-run was killed by SIGKILL");
  expect(runs).toMatchObject([{ verdict: "failed" }]);
});

it("a failure that no node explains is told as it is", () => {
  const { desk, runs } = newDesk(() => true);
  desk.run(request(1));
  desk.record({ ...FAILED, reason: "the disk is full" });
  vi.advanceTimersByTime(1000);
  expect(runs).toMatchObject([{ verdict: "failed", reason: "the disk is full" }]);
});

it("a run without a result long after its time limit, and that of a run it may wait for, fails", () => {
  const { desk, runs, sent } = newDesk(() => true);
  desk.run({ ...request(1), timeLimitMs: 10_000 });
  vi.advanceTimersByTime(75_000);
  expect(runs).toEqual([]);
  vi.advanceTimersByTime(20_000);
  expect(runs).toMatchObject([{ verdict: "failed" }]);
  expect(sent.at(-1)).toBe("{cancel,1,1,1}");
});

it("a request that cannot be put into a term fails, and nothing is sent", () => {
  const { desk, runs, sent } = newDesk(() => true);
  desk.run(request(1, { ...TRIAL, delay: 1.5 }));
  expect(runs).toMatchObject([{ verdict: "failed", reason: "not a whole number: 1.5" }]);
  expect(sent).toEqual([]);
});

it("after the end, what is asked for ends at once", () => {
  const { desk, runs } = newDesk(() => true);
  desk.run(request(1));
  desk.close({ verdict: "cancelled", reason: "the nodes were stopped" });
  desk.run(request(2));
  expect(runs.map(({ run, verdict }) => `${run} ${verdict}`)).toEqual([
    "1 cancelled",
    "2 cancelled",
  ]);
});

it("a run of which a stretch has no result when all have been handed in fails at once", () => {
  const { desk, runs } = newDesk(() => true);
  desk.run(request(1, { ...TRIAL, moduleName: "paxy_sim" }, 2));
  desk.record({ ...FAILED, verdict: "agreed" });
  desk.record({ t: "done", trial: 1, run: 1, attempt: 1 });
  vi.advanceTimersByTime(1000);
  expect(runs.map(({ run, verdict, reason }) => `${run} ${verdict} ${reason}`)).toEqual([
    "1 agreed ",
    "2 failed the engine returned without a result",
  ]);
});
