import type { RunRecord, RunRequest } from "../run/run.ts";
import { holdsRun } from "../run/stretch.ts";

type Attempts = Pick<RunRequest, "trial" | "run" | "step" | "count" | "attempt">;

interface Started extends Attempts {
  /** The run to be released next. */
  next: number;
  readonly waiting: Map<number, RunRecord>;
}

/**
 * Gives records back in the order in which their attempts were started,
 * whatever the order in which they ended. Rows of virtual time are written in
 * that order, so that runs.csv is the same however many ran at once. It holds at most the attempts
 * in progress: an attempt whose record waits here has not ended for the queue, and keeps its slot.
 */
export class OrderBuffer {
  readonly #stretches: Started[] = [];

  started({ trial, run, step, count, attempt }: Attempts): void {
    this.#stretches.push({ trial, run, step, count, attempt, next: run, waiting: new Map() });
  }

  /** Whether a record belongs to an attempt that was started here and has not ended. */
  isAwaited(record: RunRecord): boolean {
    return this.#stretches.some((each) => holds(each, record));
  }

  /** The records that may be written now that this one has come; none for one that nobody started. */
  ended(record: RunRecord): readonly RunRecord[] {
    const stretch = this.#stretches.find((each) => holds(each, record));
    if (stretch === undefined) return [];
    stretch.waiting.set(record.run, record);
    return this.#release();
  }

  #release(): RunRecord[] {
    const released: RunRecord[] = [];
    for (let first = this.#stretches[0]; first !== undefined; first = this.#stretches[0]) {
      for (let record = take(first); record !== undefined; record = take(first))
        released.push(record);
      if (holdsRun(first, first.next)) return released;
      this.#stretches.shift();
    }
    return released;
  }
}

const holds = (stretch: Started, { trial, run, attempt }: RunRecord): boolean =>
  stretch.trial === trial &&
  stretch.attempt === attempt &&
  run >= stretch.next &&
  holdsRun(stretch, run);

function take(stretch: Started): RunRecord | undefined {
  const record = stretch.waiting.get(stretch.next);
  if (record === undefined) return undefined;
  stretch.waiting.delete(stretch.next);
  stretch.next += stretch.step;
  return record;
}
