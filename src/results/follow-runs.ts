import { join } from "node:path";
import type { RunRecord } from "../core/run/run.ts";
import { decisionsOf } from "./read-decisions.ts";
import { readLines } from "./read-lines.ts";
import { type RunRow, rowReader } from "./read-runs.ts";
import { DECISIONS_FILE, RUNS_FILE } from "./run-writer.ts";

/**
 * Reads the runs of a batch while they are being written: each call of `read`
 * hands out those that came since the last. Nothing is ever missed, however
 * slow the reader.
 */
export function runFollower(directory: string, onRun: (record: RunRecord) => void) {
  const runs = join(directory, RUNS_FILE);
  const decisions = join(directory, DECISIONS_FILE);
  const from = { runs: 0, decisions: 0 };
  const fresh: RunRow[] = [];
  const rows = rowReader(runs, (row) => fresh.push(row));
  const decided = decisionsOf(() => true);
  return {
    /** An attempt's decisions are written before its row, so they are read after it. */
    async read(): Promise<void> {
      from.runs = (await readLines(runs, rows.take, from.runs)).length;
      if (fresh.length === 0) return;
      from.decisions = (await readLines(decisions, decided.take, from.decisions)).length;
      for (const row of fresh.splice(0)) onRun({ ...row, decisions: decided.of(row) });
    },
  };
}
