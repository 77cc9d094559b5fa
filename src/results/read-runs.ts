import { parse } from "csv-parse/sync";
import type { EndedRun } from "../core/queue/restore.ts";
import type { RunRecord } from "../core/run/run.ts";
import { isVerdict, type Verdict } from "../core/run/verdicts.ts";
import { PARAMETER_COLUMNS, RUN_COLUMNS } from "./columns.ts";
import { readLines } from "./read-lines.ts";
import { openRegular } from "./regular-file.ts";

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
  const { trial, run, attempt, verdict, elapsedMs, rounds, messages, winner, lateMs } = row;
  return { trial, run, attempt, verdict, elapsedMs, rounds, messages, winner, lateMs };
};

export interface RunsRead {
  readonly rows: number;
  /** Lines that are not rows; they are skipped. */
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

const HEADER_BYTES_MAX = 64 * 1024;

/** The names of the columns that a file of CSV has. */
export async function headerOf(path: string): Promise<readonly string[]> {
  const file = await openRegular(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEADER_BYTES_MAX), 0);
    const [line = ""] = buffer.toString("utf8", 0, bytesRead).split("\n", 1);
    return records(line, () => undefined)[0] ?? [];
  } finally {
    await file.close();
  }
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
  const cells = lines.map(simpleCells);
  const found: string[][] = [];
  for (let from = 0; from < lines.length; ) {
    const simple = cells[from];
    let to = from + 1;
    if (simple !== undefined) found.push(simple);
    else {
      while (to < lines.length && cells[to] === undefined) to++;
      for (const each of recordsOf(lines.slice(from, to), onDamaged)) found.push(each);
    }
    from = to;
  }
  return found;
}

/**
 * The cells of a line whose quotation marks stand around whole cells alone, as
 * nearly all do: several times as fast as a parser of all that CSV knows.
 * Undefined for any other line, which goes to that parser.
 */
function simpleCells(line: string): string[] | undefined {
  if (/[\r\uFEFF]/.test(line)) return undefined;
  if (!line.includes('"')) return line.split(",");
  const cells: string[] = [];
  for (let at = 0; at <= line.length; ) {
    const isQuoted = line[at] === '"';
    const end = line.indexOf(isQuoted ? '"' : ",", at + Number(isQuoted));
    if (isQuoted && (end < 0 || (end + 1 < line.length && line[end + 1] !== ","))) return undefined;
    const cell = line.slice(at + Number(isQuoted), end < 0 ? line.length : end);
    if (!isQuoted && cell.includes('"')) return undefined;
    cells.push(cell);
    if (end < 0) break;
    at = end + (isQuoted ? 2 : 1);
    if (isQuoted && at > line.length) break;
  }
  return cells;
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

/** Reads the cell of a column from a line; undefined where the line is too short. */
type Read = (line: readonly string[]) => string | undefined;

/** How each of our columns is read. One that the header lacks means what the program that wrote it did. */
type Columns = Readonly<Record<string, Read>>;

function columnsOf(header: readonly string[], path: string): Columns {
  const names = header.map((name) => name.trim());
  const read = ({ name, missing }: (typeof RUN_COLUMNS)[number]): Read => {
    const index = names.indexOf(name);
    if (index >= 0) return (line) => line[index];
    if (missing === null) throw new Error(`${path} has no column ${name}`);
    return () => missing;
  };
  return Object.fromEntries(RUN_COLUMNS.map((each) => [each.name, read(each)]));
}

function rowOf(line: readonly string[], columns: Columns): RunRow | undefined {
  const cell = (name: string): string | undefined => columns[name]?.(line);
  const rounds = cell("rounds");
  const elapsedMs = cell("elapsed_ms");
  const [decision, startedAt, reason] = [cell("decision"), cell("started_at"), cell("reason")];
  const parameters = PARAMETER_COLUMNS.map(cell);
  if (decision === undefined || startedAt === undefined || reason === undefined) return undefined;
  if (parameters.includes(undefined)) return undefined;
  const row = {
    trial: wholeOf(cell("trial")),
    run: wholeOf(cell("run")),
    attempt: wholeOf(cell("attempt")),
    verdict: cell("verdict") as Verdict,
    decision,
    rounds: rounds === "" ? null : wholeOf(rounds),
    elapsedMs: elapsedMs === "" ? null : wholeOf(elapsedMs),
    decided: wholeOf(cell("decided")),
    messages: wholeOf(cell("messages")),
    dropped: wholeOf(cell("dropped")),
    winner: cell("winner") ?? "",
    lateMs: numberOf(cell("late_ms")),
    load: numberOf(cell("load")),
    startedAt,
    reason,
    timeLimitMs: wholeOf(cell("time_limit_ms")),
    seed: wholeOf(cell("seed")),
    parameters: parameters as readonly string[],
  };
  return isSound(row) ? row : undefined;
}

const wholeOf = (text: string | undefined): number =>
  text !== undefined && /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;

/** A figure that only some runs have. */
const numberOf = (text: string | undefined): number | null =>
  text !== undefined && /^\d{1,9}(\.\d{1,3})?$/.test(text) ? Number(text) : null;

function isSound(row: RunRow): boolean {
  const { trial, run, attempt, rounds, elapsedMs, decided, messages, dropped, timeLimitMs, seed } =
    row;
  const sum = (rounds ?? 0) + (elapsedMs ?? 0) + decided + messages + dropped + timeLimitMs + seed;
  const counted = trial >= 1 && run >= 1 && attempt >= 1;
  return counted && !Number.isNaN(sum) && isVerdict(row.verdict);
}
