import { parse } from "csv-parse/sync";
import { type RunRecord, VERDICTS, type Verdict } from "../core/run.ts";
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

/** The records of whole lines; one bad quotation mark must not take a megabyte with it. */
export function records(text: string, onDamaged: () => void): string[][] {
  try {
    return parse(text, OPTIONS);
  } catch {
    return text.split("\n").flatMap((line) => {
      try {
        return parse(line, OPTIONS) as string[][];
      } catch {
        onDamaged();
        return [];
      }
    });
  }
}

type Columns = ReadonlyMap<string, number>;

function columnsOf(header: readonly string[], path: string): Columns {
  const columns = new Map(header.map((name, index) => [name.trim(), index]));
  const missing = RUN_COLUMNS.filter((name) => !columns.has(name));
  if (missing.length > 0) throw new Error(`${path} has no column ${missing[0]}`);
  return columns;
}

function rowOf(cells: readonly string[], columns: Columns): RunRow | undefined {
  if (cells.length < columns.size) return undefined;
  const text = (name: string): string => cells[columns.get(name) as number] as string;
  const number = (name: string): number => wholeOf(text(name));
  const row = {
    trial: number("trial"),
    run: number("run"),
    attempt: number("attempt"),
    verdict: text("verdict") as Verdict,
    decision: text("decision"),
    rounds: text("rounds") === "" ? null : number("rounds"),
    elapsedMs: text("elapsed_ms") === "" ? null : number("elapsed_ms"),
    decided: number("decided"),
    messages: number("messages"),
    dropped: number("dropped"),
    startedAt: text("started_at"),
    reason: text("reason"),
    timeLimitMs: number("time_limit_ms"),
    seed: number("seed"),
    parameters: PARAMETER_COLUMNS.map(text),
  };
  return isSound(row) ? row : undefined;
}

const wholeOf = (text: string): number => (/^\d{1,16}$/.test(text) ? Number(text) : Number.NaN);

function isSound(row: RunRow): boolean {
  const { trial, run, attempt, rounds, elapsedMs, decided, messages, dropped, timeLimitMs, seed } =
    row;
  const counted = trial >= 1 && run >= 1 && attempt >= 1;
  const numbers = [rounds ?? 0, elapsedMs ?? 0, decided, messages, dropped, timeLimitMs, seed];
  return counted && !numbers.some(Number.isNaN) && VERDICTS.includes(row.verdict);
}
