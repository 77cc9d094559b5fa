import { open, readdir, rm, stat, truncate } from "node:fs/promises";
import { join } from "node:path";
import { readLines } from "./read-lines.ts";
import { type RunRow, type RunsRead, readRuns } from "./read-runs.ts";
import { DRAFT } from "./replace-file.ts";
import { DECISIONS_FILE, RUNS_FILE } from "./run-writer.ts";
import { VIOLATIONS_DIRECTORY } from "./violations.ts";

/** What was mended in a directory, as sentences; empty where nothing was torn. */
export interface Repaired {
  readonly runs: RunsRead;
  readonly said: readonly string[];
}

/** Decisions are written just before their run's row; orphans can stand only so far from the end. */
const TAIL_BYTES = 4 << 20;

/**
 * Reads the runs of a batch that is to go on, and cuts off what a crash left
 * half-written: a torn last line, and decisions of runs that have no row.
 */
export async function repairAndRead(
  directory: string,
  onRow: (row: RunRow) => void,
): Promise<Repaired> {
  await removeDrafts(directory);
  await removeDrafts(join(directory, VIOLATIONS_DIRECTORY));
  const [runsPath, decisionsPath] = [join(directory, RUNS_FILE), join(directory, DECISIONS_FILE)];
  const said: string[] = [];
  const tail = await decisionsTail(decisionsPath);
  const runs = await readRuns(runsPath, (row) => {
    tail.attempts.delete(keyOf(row.trial, row.run, row.attempt));
    onRow(row);
  });
  if (runs.torn > 0) {
    await truncate(runsPath, runs.length);
    said.push(
      `${RUNS_FILE}: the last line was torn and has been cut off; its run will be run again.`,
    );
  }
  if (runs.damaged > 0) {
    said.push(
      `${RUNS_FILE}: ${runs.damaged} damaged lines are passed over; their runs will be run again.`,
    );
  }
  const orphan = Math.min(tail.length, ...tail.attempts.values());
  if (orphan < tail.size) {
    await truncate(decisionsPath, orphan);
    said.push(
      `${DECISIONS_FILE}: ${tail.size - orphan} bytes of runs that were cut short have been cut off.`,
    );
  }
  return { runs, said };
}

async function removeDrafts(directory: string): Promise<void> {
  const names = await readdir(directory).catch(() => []);
  for (const name of names)
    if (name.endsWith(DRAFT)) await rm(join(directory, name), { force: true });
}

interface Tail {
  /** Where the first row of each attempt near the end of the file starts. */
  readonly attempts: Map<string, number>;
  /** Where the last whole line ends. */
  readonly length: number;
  readonly size: number;
}

const keyOf = (trial: number | string, run: number | string, attempt: number | string): string =>
  `${trial}/${run}/${attempt}`;

async function decisionsTail(path: string): Promise<Tail> {
  const size = await stat(path).then(
    (found) => found.size,
    () => 0,
  );
  if (size === 0) return { attempts: new Map(), length: 0, size: 0 };
  const from = await lineStart(path, Math.max(0, size - TAIL_BYTES));
  const attempts = new Map<string, number>();
  const { length } = await readLines(
    path,
    (text, offset) => {
      let position = offset;
      for (const line of text.split("\n").slice(0, -1)) {
        noteAttempt(attempts, line, position);
        position += Buffer.byteLength(line) + 1;
      }
    },
    from,
  );
  return { attempts, length, size };
}

/** The first cells of a decision are numbers that no CSV quotes. */
const WHICH = /^(\d+),(\d+),(\d+),/;

function noteAttempt(attempts: Map<string, number>, line: string, position: number): void {
  const [, trial, run, attempt] = WHICH.exec(line) ?? [];
  if (trial === undefined || run === undefined || attempt === undefined) return;
  const key = keyOf(trial, run, attempt);
  if (!attempts.has(key)) attempts.set(key, position);
}

/** The first start of a line at or after a position. */
async function lineStart(path: string, position: number): Promise<number> {
  if (position === 0) return 0;
  const handle = await open(path, "r");
  try {
    const bytes = Buffer.alloc(1 << 16);
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, position);
    return position + bytes.subarray(0, bytesRead).indexOf(0x0a) + 1;
  } finally {
    await handle.close();
  }
}
