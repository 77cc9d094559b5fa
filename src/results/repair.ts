import { readdir, rm, truncate } from "node:fs/promises";
import { join } from "node:path";
import { counted } from "../core/count-text.ts";
import { orphansIn } from "./orphans.ts";
import { type RunRow, type RunsRead, readRuns } from "./read-runs.ts";
import { DRAFT } from "./replace-file.ts";
import { DECISIONS_FILE, RUNS_FILE } from "./run-writer.ts";
import { VIOLATIONS_DIRECTORY } from "./violations.ts";

/** Repairs in a directory, as sentences; empty where nothing was torn. */
export interface Repaired {
  readonly runs: RunsRead;
  readonly said: readonly string[];
}

/** Decisions are written just before their run's row; after a crash orphans stand only so far from the end. */
const TAIL_BYTES = 4 << 20;

/**
 * Reads the runs of a batch that is resumed, and removes what a crash left
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
  const orphans = await orphansIn(decisionsPath, TAIL_BYTES);
  const runs = await readRuns(runsPath, (row) => {
    orphans.known(row);
    onRow(row);
  });
  if (runs.torn > 0) {
    await truncate(runsPath, runs.length);
    said.push(
      `${RUNS_FILE}: the last line was incomplete and was removed; its run will be repeated.`,
    );
  }
  if (runs.damaged > 0) {
    said.push(
      `${RUNS_FILE}: ${counted(runs.damaged, "damaged line")} skipped; their runs will be repeated.`,
    );
  }
  const removed =
    runs.damaged > 0 ? await removeAll(runsPath, decisionsPath) : await orphans.remove();
  if (removed > 0) {
    said.push(`${DECISIONS_FILE}: ${counted(removed, "byte")} of unfinished runs removed.`);
  }
  return { runs, said };
}

/** A damaged row may stand anywhere, and so may its decisions. */
async function removeAll(runsPath: string, decisionsPath: string): Promise<number> {
  const orphans = await orphansIn(decisionsPath, Number.POSITIVE_INFINITY);
  await readRuns(runsPath, orphans.known);
  return orphans.remove();
}

async function removeDrafts(directory: string): Promise<void> {
  const names = await readdir(directory).catch(() => []);
  for (const name of names)
    if (name.endsWith(DRAFT)) await rm(join(directory, name), { force: true });
}
