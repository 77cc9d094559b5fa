import { basename, resolve } from "node:path";
import { freeName } from "../batch/code-source.ts";
import { commandText } from "../console/command-text.ts";
import { InputError } from "../console/problems.ts";
import { pathHere } from "../console/shown-path.ts";
import type { Graded } from "../report/grade/graded.ts";
import { worst } from "./failures.ts";
import type { Rooms } from "./rooms.ts";
import type { Sources } from "./sources.ts";
import { packed, tried } from "./stages.ts";
import type { Submission } from "./submissions.ts";
import { uidOf, type Walls } from "./walls.ts";

/** Options of grading a submission. */
export interface Grading {
  /** ms for each submission. */
  readonly budgetMs: number;
  /** Of each load. */
  readonly runs: number;
}

export interface GradingPlace {
  readonly rooms: Rooms;
  readonly walls: Walls;
  readonly slot: number;
  readonly schedulers: number;
  readonly bytesMax: number;
  /** Ends what is in progress. */
  readonly signal: AbortSignal;
}

/** Shares of the budget: when a submission is asked to end, and when it is killed. */
const TOLD = 0.92;
const ENDED = 1.03;
/** The largest share of the time for compiling. */
const COMPILE = 0.8;

/**
 * Grades one submission, in at most its budget. It throws only if something is wrong with this
 * system, whatever the submission contains.
 */
export async function graded(
  submission: Submission,
  sources: Sources,
  grading: Grading,
  place: GradingPlace,
): Promise<Graded> {
  const startedAt = performance.now();
  const untried = emptyRow(submission);
  const row = await inRoom(untried, submission, sources, grading, place);
  return { ...row, elapsedMs: performance.now() - startedAt };
}

/** The row of a submission that was not tried. */
export function emptyRow(submission: Submission, problems: readonly string[] = []): Graded {
  const { name, path } = submission;
  const version = versionOf(submission);
  const given =
    version === basename(resolve(path)) ? pathHere(path) : `${version}=${pathHere(path)}`;
  return {
    ...{ name, path, notes: [], problems, compiled: false, loads: [], unbacked: 0, causes: [] },
    ...{ checks: [], elapsedMs: 0, again: commandText("lab", given) },
  };
}

/** The name of its code, the same as in `paxy lab`, so that its runs are the same. */
export const versionOf = ({ path }: Submission): string => freeName(basename(resolve(path)), []);

async function inRoom(
  row: Graded,
  submission: Submission,
  { files, unread }: Sources,
  grading: Grading,
  { rooms, walls, slot, schedulers, bytesMax, signal }: GradingPlace,
): Promise<Graded> {
  const room = rooms.open(files, uidOf(walls, slot));
  const at = {
    walls,
    slot,
    schedulers,
    bytesMax,
    signal,
    room: room.folder,
    ebin: rooms.ebin,
    codePaths: [],
  };
  const time = clock(grading.budgetMs);
  try {
    const source = { name: versionOf(submission), roles: submission.roles };
    const made = await packed(at, room, source, time.left(COMPILE));
    if (!("folder" in made)) return { ...row, problems: [...unread, ...made.problems] };
    const { folder } = made;
    const code = { ...at, codePaths: [room.packed] };
    const [ms, killMs] = [time.left(TOLD), time.left(ENDED)];
    const { failures, ...found } = await tried(code, folder, { runs: grading.runs, ms, killMs });
    const notes = [...folder.notes, ...unread];
    return { ...row, ...found, compiled: true, notes, failure: worst(failures) };
  } finally {
    room.close();
  }
}

/** The time until a part of the budget is spent, ms. */
function clock(budgetMs: number) {
  const startedAt = performance.now();
  return {
    left: (share: number) => Math.max(1, startedAt + budgetMs * share - performance.now()),
  };
}

/** `--budget`, in ms. Throws an InputError. */
export function budgetMsOf(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) >= 3) return Number(text) * 1000;
  throw new InputError(
    `--budget is ${JSON.stringify(text)}; it must be a whole number of seconds from 3 to 99999.`,
  );
}
