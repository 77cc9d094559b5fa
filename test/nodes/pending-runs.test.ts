import { expect, it } from "vitest";
import type { RunRecord } from "../../src/core/run/run.ts";
import { timeline } from "../../src/core/run/timeline.ts";
import type { TraceEvent } from "../../src/core/run/trace-event.ts";
import { cutAt, PendingRuns } from "../../src/nodes/pending-runs.ts";
import { endedRecord } from "../../src/nodes/run-record.ts";
import { readTrace } from "../../src/results/traces.ts";
import { request, TRIAL } from "./trials.ts";

const event = (message: string): TraceEvent => ({
  ...{ clock: 1, at: 2, actor: "fry", role: "proposer", index: 1, kind: "send", peer: "homer" },
  message,
});

function book(): { pending: PendingRuns; ended: RunRecord[]; traces: unknown[] } {
  const ended: RunRecord[] = [];
  const traces: unknown[] = [];
  const pending = new PendingRuns((record, trace) => {
    ended.push(record);
    traces.push(trace);
  });
  return { pending, ended, traces };
}

const agreed = (run: number): RunRecord => ({
  ...endedRecord({ trial: 1, run, attempt: 1 }, "failed", { reason: "", startedAtMs: 0 }),
  verdict: "agreed",
});

it("an attempt ends once, by the record that comes first", () => {
  const { pending, ended } = book();
  const one = pending.add(request(1));
  pending.finish(agreed(1));
  pending.finish(agreed(1));
  pending.end(one, { verdict: "failed", reason: "late" });
  expect(ended.map(({ verdict }) => verdict)).toEqual(["agreed"]);
  expect(pending.all()).toEqual([]);
});

it("a record of an attempt that nobody asked for is dropped", () => {
  const { pending, ended } = book();
  pending.add(request(1));
  pending.finish(agreed(2));
  pending.finish({ ...agreed(1), attempt: 2 });
  pending.finish({ ...agreed(1), trial: 2 });
  expect(ended).toEqual([]);
});

it("what is left of a stretch of runs ends together", () => {
  const { pending, ended } = book();
  const stretch = pending.add(request(1, { ...TRIAL, moduleName: "paxy_sim" }, 4));
  pending.finish(agreed(2));
  pending.end(stretch, { verdict: "failed", reason: "the engine crashed" });
  expect(ended.map(({ run, verdict }) => `${run} ${verdict}`)).toEqual([
    "2 agreed",
    "1 failed",
    "3 failed",
    "4 failed",
  ]);
});

it("a trace comes with the record of its run and of no other", () => {
  const { pending, traces } = book();
  pending.add(request(1, { ...TRIAL, moduleName: "paxy_sim" }, 2));
  pending.addTrace({ trial: 1, run: 2, attempt: 1 }, [event("a")]);
  pending.addTrace({ trial: 1, run: 2, attempt: 1 }, [event("b")]);
  pending.finish(agreed(1));
  pending.finish(agreed(2));
  expect(traces).toEqual([undefined, [event("a"), event("b")].map((each) => JSON.stringify(each))]);
});

it("a trace that is too long is cut and says so", () => {
  const { pending, traces } = book();
  pending.add(request(1));
  const megabyte = "x".repeat(1024 * 1024);
  pending.addTrace({ trial: 1, run: 1, attempt: 1 }, Array(70).fill(event(megabyte)));
  pending.addTrace({ trial: 1, run: 1, attempt: 1 }, [event("late")]);
  pending.finish(agreed(1));
  const [lines] = traces as string[][];
  expect(lines).toHaveLength(64);
  const last = JSON.parse(lines?.at(-1) ?? "") as TraceEvent;
  expect(last).toEqual(cutAt(event(megabyte)));
  expect(readTrace(lines?.at(-1) ?? "")).toEqual([last]);
  expect(
    timeline([last], { width: Number.POSITIVE_INFINITY, unit: "ms", colours: "none" }).join(""),
  ).toContain("the rest of the trace is left out");
});

it("figures of a run during which everything stood still are not believed, a violation is", () => {
  const { pending, ended } = book();
  const stretch = pending.add(request(1, TRIAL, 3));
  pending.finish(agreed(1));
  stretch.spoilt = "everything stopped for 10.0 s during this run";
  pending.finish(agreed(2));
  pending.finish({ ...agreed(3), verdict: "violation" });
  expect(ended.map(({ verdict }) => verdict)).toEqual(["agreed", "failed", "violation"]);
  expect(ended[1]?.reason).toBe(stretch.spoilt);
});
