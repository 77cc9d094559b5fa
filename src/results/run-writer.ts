import { join } from "node:path";
import type { BatchSettings } from "../core/queue/state.ts";
import { AppendFile } from "./append-file.ts";
import { columnsOf, type Ended, RUN_COLUMNS, type RunColumn } from "./columns.ts";
import { csv } from "./csv.ts";
import { type DiskProblem, WRITTEN, type Written } from "./disk-problem.ts";
import { headerOf } from "./read-runs.ts";
import { DECISION_COLUMNS, decisionLines, runLines } from "./run-rows.ts";

export const RUNS_FILE = "runs.csv";
export const DECISIONS_FILE = "decisions.csv";

export interface RunWriterOptions {
  readonly keys: Pick<BatchSettings, "timeLimitMs" | "seed">;
  /** Rows wait until the cause is gone; called once for each new problem. */
  readonly onProblem: (problem: DiskProblem) => void;
  /** All rows that waited are written. */
  readonly onRecovered: () => void;
  /** Between two attempts while there is a problem. */
  readonly retryMs?: number;
}

interface Files {
  readonly runs: AppendFile;
  readonly decisions: AppendFile;
  /** Those of the header that runs.csv has: a file that goes on keeps its own. */
  readonly columns: readonly (RunColumn | undefined)[];
}

interface Waiting {
  readonly ended: readonly Ended[];
  readonly written: () => void;
}

/** Maximum number of rows per write call. */
const ROWS_PER_WRITE = 2000;

/**
 * Writes the rows of runs. Rows that come while others are being written go
 * together in the next write. A run counts as done when its promise resolves,
 * and that waits as long as the disk does.
 */
export class RunWriter {
  readonly #runs: AppendFile;
  readonly #decisions: AppendFile;
  readonly #columns: Files["columns"];
  readonly #options: RunWriterOptions;
  #waiting: Waiting[] = [];
  #working: Promise<void> | undefined;
  #problem: DiskProblem | undefined;
  #closing = false;
  #wake: () => void = () => undefined;

  private constructor({ runs, decisions, columns }: Files, options: RunWriterOptions) {
    this.#runs = runs;
    this.#decisions = decisions;
    this.#columns = columns;
    this.#options = options;
  }

  /** Opens or goes on with the files of a directory; throws with a reason for people. */
  static async open(directory: string, options: RunWriterOptions): Promise<RunWriter> {
    const header = csv([RUN_COLUMNS.map(({ name }) => name)]);
    const runs = await AppendFile.open(join(directory, RUNS_FILE), header);
    const decisions = await AppendFile.open(
      join(directory, DECISIONS_FILE),
      csv([DECISION_COLUMNS]),
    );
    const columns = columnsOf(await headerOf(runs.path));
    return new RunWriter({ runs, decisions, columns }, options);
  }

  /** Resolves when the rows are written. Never rejects; rows that `close` gave up never resolve. */
  write(ended: readonly Ended[]): Promise<void> {
    if (ended.length === 0) return Promise.resolve();
    return new Promise((written) => {
      this.#waiting.push({ ended, written });
      this.#working ??= this.#work();
    });
  }

  /** Rows that are not written yet. */
  get behind(): number {
    return this.#waiting.reduce((sum, each) => sum + each.ended.length, 0);
  }

  /** Writes the waiting rows, tries once more if there is a problem, and reports it. */
  async close(): Promise<Written> {
    this.#closing = true;
    this.#wake();
    await this.#working;
    await Promise.all([this.#runs.close(), this.#decisions.close()]);
    return this.#problem === undefined || this.behind === 0
      ? WRITTEN
      : { ok: false, problem: this.#problem };
  }

  async #work(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#take();
      const written = await this.#writeRows(batch.flatMap((each) => each.ended));
      if (written.ok) this.#done(batch);
      else if (this.#closing && this.#problem !== undefined) break;
      else await this.#standBack(written.problem);
    }
    this.#working = undefined;
  }

  /** The requests that go into the next write; they stay in the queue until it has succeeded. */
  #take(): readonly Waiting[] {
    let rows = 0;
    const count = this.#waiting.findIndex((each) => {
      rows += each.ended.length;
      return rows > ROWS_PER_WRITE;
    });
    return this.#waiting.slice(0, count < 0 ? this.#waiting.length : Math.max(1, count));
  }

  #done(batch: readonly Waiting[]): void {
    this.#waiting = this.#waiting.slice(batch.length);
    for (const each of batch) each.written();
    if (this.#problem === undefined || this.#waiting.length > 0) return;
    this.#problem = undefined;
    this.#options.onRecovered();
  }

  /** Decisions first: an attempt without its row in runs.csv has not happened, and leaves none behind. */
  async #writeRows(ended: readonly Ended[]): Promise<Written> {
    if (this.#problem !== undefined) {
      const recovered = await this.#recover();
      if (!recovered.ok) return recovered;
    }
    const before = this.#decisions.length;
    const lines = decisionLines(ended);
    const decisions = lines === "" ? WRITTEN : await this.#decisions.append(lines);
    if (!decisions.ok) return decisions;
    const runs = await this.#runs.append(runLines(ended, this.#options.keys, this.#columns));
    if (!runs.ok) await this.#decisions.cutTo(before);
    return runs;
  }

  async #recover(): Promise<Written> {
    const decisions = await this.#decisions.recover();
    return decisions.ok ? this.#runs.recover() : decisions;
  }

  async #standBack(problem: DiskProblem): Promise<void> {
    const isNew = this.#problem?.reason !== problem.reason;
    this.#problem = problem;
    if (isNew) this.#options.onProblem(problem);
    if (this.#closing) return;
    await new Promise<void>((wake) => {
      this.#wake = wake;
      setTimeout(wake, this.#options.retryMs ?? RETRY_MS);
    });
  }
}

const RETRY_MS = 1000;
