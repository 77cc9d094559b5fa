import { type Parsed, parsed, problem, refused } from "../core/problem.ts";
import type { EndedRun, Left } from "../core/restore.ts";
import { type Manifest, readManifest } from "./manifest.ts";
import { batchDirectory, belongsTo } from "./read-batch.ts";
import { repairAndRead } from "./repair.ts";

/** A batch that is to go on. */
export interface LeftBatch {
  readonly directory: string;
  readonly manifest: Manifest;
  /** For `restoreQueue` or `restoreChanged`. */
  readonly left: Left;
  /** What was repaired, as sentences. */
  readonly said: readonly string[];
}

/**
 * Reads and repairs the directory of a batch that did not finish. Rows of
 * another seed or time limit than the manifest's don't count as done.
 */
export async function readLeftBatch(given: string): Promise<Parsed<LeftBatch>> {
  const directory = await batchDirectory(given);
  if (directory === undefined)
    return refused(problem(given, "holds no batch: there is no runs.csv in it"));
  const manifest = await readManifest(directory);
  if (!manifest.ok) return manifest;
  const records: EndedRun[] = [];
  try {
    const { said } = await repairAndRead(directory, (row) => {
      const { trial, run, attempt, verdict, elapsedMs, rounds } = row;
      if (belongsTo(manifest.value, row))
        records.push({ trial, run, attempt, verdict, elapsedMs, rounds });
    });
    const { trials, nextNumber } = manifest.value;
    return parsed({
      directory,
      manifest: manifest.value,
      left: { trials, nextNumber, records },
      said,
    });
  } catch (error) {
    return refused(problem(directory, `can't be taken up again: ${(error as Error).message}`));
  }
}
