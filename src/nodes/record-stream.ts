/**
 * Splits the output of a node's pty into records and lines: a record is the byte 0x1E, the
 * node's token, JSON and a newline (compare RFC 7464); everything else is
 * lines for people. A record may begin in the middle of a line that has not
 * ended. Without the token it is part of a line, whatever it looks like.
 */
export interface RecordParser {
  /** Bytes as they come, split anywhere. */
  push(bytes: Buffer): void;
  /** No more bytes will come: hands over a last line that has no end. */
  end(): void;
}

export interface RecordSink {
  record(value: Readonly<Record<string, unknown>>): void;
  /** Not sanitised; cut when it was longer than `LINE_BYTES_MAX`. */
  line(text: string): void;
}

/** Bytes of a line that are kept; the rest are counted. */
export const LINE_BYTES_MAX = 16 * 1024;
/** A longer record is not read: a line that says so takes its place. */
export const RECORD_BYTES_MAX = 8 * 1024 * 1024;

const NEWLINE = 10;
const CARRIAGE_RETURN = 13;

export function recordParser(token: string, sink: RecordSink): RecordParser {
  return new Parser(Buffer.from(`\x1e${token}`, "latin1"), sink);
}

class Parser implements RecordParser {
  readonly #mark: Buffer;
  readonly #sink: RecordSink;
  readonly #line = new Piece(LINE_BYTES_MAX);
  readonly #record = new Piece(RECORD_BYTES_MAX);
  #inRecord = false;
  /** The end of the last bytes, which may be the start of a mark. */
  #held: Buffer = Buffer.alloc(0);

  constructor(mark: Buffer, sink: RecordSink) {
    this.#mark = mark;
    this.#sink = sink;
  }

  push(bytes: Buffer): void {
    const data = this.#held.length === 0 ? bytes : Buffer.concat([this.#held, bytes]);
    this.#held = Buffer.alloc(0);
    let at = 0;
    let mark = data.indexOf(this.#mark);
    while (at < data.length) {
      if (this.#inRecord) {
        at = this.#takeRecord(data, at);
      } else {
        if (mark !== -1 && mark < at) mark = data.indexOf(this.#mark, at);
        at = this.#takeText(data, at, mark);
      }
    }
  }

  end(): void {
    this.#line.add(this.#held);
    this.#held = Buffer.alloc(0);
    // A record that has no end was torn: its beginning is only text now.
    if (this.#inRecord) this.#line.add(this.#record.take());
    this.#inRecord = false;
    if (this.#line.total > 0) this.#endLine();
  }

  #takeRecord(data: Buffer, from: number): number {
    const newline = data.indexOf(NEWLINE, from);
    if (newline === -1) {
      this.#record.add(data.subarray(from));
      return data.length;
    }
    this.#record.add(data.subarray(from, newline));
    this.#inRecord = false;
    this.#endRecord();
    return newline + 1;
  }

  #takeText(data: Buffer, from: number, mark: number): number {
    const newline = data.indexOf(NEWLINE, from);
    if (mark !== -1 && (newline === -1 || mark < newline)) {
      this.#line.add(data.subarray(from, mark));
      this.#inRecord = true;
      return mark + this.#mark.length;
    }
    if (newline !== -1) {
      this.#line.add(data.subarray(from, newline));
      this.#endLine();
      return newline + 1;
    }
    const end = data.length - this.#beginningOfMark(data, from);
    this.#line.add(data.subarray(from, end));
    this.#held = Buffer.from(data.subarray(end));
    return data.length;
  }

  /** The number of last bytes that may be the start of a mark. */
  #beginningOfMark(data: Buffer, from: number): number {
    const most = Math.min(this.#mark.length - 1, data.length - from);
    for (let length = most; length > 0; length--) {
      if (data.subarray(data.length - length).equals(this.#mark.subarray(0, length))) return length;
    }
    return 0;
  }

  #endLine(): void {
    const { total } = this.#line;
    const bytes = this.#line.take();
    const text = (bytes.at(-1) === CARRIAGE_RETURN ? bytes.subarray(0, -1) : bytes).toString(
      "utf8",
    );
    this.#sink.line(total > bytes.length ? `${text} [cut: the line has ${total} bytes]` : text);
  }

  #endRecord(): void {
    const { total } = this.#record;
    const bytes = this.#record.take();
    const value = total > bytes.length ? undefined : parseObject(bytes.toString("utf8"));
    if (value) this.#sink.record(value);
    else this.#sink.line(`[Paxy] a record of ${total} bytes could not be read`);
  }
}

function parseObject(json: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(json);
    if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
    return value as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

/** Bytes that came in pieces; keeps at most a given number of them. */
class Piece {
  /** All bytes, those not kept included. */
  total = 0;
  readonly #most: number;
  #kept: Buffer[] = [];
  #keptBytes = 0;

  constructor(most: number) {
    this.#most = most;
  }

  add(bytes: Buffer): void {
    this.total += bytes.length;
    const room = this.#most - this.#keptBytes;
    if (room <= 0 || bytes.length === 0) return;
    const kept = bytes.length > room ? bytes.subarray(0, room) : bytes;
    this.#kept.push(kept);
    this.#keptBytes += kept.length;
  }

  take(): Buffer {
    const bytes =
      this.#kept.length === 1 && this.#kept[0] ? this.#kept[0] : Buffer.concat(this.#kept);
    this.total = 0;
    this.#kept = [];
    this.#keptBytes = 0;
    return bytes;
  }
}
