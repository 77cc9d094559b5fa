import { parse } from "csv-parse/sync";

/** The cells of one line. It is valid until the next line is handed out. */
export interface Line {
  readonly length: number;
  /** A cell's text, and `before` itself where that says the same; undefined where the line is too short. */
  text(index: number, before?: string): string | undefined;
  /** A cell that is a whole number of at most 16 digits; NaN for any other. */
  whole(index: number): number;
}

/**
 * Hands out the lines of a text that are not blank, in their order. Each line is
 * one record, or damaged: a bad quotation mark takes no other line with it.
 */
export function eachLine(text: string, onLine: (line: Line) => void, onDamaged: () => void): void {
  const plain = new PlainLine(text);
  let others: string[] = [];
  const giveOthers = (): void => {
    for (const cells of recordsOf(others, onDamaged)) onLine(new ParsedLine(cells));
    others = [];
  };
  for (let from = 0; from < text.length; ) {
    const newline = text.indexOf("\n", from);
    const to = newline < 0 ? text.length : newline;
    const isBlank = (): boolean => text.slice(from, to).trim() === "";
    if (plain.scan(from, to)) {
      if (others.length > 0) giveOthers();
      if (plain.length > 1 || !isBlank()) onLine(plain);
    } else if (!isBlank()) others.push(text.slice(from, to));
    from = to + 1;
  }
  if (others.length > 0) giveOthers();
}

/** The records of whole lines. */
export function records(text: string, onDamaged: () => void): string[][] {
  const found: string[][] = [];
  const take = (line: Line): void => {
    found.push(Array.from({ length: line.length }, (_, index) => line.text(index) ?? ""));
  };
  eachLine(text, take, onDamaged);
  return found;
}

const [QUOTE, COMMA, RETURN, BYTE_ORDER_MARK] = [0x22, 0x2c, 0x0d, 0xfeff];
const [ZERO, NINE] = [0x30, 0x39];
const DIGITS_MAX = 16;
const CELLS_MAX = 256;

/**
 * A line whose quotation marks stand around whole cells alone, as nearly all do.
 * Only the places of its cells are kept, in arrays that are made once for all
 * lines, so that a cell costs nothing until it is read.
 */
class PlainLine implements Line {
  length = 0;
  readonly #text: string;
  readonly #from = new Int32Array(CELLS_MAX);
  readonly #to = new Int32Array(CELLS_MAX);

  constructor(text: string) {
    this.#text = text;
  }

  /** Finds the cells between two places of the text; false for a line that needs a parser of all that CSV knows. */
  scan(from: number, to: number): boolean {
    const text = this.#text;
    this.length = 0;
    for (let at = from; at <= to; at++) {
      const isQuoted = at < to && text.charCodeAt(at) === QUOTE;
      const begin = isQuoted ? at + 1 : at;
      const end = this.#endOf(begin, to, isQuoted ? QUOTE : COMMA);
      if (end < 0 || this.length === CELLS_MAX) return false;
      this.#from[this.length] = begin;
      this.#to[this.length++] = end;
      at = isQuoted ? end + 1 : end;
      if (at < to && text.charCodeAt(at) !== COMMA) return false;
    }
    return true;
  }

  /** The end of a cell; -1 if its mark is missing, or if it needs the full parser. */
  #endOf(begin: number, to: number, mark: number): number {
    for (let end = begin; end < to; end++) {
      const code = this.#text.charCodeAt(end);
      if (code === mark) return end;
      if (code === QUOTE || code === RETURN || code === BYTE_ORDER_MARK) return -1;
    }
    return mark === COMMA ? to : -1;
  }

  text(index: number, before?: string): string | undefined {
    if (index >= this.length) return undefined;
    const from = this.#from[index] as number;
    const to = this.#to[index] as number;
    const isSame = before?.length === to - from && this.#text.startsWith(before, from);
    return isSame ? before : this.#text.slice(from, to);
  }

  whole(index: number): number {
    if (index >= this.length) return Number.NaN;
    const to = this.#to[index] as number;
    let at = this.#from[index] as number;
    if (at === to || to - at > DIGITS_MAX) return Number.NaN;
    let value = 0;
    for (; at < to; at++) {
      const code = this.#text.charCodeAt(at);
      if (code < ZERO || code > NINE) return Number.NaN;
      value = value * 10 + (code - ZERO);
    }
    return value;
  }
}

class ParsedLine implements Line {
  readonly #cells: readonly string[];

  constructor(cells: readonly string[]) {
    this.#cells = cells;
  }

  get length(): number {
    return this.#cells.length;
  }

  text(index: number): string | undefined {
    return this.#cells[index];
  }

  whole(index: number): number {
    const text = this.#cells[index] ?? "";
    return /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  }
}

const OPTIONS = { relax_column_count: true, skip_empty_lines: true, bom: true } as const;

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
