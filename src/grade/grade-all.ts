import { chmodSync } from "node:fs";
import type { Graded } from "../report/grade/graded.ts";
import { Finished, keyOf } from "./finished.ts";
import { emptyRow, type Grading, type GradingPlace, graded } from "./grading.ts";
import { Rooms } from "./rooms.ts";
import { sourcesIn } from "./sources.ts";
import type { Submission } from "./submissions.ts";
import { addressSpaceMax, strongestWalls, type Walls } from "./walls.ts";

export interface GradeAll extends Grading {
  readonly jobs: number;
  /** Of each Erlang. */
  readonly schedulers: number;
  /** Where finished rows are kept. */
  readonly folder: string;
  readonly fresh: boolean;
  readonly signal: AbortSignal;
  /** Called with the walls before anything runs behind them. */
  onWalls(walls: Walls): void;
  /** Called with each finished row; `kept`: it was finished by an earlier grading. */
  onRow(row: Graded, kept: boolean): void;
  /** Called when a submission starts. */
  onBegin(submission: Submission): void;
}

/** Rows in the order of the submissions, without those that the signal cut short. */
export async function gradeAll(
  submissions: readonly Submission[],
  options: GradeAll,
): Promise<readonly Graded[]> {
  const finished = new Finished(options.folder, options);
  const rooms = new Rooms();
  try {
    const walls = wallsOf(rooms);
    options.onWalls(walls);
    const bytesMax = addressSpaceMax(options.jobs);
    const rows = new Map<Submission, Graded>();
    const waiting = [...submissions];
    const worker = async (_: unknown, slot: number): Promise<void> => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        const row = await one(next, finished, options, {
          ...options,
          rooms,
          walls,
          slot,
          bytesMax,
        });
        if (options.signal.aborted) return;
        rows.set(next, row);
      }
    };
    await Promise.all(Array.from({ length: options.jobs }, worker));
    return submissions.flatMap((each) => rows.get(each) ?? []);
  } finally {
    rooms.close();
  }
}

function wallsOf(rooms: Rooms): Walls {
  const room = rooms.open(new Map(), undefined);
  try {
    chmodSync(room.folder, 0o755);
    return strongestWalls(room.folder);
  } finally {
    room.close();
  }
}

/**
 * A row kept from an earlier grading, or a new one. A row that paxy itself failed to make is not
 * kept.
 */
async function one(
  submission: Submission,
  finished: Finished,
  options: GradeAll,
  place: GradingPlace,
): Promise<Graded> {
  const empty = emptyRow(submission);
  let row: Graded;
  let kept = false;
  try {
    if (submission.problem !== undefined) throw new Error(submission.problem);
    const sources = await sourcesIn(submission.path);
    const key = keyOf(sources.hash, submission, options);
    const before = finished.row(key);
    kept = before !== undefined;
    if (!kept) options.onBegin(submission);
    row = before ?? (await graded(submission, sources, options, place));
    if (!kept && !options.signal.aborted) finished.add(key, row);
  } catch (error) {
    row = { ...empty, problems: [(error as Error).message] };
  }
  const { name, path, again } = empty;
  const whole = { ...row, name, path, again, notes: [...submission.notes, ...row.notes] };
  if (!options.signal.aborted) options.onRow(whole, kept);
  return whole;
}
