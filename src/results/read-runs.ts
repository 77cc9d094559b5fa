import { parse } from "csv-parse/sync";
import type { EndedRun } from "../core/queue/restore.ts";
import { type RunRecord, VERDICTS, type Verdict } from "../core/run/run.ts";
import { readLines } from "./read-lines.ts";
import { PARAMETER_COLUMNS, RUN_COLUMNS } from "./run-rows.ts";

/** A row of runs.csv. Its decisions are in decisions.csv. */
export interface RunRow extends Omit<RunRecord, "decisions"> {
  readonly decided: number;
  readonly timeLimitMs: number;
  readonly seed: number;
  /** The cells that say what the trial was, in the order of the table of parameters. */
  readonly parameters: readonly string[];
}

/** What a queue needs of a row; the rest need not be held in memory. */
export const endedRun = (row: RunRow): EndedRun => {
  const { trial, run, attempt, verdict, elapsedMs, rounds } = row;
  return { trial, run, attempt, verdict, elapsedMs, rounds };
};

export interface RunsRead {
  readonly rows: number;
  /** Lines that are no rows, and were passed over. */
  readonly damaged: number;
  /** Where the last whole line ends, and the bytes of a torn one after it. */
  readonly length: number;
  readonly torn: number;
}

/** Reads runs.csv row by row, in bounded memory. Throws as open does, and where the header lacks a column. */
export async function readRuns(path: string, onRow: (row: RunRow) => void): Promise<RunsRead> {
  const rows = rowReader(path, onRow);
  const read = await readLines(path, rows.take);
  return {
    ...rows.counts,
    damaged: rows.counts.damaged + read.tooLong,
    length: read.length,
    torn: read.torn,
  };
}

/** Turns whole lines of runs.csv, from its header on and in pieces, into rows. */
export function rowReader(path: string, onRow: (row: RunRow) => void) {
  const counts = { rows: 0, damaged: 0 };
  let columns: Columns | undefined;
  const take = (text: string): void => {
    for (const cells of records(text, () => counts.damaged++)) {
      if (columns === undefined) {
        columns = columnsOf(cells, path);
        continue;
      }
      const row = rowOf(cells, columns);
      if (row === undefined) counts.damaged++;
      else {
        counts.rows++;
        onRow(row);
      }
    }
  };
  return { take, counts };
}

const OPTIONS = { relax_column_count: true, skip_empty_lines: true, bom: true } as const;

/** The records of whole lines. Each line is one record, or damaged: a bad quotation mark takes no other line with it. */
export function records(text: string, onDamaged: () => void): string[][] {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  return lines.length === 0 ? [] : recordsOf(lines, onDamaged);
}

function recordsOf(lines: readonly string[], onDamaged: () => void): string[][] {
  const found = parsed(lines.join("\n"));
  if (found?.length === lines.length) return found;
  if (lines.length === 1) {
    onDamaged();
    return [];
  }
  const half = lines.length >> 1;
  return [
    ...recordsOf(lines.slice(0, half), onDamaged),
    ...recordsOf(lines.slice(half), onDamaged),
  ];
}

function parsed(text: string): string[][] | undefined {
  try {
    return parse(text, OPTIONS);
  } catch {
    return undefined;
  }
}

/** Where in a line each of our columns stands. */
type Columns = readonly number[];

function columnsOf(header: readonly string[], path: string): Columns {
  const names = header.map((name) => name.trim());
  const missing = RUN_COLUMNS.find((name) => !names.includes(name));
  if (missing !== undefined) throw new Error(`${path} has no column ${missing}`);
  return RUN_COLUMNS.map((name) => names.indexOf(name));
}

function rowOf(line: readonly string[], columns: Columns): RunRow | undefined {
  const cells = columns.map((column) => line[column]);
  if (cells.includes(undefined)) return undefined;
  const [trial, run, attempt, ...rest] = cells as string[];
  const [timeLimitMs, seed, verdict, decision, rounds, elapsedMs, decided, ...end] = rest.slice(
    PARAMETER_COLUMNS.length,
  );
  const [messages, dropped, startedAt, reason] = end;
  const row = {
    trial: wholeOf(trial),
    run: wholeOf(run),
    attempt: wholeOf(attempt),
    verdict: verdict as Verdict,
    decision: decision as string,
    rounds: rounds === "" ? null : wholeOf(rounds),
    elapsedMs: elapsedMs === "" ? null : wholeOf(elapsedMs),
    decided: wholeOf(decided),
    messages: wholeOf(messages),
    dropped: wholeOf(dropped),
    startedAt: startedAt as string,
    reason: reason as string,
    timeLimitMs: wholeOf(timeLimitMs),
    seed: wholeOf(seed),
    parameters: rest.slice(0, PARAMETER_COLUMNS.length),
  };
  return isSound(row) ? row : undefined;
}

const wholeOf = (text: string | undefined): number =>
  text !== undefined && /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;

function isSound(row: RunRow): boolean {
  const { trial, run, attempt, rounds, elapsedMs, decided, messages, dropped, timeLimitMs, seed } =
    row;
  const sum = (rounds ?? 0) + (elapsedMs ?? 0) + decided + messages + dropped + timeLimitMs + seed;
  const counted = trial >= 1 && run >= 1 && attempt >= 1;
  return counted && !Number.isNaN(sum) && VERDICTS.includes(row.verdict);
}
