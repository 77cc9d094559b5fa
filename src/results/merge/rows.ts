import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { placeOf, type Share, shareOf } from "../../core/queue/share.ts";
import { isVerdict, type Verdict } from "../../core/run/verdicts.ts";
import { headerOf } from "../read-runs.ts";
import { DECISIONS_FILE, RUNS_FILE } from "../run-writer.ts";
import { Lines, LinesOut } from "./lines.ts";
import type { ShardFolder } from "./shards.ts";
import type { AttemptEnd } from "./tally.ts";

/** The read-ahead of all open files together. */
const BUFFERS_BYTES = 32 << 20;
const BUFFER_BYTES_MIN = 4 << 10;
const BUFFER_BYTES_MAX = 256 << 10;

/** Rows between two looks at signals. */
const ROWS_PER_TURN = 20_000;

/**
 * Joins runs.csv and decisions.csv of the shards in `directory`: rows in the
 * order of the trials and their runs, as one machine writes them in virtual
 * time. Answers with how many lines were damaged and left out. Throws a
 * sentence where a row belongs to another shard.
 */
export async function mergeRows(
  shards: readonly ShardFolder[],
  directory: string,
  onEnd: (trial: number, end: AttemptEnd) => void,
): Promise<number> {
  const columns = await columnsOf(shards);
  const bufferBytes = Math.min(
    BUFFER_BYTES_MAX,
    Math.max(BUFFER_BYTES_MIN, BUFFERS_BYTES / (2 * shards.length)),
  );
  const sources = shards.map((shard) => new Source(shard, columns, bufferBytes));
  const runs = new LinesOut(join(directory, RUNS_FILE));
  const decisions = new LinesOut(join(directory, DECISIONS_FILE));
  for (const source of sources) source.begin(runs, decisions, source === sources[0]);
  let rows = 0;
  for (let source = first(sources); source !== undefined; source = first(sources)) {
    onEnd(source.trial, source.end());
    runs.copy(source.runs);
    source.copyDecisions(decisions);
    source.next();
    if (++rows % ROWS_PER_TURN === 0) await nextTurn();
  }
  for (const file of [runs, decisions, ...sources]) file.close();
  return sources.reduce((sum, { damaged }) => sum + damaged, 0);
}

/** The source whose row comes first. */
function first(sources: readonly Source[]): Source | undefined {
  let least: Source | undefined;
  for (const each of sources) {
    if (each.isDone) continue;
    if (least === undefined || comesBefore(each, least)) least = each;
  }
  return least;
}

const comesBefore = (one: Source, other: Source): boolean =>
  one.index < other.index || (one.index === other.index && one.run < other.run);

interface Columns {
  readonly verdict: number;
  readonly rounds: number;
  readonly elapsed: number;
  readonly decided: number;
  readonly late: number;
}

async function columnsOf(shards: readonly ShardFolder[]): Promise<Columns> {
  const headers = await Promise.all(
    shards.map(({ directory }) => headerOf(join(directory, RUNS_FILE))),
  );
  const [names = []] = headers;
  const other = headers.findIndex((each) => each.join() !== names.join());
  if (other > 0) {
    throw new Error(
      `${shards[0]?.directory} and ${shards[other]?.directory} have different columns in ${RUNS_FILE}.`,
    );
  }
  const at = (name: string): number => names.indexOf(name);
  return {
    verdict: at("verdict"),
    rounds: at("rounds"),
    elapsed: at("elapsed_ms"),
    decided: at("decided"),
    late: at("late_ms"),
  };
}

/** The rows of one shard, and the decisions that belong to them. */
class Source {
  readonly runs: Lines;
  isDone = false;
  /** Of the row: its trial, where that stands in the batch, and its run. */
  trial = 0;
  index = 0;
  run = 0;
  damaged = 0;
  readonly #decisions: Lines;
  readonly #columns: Columns;
  readonly #folder: ShardFolder;
  readonly #trials: ReadonlyMap<number, { readonly index: number; readonly share: Share }>;

  constructor(folder: ShardFolder, columns: Columns, bufferBytes: number) {
    const { directory, manifest, shard } = folder;
    this.#folder = folder;
    this.#columns = columns;
    this.runs = new Lines(join(directory, RUNS_FILE), bufferBytes);
    this.#decisions = new Lines(join(directory, DECISIONS_FILE), bufferBytes);
    this.#trials = new Map(
      manifest.trials.map(({ number, hash, occurrence }, index) => [
        number,
        { index, share: shareOf(shard, hash, occurrence) },
      ]),
    );
  }

  /** Goes to the first row; the headers of one shard are those of the joined files. */
  begin(runs: LinesOut, decisions: LinesOut, isFirst: boolean): void {
    if (this.runs.next() && isFirst) runs.copy(this.runs);
    if (this.#decisions.next() && isFirst) decisions.copy(this.#decisions);
    this.next();
  }

  /** Goes to the next row of a trial that the batch has. */
  next(): void {
    while (this.runs.next()) {
      this.trial = this.runs.number(0);
      this.run = this.runs.number(1);
      const known = this.#trials.get(this.trial);
      if (known === undefined) {
        if (this.trial < 1) this.damaged++;
        continue;
      }
      if (this.run < 1 || !isVerdict(this.runs.text(this.#columns.verdict))) {
        this.damaged++;
        continue;
      }
      if (placeOf(known.share, this.run) === undefined) throw new Error(this.#foreignRow());
      this.index = known.index;
      return;
    }
    this.isDone = true;
  }

  end(): AttemptEnd {
    const { verdict, elapsed, rounds, late } = this.#columns;
    return {
      run: this.run,
      verdict: this.runs.text(verdict) as Verdict,
      elapsedMs: this.#numberOrNull(elapsed),
      rounds: this.#numberOrNull(rounds),
      lateMs: this.#numberOrNull(late),
    };
  }

  /** They stand in the order of the rows; those of an attempt that has no row are left out. */
  copyDecisions(out: LinesOut): void {
    for (let left = this.runs.number(this.#columns.decided); left > 0; ) {
      if (!this.#decisions.next()) return;
      if (!this.#isOfRow()) continue;
      out.copy(this.#decisions);
      left--;
    }
  }

  close(): void {
    this.runs.close();
    this.#decisions.close();
  }

  #numberOrNull(column: number): number | null {
    const found = this.runs.number(column);
    return found < 0 ? null : found;
  }

  #isOfRow(): boolean {
    return [0, 1, 2].every((column) => this.#decisions.number(column) === this.runs.number(column));
  }

  #foreignRow(): string {
    const { directory, shard } = this.#folder;
    return `${directory}: run ${this.run} of trial ${this.trial} in ${RUNS_FILE} does not belong to shard ${shard.number}/${shard.of}; was it copied there?`;
  }
}
