import { appendFile, copyFile, rename, stat, truncate } from "node:fs/promises";
import type { RunRecord } from "../core/run/run.ts";
import { readLines } from "./read-lines.ts";
import { openRegular } from "./regular-file.ts";
import { DRAFT } from "./replace-file.ts";

type Which = Pick<RunRecord, "trial" | "run" | "attempt">;

/** Decisions in the last bytes of decisions.csv, or in all of it, whose attempts have no row in runs.csv. */
export interface Orphans {
  /** An attempt that has a row. */
  known(which: Which): void;
  /** Takes the others out of the file. Answers with how many bytes these were. */
  remove(): Promise<number>;
}

/** The first cells of a decision are numbers that no CSV quotes. */
const WHICH = /^(\d+,\d+,\d+),/;

const keyOf = (line: string): string | undefined => WHICH.exec(line)?.[1];

/** Of a file that is not there, none. */
export async function orphansIn(path: string, bytesMax: number): Promise<Orphans> {
  const size = await stat(path).then(
    (found) => found.size,
    () => 0,
  );
  const from = size === 0 ? 0 : await lineStart(path, Math.max(0, size - bytesMax));
  const unknown = new Map<string, number>();
  let length = 0;
  if (size > 0) {
    ({ length } = await readLines(path, (text, offset) => note(unknown, text, offset), from));
  }
  return {
    known: ({ trial, run, attempt }) => unknown.delete(`${trial},${run},${attempt}`),
    remove: () => removeFrom(path, { unknown, length, size }),
  };
}

/** Where the first decision of each attempt starts. */
function note(attempts: Map<string, number>, text: string, offset: number): void {
  let position = offset;
  for (const line of text.split("\n").slice(0, -1)) {
    const key = keyOf(line);
    if (key !== undefined && !attempts.has(key)) attempts.set(key, position);
    position += Buffer.byteLength(line) + 1;
  }
}

interface Found {
  readonly unknown: ReadonlyMap<string, number>;
  /** Where the last whole line ends. */
  readonly length: number;
  readonly size: number;
}

async function removeFrom(path: string, { unknown, length, size }: Found): Promise<number> {
  const first = [...unknown.values()].reduce((least, each) => Math.min(least, each), length);
  if (first === size) return 0;
  const kept: string[] = [];
  if (first < length) {
    await readLines(path, (text) => keep(kept, text, unknown), first);
  }
  const rest = kept.join("");
  if (rest === "") await truncate(path, first);
  else await replaceEnd(path, first, rest);
  return size - first - Buffer.byteLength(rest);
}

function keep(kept: string[], text: string, unknown: ReadonlyMap<string, number>): void {
  for (const line of text.split("\n").slice(0, -1)) {
    if (!unknown.has(keyOf(line) ?? "")) kept.push(`${line}\n`);
  }
}

/** In one step, so that a crash meanwhile loses nothing. */
async function replaceEnd(path: string, from: number, text: string): Promise<void> {
  const draft = `${path}${DRAFT}`;
  await copyFile(path, draft);
  await truncate(draft, from);
  await appendFile(draft, text);
  await rename(draft, path);
}

/** The first start of a line at or after a position. */
async function lineStart(path: string, position: number): Promise<number> {
  if (position === 0) return 0;
  const handle = await openRegular(path);
  try {
    const bytes = Buffer.alloc(1 << 16);
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, position);
    return position + bytes.subarray(0, bytesRead).indexOf(0x0a) + 1;
  } finally {
    await handle.close();
  }
}
