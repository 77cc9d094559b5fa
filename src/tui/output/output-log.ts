import type { OutputLine } from "../../core/health.ts";
import type { Matcher } from "./query.ts";

export const LINES_MAX = 100_000;
/** Old lines are dropped so many at a time: one by one would move the rest each time. */
const DROPPED_AT_ONCE = 4096;

/** The lines that pass a filter, by position: positions count from when the filter was set. */
export interface Lines {
  /** Position of the oldest line that is kept, and one past the newest. */
  readonly first: number;
  readonly end: number;
  at(position: number): OutputLine | undefined;
}

/** The newest 100,000 lines; the older ones are in output.log. */
export interface OutputLog extends Lines {
  append(lines: readonly OutputLine[]): void;
  /** The lines that a filter lets through, kept up to date until the next call. */
  select(filter: Matcher): Lines;
}

export function createOutputLog(linesMax: number = LINES_MAX): OutputLog {
  const kept = createQueue<OutputLine>();
  let filter: Matcher | undefined;
  let selected = createQueue<number>();

  const takeIn = (line: OutputLine): void => {
    if (filter?.matches(line)) selected.push(kept.end);
    kept.push(line);
  };
  const dropOld = (): void => {
    if (kept.end - kept.first <= linesMax + DROPPED_AT_ONCE) return;
    kept.drop(kept.end - kept.first - linesMax);
    let count = 0;
    while ((selected.at(selected.first + count) ?? kept.first) < kept.first) count++;
    selected.drop(count);
  };
  const select = (wanted: Matcher): Lines => {
    if (wanted.isEmpty) {
      filter = undefined;
      return kept;
    }
    if (wanted !== filter) {
      filter = wanted;
      selected = createQueue();
      for (let position = kept.first; position < kept.end; position++) {
        if (wanted.matches(kept.at(position) as OutputLine)) selected.push(position);
      }
    }
    return selectedLines;
  };
  const selectedLines: Lines = {
    get first() {
      return selected.first;
    },
    get end() {
      return selected.end;
    },
    at: (position) => kept.at(selected.at(position) ?? -1),
  };
  return {
    get first() {
      return kept.first;
    },
    get end() {
      return kept.end;
    },
    at: kept.at,
    append(lines) {
      for (const line of lines.slice(-linesMax)) takeIn(line);
      dropOld();
    },
    select,
  };
}

interface Queue<T> {
  readonly first: number;
  readonly end: number;
  at(position: number): T | undefined;
  push(item: T): void;
  drop(count: number): void;
}

function createQueue<T>(): Queue<T> {
  let items: T[] = [];
  let first = 0;
  return {
    get first() {
      return first;
    },
    get end() {
      return first + items.length;
    },
    at: (position) => items[position - first],
    push: (item) => {
      items.push(item);
    },
    drop(count) {
      if (count === 0) return;
      items = items.slice(count);
      first += count;
    },
  };
}
