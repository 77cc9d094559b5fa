import { setImmediate as nextTurn } from "node:timers/promises";
import { OrderBuffer } from "../core/queue/order-buffer.ts";
import type { TrialState } from "../core/queue/state.ts";
import type { RunRecord, RunRequest } from "../core/run/run.ts";
import { isVirtual } from "../core/trial/trial.ts";
import type { ViolationTrace } from "../nodes/cluster.ts";
import type { Ending } from "./batch-folder.ts";

type Known = Pick<TrialState, "trial">;

/**
 * Attempts that have ended, on their way to the results: those in virtual time wait for their turn,
 * and endings that come during a write go together into the next one.
 */
export class Endings {
  readonly #write: (endings: readonly Ending[]) => Promise<void>;
  readonly #inOrder = new OrderBuffer();
  /** Trials of attempts that are over, but not yet known to count. */
  readonly #over = new Map<string, Known>();
  readonly #traces = new Map<RunRecord, ViolationTrace>();
  #waiting: Ending[] = [];
  #writing: Promise<void> | undefined;

  constructor(write: (endings: readonly Ending[]) => Promise<void>) {
    this.#write = write;
  }

  started(request: RunRequest): void {
    if (isVirtual(request.config)) this.#inOrder.started(request);
  }

  /** An attempt whose record comes later; its trial may have been deleted by then. */
  over(record: RunRecord, trial: Known): void {
    this.#over.set(keyOf(record), trial);
  }

  /**
   * An attempt that ended. Answers whether it holds its slot until its turn comes. `trialOf` knows
   * the trials whose attempts count.
   */
  ended(
    record: RunRecord,
    trace: ViolationTrace | undefined,
    trialOf: (record: RunRecord) => Known | undefined,
  ): boolean {
    if (trace !== undefined) this.#traces.set(record, trace);
    const holds = this.#inOrder.isAwaited(record);
    for (const each of holds ? this.#inOrder.ended(record) : [record]) {
      const key = keyOf(each);
      const known = this.#over.get(key) ?? trialOf(each);
      this.#over.delete(key);
      if (known) {
        this.#waiting.push({ trial: known.trial, record: each, trace: this.#traces.get(each) });
      }
      this.#traces.delete(each);
    }
    this.#writing ??= this.#writeAll();
    return holds;
  }

  /** Resolves when nothing is being written. */
  async written(): Promise<void> {
    await this.#writing;
  }

  async #writeAll(): Promise<void> {
    await nextTurn();
    while (this.#waiting.length > 0) {
      const endings = this.#waiting;
      this.#waiting = [];
      await this.#write(endings);
    }
    this.#writing = undefined;
  }
}

const keyOf = ({ trial, run, attempt }: RunRecord): string => `${trial}/${run}/${attempt}`;
