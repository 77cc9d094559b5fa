import { TRIALS_MAX } from "../core/limits.ts";
import type { EndedRun } from "../core/queue/restore.ts";
import type { Trial } from "../core/trial/trial.ts";
import { parameterCells } from "./columns.ts";
import { written } from "./csv.ts";
import type { Manifest } from "./manifest.ts";
import { belongsTo } from "./read-batch.ts";
import { endedRun, type RunRow } from "./read-runs.ts";

/**
 * Collects the rows that tell of runs of a manifest's trials. A row counts for
 * a trial when it says the same configuration, and not by its number alone: an
 * edit whose manifest was not written any more must not leave its runs to the
 * trial as it was before.
 */
export function rowsOf(manifest: Manifest) {
  const records: EndedRun[] = [];
  const cells = new Map(manifest.trials.map(({ number, trial }) => [number, cellsOf(trial)]));
  let highest = manifest.nextNumber - 1;
  const take = (row: RunRow): void => {
    const { trial } = row;
    if (trial <= manifest.nextNumber + TRIALS_MAX) highest = Math.max(highest, trial);
    if (!belongsTo(manifest, row) || cells.get(trial) !== row.parameters.join("\n")) return;
    records.push(endedRun(row));
  };
  /** No number is ever given twice, and so not that of a trial that only rows remember. */
  return { take, records, nextNumber: (): number => highest + 1 };
}

const cellsOf = (trial: Trial): string => parameterCells(trial).map(written).join("\n");
