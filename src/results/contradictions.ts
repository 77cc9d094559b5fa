import type { EndedRun } from "../core/queue/restore.ts";
import { RUNS_FILE } from "./run-writer.ts";

/** Rows of one attempt that differ, because two programs wrote the folder or somebody edited it. */
export class Contradictions {
  #count = 0;
  #first: EndedRun | undefined;

  readonly note = (record: EndedRun): void => {
    this.#first ??= record;
    this.#count++;
  };

  /** A sentence for people, if there are any. */
  said(): readonly string[] {
    if (this.#first === undefined) return [];
    const { trial, run, attempt } = this.#first;
    const more = this.#count > 1 ? ` (and ${this.#count - 1} more)` : "";
    return [
      `${RUNS_FILE}: two rows of trial ${trial}, run ${run}, attempt ${attempt}${more} contradict each other; the earlier one counts.`,
    ];
  }
}
