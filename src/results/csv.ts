import { stringify } from "csv-stringify/sync";
import { oneLine } from "../core/plain.ts";

/** The value of a cell; null is an empty one. */
export type Cell = string | number | null;

const TEXT_LENGTH_MAX = 2000;

/**
 * Rows as lines of CSV. Text never looks like a formula to a spreadsheet (it
 * gets a quotation mark before =, +, -, @ and tabs), and one row is one line,
 * so a torn file is repaired by removing its last line.
 */
export const csv = (rows: readonly (readonly Cell[])[]): string =>
  rows.map((row) => `${row.map(field).join(",")}\n`).join("");

/** Texts repeat from row to row, so each is made once. */
const TEXTS_MAX = 2000;
const texts = new Map<string, string>();

function field(cell: Cell): string {
  if (cell === null) return "";
  if (typeof cell === "number") return String(cell);
  const known = texts.get(cell);
  if (known !== undefined) return known;
  if (texts.size >= TEXTS_MAX) texts.clear();
  const made = stringify([[clean(cell)]], { escape_formulas: true, eof: false });
  texts.set(cell, made);
  return made;
}

/** The text that a file holds for a value that is not a formula. */
export const written = (cell: Cell): string => String(clean(cell) ?? "");

const clean = (cell: Cell): Cell =>
  typeof cell === "string" ? oneLine(cell.slice(0, TEXT_LENGTH_MAX)) : cell;
