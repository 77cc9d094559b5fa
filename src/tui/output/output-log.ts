import type { OutputLine } from "../../core/run/health.ts";
import { type PackedLines, pack } from "./packed-lines.ts";
import type { Matcher } from "./query.ts";

const LINES_MAX = 100_000;
const LINES_PER_PACK = 1000;

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
  const kept = createLineQueue(linesMax);
  let filter: Matcher | undefined;
  let found: Found = createFound(kept);

  const select = (wanted: Matcher): Lines => {
    if (wanted.isEmpty) {
      filter = undefined;
      return kept;
    }
    if (wanted !== filter) {
      filter = wanted;
      found = createFound(kept);
      for (let position = kept.first; position < kept.end; position++) {
        if (wanted.matches(kept.at(position) as OutputLine)) found.push(position);
      }
    }
    return found;
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
      for (const line of lines.slice(-linesMax)) {
        if (filter?.matches(line)) found.push(kept.end);
        kept.push(line);
      }
      found.dropBefore(kept.first);
    },
    select,
  };
}

interface LineQueue extends Lines {
  push(line: OutputLine): void;
}

/** All lines, the newest few as they came and the rest packed. */
function createLineQueue(linesMax: number): LineQueue {
  const packs: PackedLines[] = [];
  let newest: OutputLine[] = [];
  let first = 0;
  const newestFrom = (): number => first + packs.length * LINES_PER_PACK;
  const seal = (): void => {
    packs.push(pack(newest));
    newest = [];
    if (packs.length * LINES_PER_PACK <= linesMax) return;
    packs.shift();
    first += LINES_PER_PACK;
  };
  return {
    get first() {
      return first;
    },
    get end() {
      return newestFrom() + newest.length;
    },
    at(position) {
      if (position >= newestFrom()) return newest[position - newestFrom()];
      const offset = position - first;
      return packs[Math.floor(offset / LINES_PER_PACK)]?.at(offset % LINES_PER_PACK);
    },
    push(line) {
      newest.push(line);
      if (newest.length === LINES_PER_PACK) seal();
    },
  };
}

interface Found extends Lines {
  push(position: number): void;
  /** Forgets what the log no longer keeps. */
  dropBefore(position: number): void;
}

/** Positions of the lines that were found. */
function createFound(kept: Lines): Found {
  let positions: number[] = [];
  let first = 0;
  return {
    get first() {
      return first;
    },
    get end() {
      return first + positions.length;
    },
    at: (position) => kept.at(positions[position - first] ?? -1),
    push: (position) => {
      positions.push(position);
    },
    dropBefore(position) {
      if ((positions[0] ?? position) >= position) return;
      const count = positions.findIndex((each) => each >= position);
      const dropped = count === -1 ? positions.length : count;
      positions = positions.slice(dropped);
      first += dropped;
    },
  };
}
