import type { RunRecord } from "../core/run/run.ts";
import { holdsRun, runsOf } from "../core/run/stretch.ts";
import type { TraceEvent } from "../core/run/trace-event.ts";
import { verdictRow } from "../core/run/verdicts.ts";
import type { AttemptId } from "../wire/requests.ts";
import type { RunRequest, ViolationTrace } from "./cluster.ts";
import { endedRecord } from "./run-record.ts";

/** Lines of a trace that are kept, in characters. */
const TRACE_CHARS_MAX = 64 * 1024 * 1024;

interface Trace {
  readonly lines: string[];
  chars: number;
}

/** The last event of a trace that was too long. */
export const cutAt = ({ clock, at, actor, role, index }: TraceEvent): TraceEvent => ({
  ...{ clock, at, actor, role, index, kind: "forgot", peer: "none" },
  message: "the rest of the trace is left out: it is too long",
});

/** A request of which not every attempt has ended. */
export interface PendingRequest {
  readonly request: RunRequest;
  readonly startedAtMs: number;
  /** Runs that have ended. */
  readonly ended: Set<number>;
  /** Of violations, by run; comes ahead of the run's record. */
  readonly traces: Map<number, Trace>;
  /** When it was given to the run node; null while it waits for nodes to be up. */
  sentAtMs: number | null;
  /** Why its figures can't be trusted; empty if they can. */
  spoilt: string;
  /** The node that was lost during the run, and how; empty if none was. */
  lost: string;
  /** By the user. */
  isCancelled: boolean;
}

export interface Ending {
  readonly verdict: "failed" | "cancelled";
  readonly reason: string;
}

/**
 * A violation stays one, however long it took and whatever happened to a node later. For other
 * failures, the end of a node is the better reason.
 */
function trusted(record: RunRecord, pending: PendingRequest): RunRecord {
  const { spoilt, lost, isCancelled, startedAtMs } = pending;
  const isCut = record.verdict === "failed" || record.verdict === "cancelled";
  if (lost !== "" && isCut && !isCancelled) return { ...record, verdict: "failed", reason: lost };
  if (spoilt === "" || !verdictRow(record.verdict).isMeasured) return record;
  const { trial, run, attempt } = record;
  return endedRecord({ trial, run, attempt }, "failed", { reason: spoilt, startedAtMs });
}

/** The book of attempts: each ends exactly once, by the record that comes first. */
export class PendingRuns {
  readonly #byTrial = new Map<number, PendingRequest[]>();
  readonly #onRun: (record: RunRecord, trace: ViolationTrace | undefined) => void;

  constructor(onRun: (record: RunRecord, trace: ViolationTrace | undefined) => void) {
    this.#onRun = onRun;
  }

  add(request: RunRequest): PendingRequest {
    const startedAtMs = Date.now();
    const pending = {
      request,
      startedAtMs,
      ended: new Set<number>(),
      traces: new Map(),
      sentAtMs: null,
      spoilt: "",
      lost: "",
      isCancelled: false,
    };
    const others = this.#byTrial.get(request.trial);
    if (others) others.push(pending);
    else this.#byTrial.set(request.trial, [pending]);
    return pending;
  }

  find({ trial, run, attempt }: AttemptId): PendingRequest | undefined {
    return this.#byTrial
      .get(trial)
      ?.find(
        ({ request, ended }) =>
          request.attempt === attempt && holdsRun(request, run) && !ended.has(run),
      );
  }

  isPending(pending: PendingRequest): boolean {
    return pending.ended.size < pending.request.count;
  }

  all(): PendingRequest[] {
    return [...this.#byTrial.values()].flat();
  }

  addTrace(id: AttemptId, events: readonly TraceEvent[]): void {
    const traces = this.find(id)?.traces;
    if (!traces) return;
    const trace = traces.get(id.run) ?? { lines: [], chars: 0 };
    traces.set(id.run, trace);
    for (const event of events) {
      if (trace.chars > TRACE_CHARS_MAX) return;
      const line = JSON.stringify(event);
      trace.chars += line.length;
      trace.lines.push(trace.chars > TRACE_CHARS_MAX ? JSON.stringify(cutAt(event)) : line);
    }
  }

  /** A record that no attempt waits for is dropped: that attempt has ended already. */
  finish(record: RunRecord): void {
    const pending = this.find(record);
    if (!pending) return;
    pending.ended.add(record.run);
    const trace = pending.traces.get(record.run)?.lines;
    pending.traces.delete(record.run);
    if (!this.isPending(pending)) this.#remove(pending);
    this.#onRun(trusted(record, pending), trace);
  }

  /** Ends the remaining attempts of a request. */
  end(pending: PendingRequest, { verdict, reason }: Ending): void {
    const { request, startedAtMs, ended } = pending;
    for (const run of runsOf(request)) {
      if (ended.has(run)) continue;
      const id = { trial: request.trial, run, attempt: request.attempt };
      this.finish(endedRecord(id, verdict, { reason, startedAtMs }));
    }
  }

  #remove(pending: PendingRequest): void {
    const { trial } = pending.request;
    const others = this.#byTrial.get(trial)?.filter((other) => other !== pending) ?? [];
    if (others.length > 0) this.#byTrial.set(trial, others);
    else this.#byTrial.delete(trial);
  }
}
