import { existsSync } from "node:fs";
import { join } from "node:path";
import type { QueueState } from "../core/queue/state.ts";
import type { NodeHealth, OutputLine } from "../core/run/health.ts";
import type { RunRecord } from "../core/run/run.ts";
import { reportOf } from "../core/statistics/uncertainty.ts";
import type { Trial } from "../core/trial/trial.ts";
import type { ViolationTrace } from "../nodes/cluster.ts";
import { keepLatest, writeSummary } from "../results/directory.ts";
import { orReason, type Written } from "../results/disk-problem.ts";
import { HealthLog } from "../results/health-log.ts";
import { type Circumstances, manifestOf, writeManifest } from "../results/manifest.ts";
import { OutputLog } from "../results/output-log.ts";
import { RecentRuns } from "../results/recent-runs.ts";
import { RUNS_FILE, RunWriter } from "../results/run-writer.ts";
import { summaryCsv } from "../results/summary-csv.ts";
import { writeViolation } from "../results/violations.ts";
import { Trouble } from "./trouble.ts";

/** An ended attempt: its trial, its record, and the trace of a violation. */
export interface Ending {
  readonly trial: Trial;
  readonly record: RunRecord;
  readonly trace: ViolationTrace | undefined;
}

const RETRY_MS = 1000;

/**
 * The folder of a batch while the batch runs. Failed writes are repeated until the cause has gone.
 */
export class BatchFolder {
  readonly directory: string;
  readonly #runs: RunWriter;
  readonly #output: OutputLog;
  readonly #health: HealthLog;
  readonly #recent: RecentRuns;
  #circumstances: Circumstances;
  readonly #trouble: Trouble;
  #unsaved: QueueState | undefined;
  #saving: Promise<void> | undefined;
  #waiting: (() => void)[] = [];
  #closing = false;
  readonly #openedAtMs = performance.now();

  private constructor(
    directory: string,
    parts: {
      runs: RunWriter;
      output: OutputLog;
      recent: RecentRuns;
      trouble: Trouble;
      circumstances: Circumstances;
    },
  ) {
    this.directory = directory;
    this.#runs = parts.runs;
    this.#output = parts.output;
    this.#health = new HealthLog(directory);
    this.#trouble = parts.trouble;
    this.#circumstances = parts.circumstances;
    this.#recent = parts.recent;
  }

  /**
   * `onTrouble` gets the reason why nothing can be written, and undefined when it can again. Throws
   * with a reason for people.
   */
  static async open(
    directory: string,
    queue: QueueState,
    circumstances: Circumstances,
    onTrouble: (reason: string | undefined) => void,
  ): Promise<BatchFolder> {
    const trouble = new Trouble(onTrouble);
    const recent = new RecentRuns(directory, { isNew: !existsSync(join(directory, RUNS_FILE)) });
    const runs = await orReason(directory, () =>
      RunWriter.open(directory, {
        keys: queue.settings,
        onProblem: ({ reason }) => trouble.set("runs", reason),
        onRecovered: () => trouble.clear("runs"),
      }),
    );
    const output = await orReason(directory, () => OutputLog.open(directory));
    return new BatchFolder(directory, { runs, output, recent, trouble, circumstances });
  }

  /** ms that the batch has run in earlier processes. */
  get ranBeforeMs(): number {
    return this.#circumstances.ranMs ?? 0;
  }

  /** Resolves when the rows are written, and waits as long as the disk does. */
  async write(endings: readonly Ending[]): Promise<void> {
    const violations = endings.filter(({ trace }) => trace !== undefined);
    const unshown = await this.#writeTraces(violations);
    await this.#runs.write(endings);
    await this.#writeTraces(unshown);
    for (const { record } of endings) this.#recent.add(record);
  }

  print(lines: readonly OutputLine[]): void {
    this.#output.write(lines);
  }

  /** Keeps how the nodes are at this moment, from time to time. */
  look(nodes: readonly NodeHealth[], wallMs: number): void {
    this.#health.note(nodes, { wallMs, monotonicMs: performance.now() });
  }

  /** Takes facts about the nodes of a batch on several hosts, for the next manifest. */
  tell(nodes: Pick<Circumstances, "nodes" | "links">): void {
    this.#circumstances = { ...this.#circumstances, ...nodes };
  }

  /**
   * Writes the manifest of the batch as it stands; several in a row become one.
   * Resolves when it is written, or can't be just now.
   */
  save(queue: QueueState): Promise<void> {
    this.#unsaved = queue;
    const attempted = new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#saving ??= this.#save();
    return attempted;
  }

  recentRuns(trial: number, most: number): Promise<readonly RunRecord[]> {
    return this.#recent.of(trial, most);
  }

  /** Completes the results. Answers with why something of them could not be written. */
  async close(queue: QueueState): Promise<string | undefined> {
    this.#closing = true;
    const runs = await this.#runs.close();
    await this.#output.close();
    await this.#health.close();
    this.save(queue);
    await this.#saving;
    return runs.ok ? this.#trouble.reason : runs.problem.reason;
  }

  /** Those whose trace could not be written. */
  async #writeTraces(violations: readonly Ending[]): Promise<readonly Ending[]> {
    const failed: Ending[] = [];
    for (const each of violations) {
      const written = await writeViolation(this.directory, each.record, each.trace ?? []);
      if (!written.ok) failed.push(each);
    }
    return failed;
  }

  async #save(): Promise<void> {
    for (let queue = this.#unsaved; queue !== undefined; queue = this.#unsaved) {
      this.#unsaved = undefined;
      const waiting = this.#waiting.splice(0);
      const written = await this.#writeBatch(queue);
      for (const attempted of waiting) attempted();
      if (written.ok) this.#trouble.clear("batch");
      else {
        this.#trouble.set("batch", written.problem.reason);
        if (this.#closing) break;
        this.#unsaved ??= queue;
        await new Promise((again) => setTimeout(again, RETRY_MS));
      }
    }
    this.#saving = undefined;
  }

  async #writeBatch(queue: QueueState): Promise<Written> {
    const ended = queue.status === "finished" || queue.status === "stopped";
    const endedAt = ended ? new Date().toISOString() : null;
    const ranMs =
      queue.settings.stop?.forMs === undefined
        ? undefined
        : Math.round(this.ranBeforeMs + performance.now() - this.#openedAtMs);
    const manifest = manifestOf(queue, { ...this.#circumstances, endedAt, ranMs });
    const written = await writeManifest(this.directory, manifest);
    if (written.ok) await keepLatest(this.directory).catch(() => undefined);
    if (!written.ok || !ended) return written;
    const summaries = queue.trials.map((trial) => reportOf(trial, queue.settings));
    return writeSummary(this.directory, summaryCsv(summaries));
  }
}
