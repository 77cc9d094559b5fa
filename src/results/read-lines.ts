import type { FileHandle } from "node:fs/promises";
import { openRegular } from "./regular-file.ts";

const CHUNK = 1 << 20;
/** A longer line is damage; every line that paxy writes is far shorter. */
const LINE_MAX = 1 << 20;
const NEWLINE = 0x0a;

export interface LinesRead {
  /** Where the last whole line ends. */
  readonly length: number;
  /** Bytes after it: a line that was torn off. */
  readonly torn: number;
  /** Lines that were too long to be looked at. */
  readonly tooLong: number;
}

/**
 * Hands out the whole lines of a file in pieces of about a megabyte, each
 * ending with a newline; what follows the last newline is not handed out.
 * Throws as open and read do.
 */
export async function readLines(
  path: string,
  onLines: (lines: string, offset: number) => void,
  from = 0,
): Promise<LinesRead> {
  const handle = await openRegular(path);
  try {
    return await readAll(handle, onLines, from);
  } finally {
    await handle.close();
  }
}

async function readAll(
  handle: FileHandle,
  onLines: (lines: string, offset: number) => void,
  from: number,
): Promise<LinesRead> {
  let rest: Buffer = Buffer.alloc(0);
  let position = from;
  let length = from;
  let tooLong = 0;
  let skipping = false;
  for (;;) {
    const chunk = Buffer.allocUnsafe(CHUNK);
    const { bytesRead } = await handle.read(chunk, 0, CHUNK, position);
    if (bytesRead === 0) return { length, torn: position - length, tooLong };
    const bytes = Buffer.concat([rest, chunk.subarray(0, bytesRead)]);
    const offset = position - rest.length;
    const start = skipping ? bytes.indexOf(NEWLINE) + 1 : 0;
    const end = bytes.lastIndexOf(NEWLINE) + 1;
    if (end > start) onLines(bytes.toString("utf8", start, end), offset + start);
    if (end > 0) [length, skipping] = [offset + end, false];
    position += bytesRead;
    const tail = bytes.subarray(end);
    if (tail.length > LINE_MAX && !skipping) [tooLong, skipping] = [tooLong + 1, true];
    rest = skipping ? Buffer.alloc(0) : Buffer.from(tail);
  }
}
