import { join } from "node:path";
import type { RunRecord } from "../core/run/run.ts";
import { decisionsOf } from "./read-decisions.ts";
import { readLines } from "./read-lines.ts";
import { readRuns } from "./read-runs.ts";
import { DECISIONS_FILE, RUNS_FILE } from "./run-writer.ts";

const KEPT_PER_TRIAL = 50;
const KEPT_MAX = 5000;

interface Kept {
  readonly runs: RunRecord[];
  /** Whether these are all recent runs, up to the bound. */
  readonly isWhole: boolean;
}

/** The last runs of each trial: those of the recent past from memory, older ones from the files. */
export class RecentRuns {
  readonly #directory: string;
  /** Trials in the order in which they last had a run. */
  readonly #byTrial = new Map<number, Kept>();
  /** Trials with more runs in the files than are kept here. */
  readonly #forgotten = new Set<number>();
  readonly #isNew: boolean;
  #count = 0;

  /** `isNew`: the files hold no run yet. */
  constructor(directory: string, { isNew }: { readonly isNew: boolean }) {
    this.#directory = directory;
    this.#isNew = isNew;
  }

  /** Call it when the record's row has been written. */
  add(record: RunRecord): void {
    const isWhole = this.#isNew && !this.#forgotten.has(record.trial);
    const kept = this.#byTrial.get(record.trial) ?? { runs: [], isWhole };
    this.#byTrial.delete(record.trial);
    this.#keep(record.trial, kept, [record]);
    if (this.#count > KEPT_MAX) this.#forgetOldestTrial();
  }

  /** Newest first. */
  async of(trial: number, most: number): Promise<readonly RunRecord[]> {
    const kept = this.#byTrial.get(trial);
    if (kept?.isWhole === true) return lastOf(kept.runs, most);
    const read = await readRecent(this.#directory, trial);
    const [known, added] = [new Set(read.map(idOf)), this.#byTrial.get(trial)?.runs ?? []];
    const runs = [...read, ...added.filter((record) => !known.has(idOf(record)))];
    this.#forget(trial);
    this.#keep(trial, { runs: [], isWhole: true }, runs);
    return lastOf(runs, most);
  }

  #keep(trial: number, kept: Kept, records: readonly RunRecord[]): void {
    this.#byTrial.set(trial, kept);
    for (const record of records) {
      kept.runs.push(record);
      if (kept.runs.length > KEPT_PER_TRIAL) forgetOne(kept.runs);
      else this.#count++;
    }
  }

  #forgetOldestTrial(): void {
    const [oldest] = this.#byTrial.keys();
    if (oldest === undefined) return;
    this.#forget(oldest);
    this.#forgotten.add(oldest);
  }

  #forget(trial: number): void {
    this.#count -= this.#byTrial.get(trial)?.runs.length ?? 0;
    this.#byTrial.delete(trial);
  }
}

const lastOf = (runs: readonly RunRecord[], most: number): readonly RunRecord[] =>
  runs.slice(-most).reverse();

const idOf = ({ run, attempt }: RunRecord): string => `${run}/${attempt}`;

/** Drops the oldest run, and violations last, because people look for them. */
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
