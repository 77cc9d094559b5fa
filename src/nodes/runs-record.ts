import type { Decision, RunRecord } from "../core/run/run.ts";
import { isVerdict } from "../core/run/verdicts.ts";
import { type RecordOf, WireError } from "../wire/records.ts";
import { isoTime } from "./run-record.ts";
import { sanitise } from "./sanitise.ts";

/** The cells of a row before its decisions, which have four each. */
const CELLS = 9;

/**
 * The attempts of a record `runs`. Its texts are sanitised once, and its rows
 * share them. Throws a WireError where a row refers to a text that is not there.
 */
export function runRecords({ trial, run, step, attempt, texts, rows }: RecordOf<"runs">) {
  const known = texts.map(sanitise);
  const text = (place: number | null | undefined): string => {
    const found = known[place ?? -1];
    if (found === undefined)
      throw new WireError(`sent a record runs whose text ${place} is missing`);
    return found;
  };
  return rows.map((row, index): RunRecord => {
    const [verdict, decision, winner, reason, rounds, elapsed, messages, dropped, startedAt] = row;
    return {
      ...{ trial, run: run + index * step, attempt },
      verdict: verdictOf(text(verdict)),
      decision: text(decision),
      rounds: rounds ?? null,
      elapsedMs: elapsed ?? null,
      decisions: decisionsOf(row, text),
      messages: messages as number,
      dropped: dropped as number,
      winner: text(winner),
      lateMs: null,
      load: null,
      startedAt: isoTime(startedAt as number),
      reason: text(reason),
    };
  });
}

function decisionsOf(
  row: readonly (number | null)[],
  text: (place: number | null | undefined) => string,
): Decision[] {
  const decisions: Decision[] = [];
  for (let at = CELLS; at < row.length; at += 4) {
    const [round, elapsedMs] = [row[at + 2] as number, row[at + 3] as number];
    decisions.push({ proposer: text(row[at]), value: text(row[at + 1]), round, elapsedMs });
  }
  return decisions;
}

function verdictOf(word: string) {
  if (!isVerdict(word)) throw new WireError(`sent a record runs with the verdict ${word}`);
  return word;
}
