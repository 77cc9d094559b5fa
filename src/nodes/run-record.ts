import { loadavg } from "node:os";
import type { RunRecord } from "../core/run/run.ts";
import type { RecordOf } from "../wire/records.ts";
import { sanitise } from "./sanitise.ts";

/** The result of an attempt, from a node's record. */
export function runRecord(record: RecordOf<"run">): RunRecord {
  const { trial, run, attempt, verdict, rounds, elapsed, messages, dropped } = record;
  return {
    ...{ trial, run, attempt, verdict, rounds, messages, dropped },
    decision: sanitise(record.decision),
    elapsedMs: elapsed,
    decisions: record.decisions.map(([proposer, value, round, elapsedMs]) => ({
      ...{ proposer: sanitise(proposer), value: sanitise(value), round, elapsedMs },
    })),
    winner: sanitise(record.winner),
    lateMs: record.late,
    load: record.late === null ? null : loadNow(),
    startedAt: isoTime(record.started_at),
    reason: sanitise(record.reason),
  };
}

/** An attempt that ended without a result of its own. */
export function endedRecord(
  id: { readonly trial: number; readonly run: number; readonly attempt: number },
  verdict: "failed" | "cancelled",
  ending: { readonly reason: string; readonly startedAtMs: number },
): RunRecord {
  const { trial, run, attempt } = id;
  return {
    trial,
    run,
    attempt,
    verdict,
    decision: "",
    rounds: null,
    elapsedMs: null,
    decisions: [],
    messages: 0,
    dropped: 0,
    winner: "",
    lateMs: null,
    load: null,
    startedAt: isoTime(ending.startedAtMs),
    reason: ending.reason,
  };
}

/** The load average of the last minute, to one digit. */
const loadNow = (): number => Math.round((loadavg()[0] as number) * 10) / 10;

/** The largest time a Date can hold is 8.64e15 ms. */
export const isoTime = (ms: number): string => new Date(Math.min(ms, 8.64e15)).toISOString();
