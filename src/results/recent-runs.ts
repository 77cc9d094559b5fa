import { join } from "node:path";
import type { RunRecord } from "../core/run/run.ts";
import { decisionsOf } from "./read-decisions.ts";
import { readLines } from "./read-lines.ts";
import { readRuns } from "./read-runs.ts";
import { DECISIONS_FILE, RUNS_FILE } from "./run-writer.ts";

const KEPT_PER_TRIAL = 50;
const KEPT_MAX = 5000;

/** The last runs of each trial: those of the recent past from memory, older ones from the files. */
export class RecentRuns {
  readonly #directory: string;
  /** Trials in the order in which they last had a run. */
  readonly #byTrial = new Map<number, RunRecord[]>();
  #kept = 0;

  constructor(directory: string) {
    this.#directory = directory;
  }

  add(record: RunRecord): void {
    const runs = this.#byTrial.get(record.trial) ?? [];
    this.#byTrial.delete(record.trial);
    this.#byTrial.set(record.trial, runs);
    runs.push(record);
    this.#kept++;
    if (runs.length > KEPT_PER_TRIAL) {
      forgetOne(runs);
      this.#kept--;
    }
    if (this.#kept > KEPT_MAX) this.#forgetOldestTrial();
  }

  /** Newest first. */
  async of(trial: number, most: number): Promise<readonly RunRecord[]> {
    const known = this.#byTrial.get(trial) ?? (await readRecent(this.#directory, trial));
    return known.slice(-most).reverse();
  }

  #forgetOldestTrial(): void {
    const [oldest] = this.#byTrial;
    if (oldest === undefined) return;
    this.#byTrial.delete(oldest[0]);
    this.#kept -= oldest[1].length;
  }
}

/** The oldest one goes, and a violation last: it is what people look for. */
function forgetOne(runs: Pick<RunRecord, "verdict">[]): void {
  const index = runs.findIndex(({ verdict }) => verdict !== "violation");
  runs.splice(Math.max(0, index), 1);
}

/** The last runs of one trial as the files have them, oldest first; none where they can't be read. */
export async function readRecent(directory: string, trial: number): Promise<RunRecord[]> {
  const runs: Omit<RunRecord, "decisions">[] = [];
  try {
    await readRuns(join(directory, RUNS_FILE), (row) => {
      if (row.trial !== trial) return;
      runs.push(row);
      if (runs.length > KEPT_PER_TRIAL) forgetOne(runs);
    });
    const decisions = decisionsOf((key) => key.startsWith(`${trial}/`));
    await readLines(join(directory, DECISIONS_FILE), decisions.take);
    return runs.map((run) => ({ ...run, decisions: decisions.of(run) }));
  } catch {
    return [];
  }
}
