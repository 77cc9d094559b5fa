import { aligned } from "./aligned.ts";

/** A line of `paxy ls`; a cell is empty where nothing is known. */
export interface BatchRow {
  readonly batch: string;
  readonly status: string;
  readonly runs: string;
  readonly violations: string;
  /** Time left. */
  readonly left: string;
  readonly started: string;
  readonly id: string;
  readonly results: string;
}

const COLUMNS: readonly (keyof BatchRow)[] = [
  "batch",
  "status",
  "runs",
  "violations",
  "left",
  "started",
  "id",
  "results",
];
const AT_RIGHT: readonly (keyof BatchRow)[] = ["runs", "violations", "left"];
/** Columns are left out in this order; the folder of the results shows the start time. */
const GIVE_WAY: readonly (keyof BatchRow)[] = ["id", "started", "left"];
const NAME_MIN = 12;

/**
 * The table of batches within `width` columns: columns are left out first, then long names are cut.
 */
export function listText(rows: readonly BatchRow[], width: number): string[] {
  for (let gone = 0; gone <= GIVE_WAY.length; gone++) {
    const lines = table(rows, GIVE_WAY.slice(0, gone));
    if (widthOf(lines) <= width) return lines;
  }
  const all = widthOf(table(rows, GIVE_WAY));
  const longest = Math.max(...rows.map(({ batch }) => batch.length));
  const room = Math.max(NAME_MIN, longest - (all - width));
  const cut = rows.map((row) => ({ ...row, batch: shortened(row.batch, room) }));
  return table(cut, GIVE_WAY);
}

const table = (rows: readonly BatchRow[], without: readonly (keyof BatchRow)[]): string[] =>
  aligned(
    COLUMNS.filter((column) => !without.includes(column)).map((column) => ({
      header: [column],
      cells: rows.map((row) => row[column]),
      align: AT_RIGHT.includes(column) ? ("right" as const) : ("left" as const),
    })),
  );

const widthOf = (lines: readonly string[]): number => Math.max(...lines.map((line) => line.length));

const shortened = (name: string, room: number): string =>
  name.length <= room ? name : `${name.slice(0, room - 1)}…`;
