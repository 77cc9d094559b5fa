import { loadavg } from "node:os";
import type { Decision, RunRecord } from "../core/run/run.ts";
import { isVerdict } from "../core/run/verdicts.ts";
import { sanitise } from "./sanitise.ts";

type Fields = Readonly<Record<string, unknown>>;

/** A record of type `run` as it came from a node; undefined when it is none after all. */
export function runRecord(fields: Fields): RunRecord | undefined {
  const { trial, run, attempt, verdict, decision, rounds, elapsed, messages, dropped } = fields;
  const decisions = decisionsOf(fields.decisions);
  const startedAt = fields.started_at;
  if (!isWhole(trial) || !isWhole(run) || !isWhole(attempt)) return undefined;
  if (!isVerdict(verdict) || !decisions || typeof decision !== "string") return undefined;
  if (!isWholeOrNull(rounds) || !isWholeOrNull(elapsed)) return undefined;
  if (!isWhole(messages) || !isWhole(dropped) || !isWhole(startedAt)) return undefined;
  const reason = typeof fields.reason === "string" ? sanitise(fields.reason) : "";
  return {
    trial,
    run,
    attempt,
    verdict,
    decision: sanitise(decision),
    rounds,
    elapsedMs: elapsed,
    decisions,
    messages,
    dropped,
    winner: typeof fields.winner === "string" ? sanitise(fields.winner) : "",
    lateMs: isWhole(fields.late) ? fields.late : null,
    load: isWhole(fields.late) ? loadNow() : null,
    startedAt: isoTime(startedAt),
    reason,
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

function decisionsOf(value: unknown): readonly Decision[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const decisions: Decision[] = [];
  for (const entry of value) {
    if (!Array.isArray(entry)) return undefined;
    const [proposer, decided, round, elapsedMs] = entry as unknown[];
    if (typeof proposer !== "string" || typeof decided !== "string") return undefined;
    if (!isWhole(round) || !isWhole(elapsedMs)) return undefined;
    decisions.push({ proposer: sanitise(proposer), value: sanitise(decided), round, elapsedMs });
  }
  return decisions;
}

export const isWhole = (value: unknown): value is number =>
  Number.isSafeInteger(value) && (value as number) >= 0;

const isWholeOrNull = (value: unknown): value is number | null => value === null || isWhole(value);

/** The largest time a Date can hold is 8.64e15 ms. */
const isoTime = (ms: number): string => new Date(Math.min(ms, 8.64e15)).toISOString();
