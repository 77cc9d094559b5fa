import { closeSync, fstatSync, openSync, readSync, writeSync } from "node:fs";
import { basename } from "node:path";
import { FILE_MODE } from "../append-file.ts";

const NEWLINE = 0x0a;
const COMMA = 0x2c;
const QUOTE = 0x22;
const ZERO = 0x30;

/**
 * One line after the other of a file of CSV, as bytes: a million rows are
 * copied, not parsed. Text after the last newline is not a line; a file that
 * still grows may have more of them later.
 */
export class Lines {
  /** The line is `bytes` from `start` to `end`, its newline included. */
  bytes: Buffer;
  start = 0;
  end = 0;
  readonly #file: number;
  #position = 0;
  #filled = 0;

  /** Throws as open does. */
  constructor(path: string, bufferBytes: number) {
    this.#file = openSync(path, "r");
    if (!fstatSync(this.#file).isFile()) throw new Error(`${basename(path)} is not a regular file`);
    this.bytes = Buffer.allocUnsafe(bufferBytes);
  }

  /** Goes to the next line; false where there is none (yet). */
  next(): boolean {
    for (let from = this.end; ; ) {
      const newline = this.bytes.subarray(0, this.#filled).indexOf(NEWLINE, from);
      if (newline >= 0) {
        this.start = this.end;
        this.end = newline + 1;
        return true;
      }
      from = this.#filled - this.end;
      if (!this.#fill()) return false;
    }
  }

  /** The whole number that a cell is, by its index; -1 where it is none. Cells before it may hold quoted commas. */
  number(column: number): number {
    let [value, digits] = [0, 0];
    for (let index = this.cell(column); index < this.end; index++) {
      const digit = (this.bytes[index] as number) - ZERO;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
      digits++;
    }
    return digits === 0 ? -1 : value;
  }

  text(column: number): string {
    const from = this.cell(column);
    let to = from;
    while (to < this.end - 1 && this.bytes[to] !== COMMA) to++;
    return this.bytes.toString("latin1", from, to);
  }

  /** Where a cell begins; the end of the line where it has no such cell. */
  cell(column: number): number {
    let [left, quoted] = [column, false];
    for (let index = this.start; index < this.end; index++) {
      if (left === 0) return index;
      const byte = this.bytes[index];
      if (byte === QUOTE) quoted = !quoted;
      else if (byte === COMMA && !quoted) left--;
    }
    return this.end;
  }

  close(): void {
    closeSync(this.#file);
  }

  /** Reads on behind what is left of the buffer; false at the end of the file. */
  #fill(): boolean {
    const left = this.#filled - this.end;
    const target =
      left * 2 > this.bytes.length ? Buffer.allocUnsafe(this.bytes.length * 2) : this.bytes;
    this.bytes.copy(target, 0, this.end, this.#filled);
    this.bytes = target;
    [this.start, this.end] = [0, 0];
    const read = readSync(this.#file, target, left, target.length - left, this.#position);
    this.#position += read;
    this.#filled = left + read;
    return read > 0;
  }
}

const OUTPUT_BYTES = 1 << 20;

/** A new file that lines are copied to. Throws as open and write do. */
export class LinesOut {
  readonly #file: number;
  readonly #bytes = Buffer.allocUnsafe(OUTPUT_BYTES);
  #filled = 0;

  constructor(path: string) {
    this.#file = openSync(path, "wx", FILE_MODE);
  }

  copy({ bytes, start, end }: Lines): void {
    if (this.#filled + end - start > OUTPUT_BYTES) this.#flush();
    if (end - start > OUTPUT_BYTES) writeAll(this.#file, bytes.subarray(start, end));
    else this.#filled += bytes.copy(this.#bytes, this.#filled, start, end);
  }

  close(): void {
    this.#flush();
    closeSync(this.#file);
  }

  #flush(): void {
    writeAll(this.#file, this.#bytes.subarray(0, this.#filled));
    this.#filled = 0;
  }
}

function writeAll(file: number, bytes: Buffer): void {
  for (let from = 0; from < bytes.length; ) from += writeSync(file, bytes, from);
}
