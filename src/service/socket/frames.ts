/** A message is one line of JSON; this turns a stream of bytes, split anywhere, into messages. */

export const encode = (message: unknown): string => `${JSON.stringify(message)}\n`;

export class FrameError extends Error {}

/** Collects chunks until their lines are whole; memory is bounded by `bytesMax` for one line. */
export class FrameReader {
  readonly #bytesMax: number;
  #chunks: Buffer[] = [];
  #length = 0;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  /** The messages that this chunk completes. Throws FrameError if a line is not a message. */
  read(chunk: Buffer): unknown[] {
    const messages: unknown[] = [];
    let start = 0;
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, start)) {
      this.#keep(chunk.subarray(start, end));
      messages.push(this.#take());
      start = end + 1;
    }
    this.#keep(chunk.subarray(start));
    return messages;
  }

  #keep(part: Buffer): void {
    this.#length += part.length;
    if (this.#length > this.#bytesMax) throw new FrameError("a message is too long");
    if (part.length > 0) this.#chunks.push(part);
  }

  #take(): unknown {
    const line = Buffer.concat(this.#chunks).toString("utf8");
    this.#chunks = [];
    this.#length = 0;
    try {
      return JSON.parse(line);
    } catch {
      throw new FrameError("a message is not JSON");
    }
  }
}
