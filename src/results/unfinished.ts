import { realpath } from "node:fs/promises";
import { join } from "node:path";
import { restoreQueue } from "../core/queue/restore.ts";
import { latestIn } from "./directory.ts";
import { type Manifest, type ManifestTotals, manifestTotals, readManifest } from "./manifest.ts";
import { rowsOf } from "./own-rows.ts";
import { readRuns } from "./read-runs.ts";
import { RUNS_FILE } from "./run-writer.ts";

/** A batch whose latest run came to no end. */
export interface Unfinished {
  readonly directory: string;
  readonly manifest: Manifest;
  readonly done: number;
  readonly runs: number;
}

/** The latest folder of a batch, if it is unfinished; an unreadable folder is not offered. */
export async function unfinishedIn(out: string, batch: string): Promise<Unfinished | undefined> {
  try {
    const latest = await latestIn(join(out, batch));
    if (latest === undefined) return undefined;
    const directory = await realpath(latest);
    const manifest = await readManifest(directory);
    if (!manifest.ok || manifest.value.status === "finished") return undefined;
    const { done, runs } = await progressOf(directory, manifest.value);
    return done < runs ? { directory, manifest: manifest.value, done, runs } : undefined;
  } catch {
    return undefined;
  }
}

/** The progress of an unfinished batch. */
export async function progressOf(directory: string, manifest: Manifest): Promise<ManifestTotals> {
  const rows = rowsOf(manifest);
  await readRuns(join(directory, RUNS_FILE), rows.take);
  const { trials, settings, nextNumber } = manifest;
  const { totals } = restoreQueue(settings, { trials, nextNumber, records: rows.records });
  return manifestTotals(totals);
}
