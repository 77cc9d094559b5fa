import type { EndedRun } from "../core/queue/restore.ts";
import type { RunRecord } from "../core/run/run.ts";
import { isVerdict, type Verdict } from "../core/run/verdicts.ts";
import { PARAMETER_COLUMNS, RUN_COLUMNS } from "./columns.ts";
import { eachLine, type Line, records } from "./csv-lines.ts";
import { readLines } from "./read-lines.ts";
import { openRegular } from "./regular-file.ts";

/** A row of runs.csv. Its decisions are in decisions.csv. */
export interface RunRow extends Omit<RunRecord, "decisions"> {
  readonly decided: number;
  readonly timeLimitMs: number;
  readonly seed: number;
  /** The cells of the trial's parameters, in the order of their table. */
  readonly parameters: readonly string[];
}

/** The parts of a row that a queue needs; the rest is not kept in memory. */
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
  let before: RunRow | undefined;
  const takeLine = (line: Line): void => {
    if (columns === undefined) {
      columns = columnsOf(line, path);
      return;
    }
    const row = rowOf(line, columns, before);
    if (row === undefined) counts.damaged++;
    else {
      counts.rows++;
      before = row;
      onRow(row);
    }
  };
  const onDamaged = (): void => {
    counts.damaged++;
  };
  return { take: (text: string): void => eachLine(text, takeLine, onDamaged), counts };
}

/**
 * The place of a column in the lines; a missing column means what the program that wrote the file
 * did.
 */
interface Column {
  /** -1 if the header lacks it. */
  readonly index: number;
  readonly missing: string;
}

type Named = Readonly<Record<(typeof NAMES)[number], Column>>;
type Columns = Named & { readonly parameters: readonly Column[] };

const NAMES = [
  ...(["trial", "run", "attempt", "verdict", "decision", "rounds", "elapsed_ms"] as const),
  ...(["decided", "messages", "dropped", "winner", "late_ms", "load"] as const),
  ...(["started_at", "reason", "time_limit_ms", "seed"] as const),
] as const;

function columnsOf(header: Line, path: string): Columns {
  const names = Array.from({ length: header.length }, (_, index) => header.text(index)?.trim());
  const places = new Map<string, Column>();
  for (const { name, missing } of RUN_COLUMNS) {
    const index = names.indexOf(name);
    if (index < 0 && missing === null) throw new Error(`${path} has no column ${name}`);
    places.set(name, { index, missing: missing ?? "" });
  }
  const placeOf = (name: string): Column => places.get(name) as Column;
  return {
    ...(Object.fromEntries(NAMES.map((name) => [name, placeOf(name)])) as unknown as Named),
    parameters: PARAMETER_COLUMNS.map(placeOf),
  };
}

const textAt = (line: Line, { index, missing }: Column, before?: string): string | undefined =>
  index < 0 ? missing : line.text(index, before);

/** A row; equal cells share the text of the row before, so that a million rows hold few texts. */
function rowOf(line: Line, columns: Columns, before: RunRow | undefined): RunRow | undefined {
  const decision = textAt(line, columns.decision, before?.decision);
  const startedAt = textAt(line, columns.started_at, before?.startedAt);
  const reason = textAt(line, columns.reason, before?.reason);
  const parameters = parametersOf(line, columns.parameters, before?.parameters);
  if (decision === undefined || startedAt === undefined || reason === undefined) return undefined;
  if (parameters === undefined) return undefined;
  const row = {
    trial: line.whole(columns.trial.index),
    run: line.whole(columns.run.index),
    attempt: line.whole(columns.attempt.index),
    verdict: textAt(line, columns.verdict, before?.verdict) as Verdict,
    decision,
    rounds: wholeOrNone(line, columns.rounds),
    elapsedMs: wholeOrNone(line, columns.elapsed_ms),
    decided: line.whole(columns.decided.index),
    messages: line.whole(columns.messages.index),
    dropped: line.whole(columns.dropped.index),
    winner: textAt(line, columns.winner, before?.winner) ?? "",
    lateMs: figureAt(line, columns.late_ms),
    load: figureAt(line, columns.load),
    startedAt,
    reason,
    timeLimitMs: line.whole(columns.time_limit_ms.index),
    seed: line.whole(columns.seed.index),
    parameters,
  };
  return isSound(row) ? row : undefined;
}

/** The cells of the parameters; those of the row before where they are the same, as they are within a trial. */
function parametersOf(
  line: Line,
  columns: readonly Column[],
  before: readonly string[] | undefined,
): readonly string[] | undefined {
  const isSame = columns.every((column, index) => {
    const known = before?.[index];
    return known !== undefined && textAt(line, column, known) === known;
  });
  if (isSame) return before;
  const cells = columns.map((column) => textAt(line, column));
  return cells.includes(undefined) ? undefined : (cells as string[]);
}

const wholeOrNone = (line: Line, { index }: Column): number | null =>
  line.text(index, "") === "" ? null : line.whole(index);

/** A figure that only some runs have. */
function figureAt(line: Line, column: Column): number | null {
  const text = textAt(line, column, "") ?? "";
  return /^\d{1,9}(\.\d{1,3})?$/.test(text) ? Number(text) : null;
}

function isSound(row: RunRow): boolean {
  const { trial, run, attempt, rounds, elapsedMs, decided, messages, dropped, timeLimitMs, seed } =
    row;
  const sum = (rounds ?? 0) + (elapsedMs ?? 0) + decided + messages + dropped + timeLimitMs + seed;
  const counted = trial >= 1 && run >= 1 && attempt >= 1;
  return counted && !Number.isNaN(sum) && isVerdict(row.verdict);
}
