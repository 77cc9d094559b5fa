import { isVirtual, type Trial } from "../trial/trial.ts";
import { isOpen } from "./schedule.ts";
import type { BatchSettings, QueueState, Totals } from "./state.ts";

interface Point {
  readonly atMs: number;
  /** Number of runs that had ended. */
  readonly done: number;
}

export interface Pace {
  /** The recent past. */
  readonly points: readonly Point[];
  /** Time when the last run ended; null before the first look. */
  readonly last: Point | null;
}

export const NO_PACE: Pace = { points: [], last: null };

const WINDOW_MS = 60_000;
const RUNS_MIN = 20;
const POINT_MS = 500;
const POINTS_MAX = 1000;

/**
 * The pace after an event. It is reset whenever the past no longer predicts the
 * future: after a pause, and between virtual and real time.
 */
export function paceAfter(pace: Pace, before: QueueState, queue: QueueState, atMs: number): Pace {
  const isNew = before.status !== queue.status || goesVirtually(before) !== goesVirtually(queue);
  return paced(isNew ? NO_PACE : pace, atMs, queue.totals.done);
}

const goesVirtually = ({ load }: QueueState): boolean => load.stretches > 0;

/** Notes how far the batch is; `atMs` is a clock that only goes forward. Call it as often as you like. */
export function paced({ points, last: before }: Pace, atMs: number, done: number): Pace {
  const point = { atMs, done };
  const last = before?.done === done ? before : point;
  const newest = points.at(-1);
  if (newest !== undefined && atMs - newest.atMs < POINT_MS) return { points, last };
  return { points: recent([...points, point]), last };
}

/** The last minute, or longer where runs are so long that few ended in it. */
function recent(points: Pace["points"]): Pace["points"] {
  const last = points.at(-1);
  const old = (index: number): boolean => {
    const next = points[index + 1];
    if (last === undefined || next === undefined) return false;
    return last.atMs - next.atMs >= WINDOW_MS && last.done - next.done >= RUNS_MIN;
  };
  let from = Math.max(0, points.length - POINTS_MAX);
  while (old(from)) from++;
  return points.slice(from);
}

/** ms until the batch ends at its present pace; null if unknown. */
export function etaOf(pace: Pace, queue: QueueState, atMs: number): number | null {
  const { totals, settings, trials, firstOpen } = queue;
  // Runs end by a rule, at an unknown time.
  if (settings.stop !== undefined) return null;
  const waitsInRealTime = () =>
    trials.slice(firstOpen).some((t) => isOpen(t) && !isVirtual(t.trial));
  if (goesVirtually(queue) && waitsInRealTime()) return null;
  return etaMs(pace, { ...totals, jobs: settings.jobs }, atMs);
}

/** The remaining work, and the number of runs at the same time. */
export interface Workload extends Pick<Totals, "runs" | "done"> {
  readonly jobs: number;
}

/**
 * ms until the last run ends at the present pace; null where it is unknown: within
 * the first half second, and when the last few take longer than the others did.
 */
export function etaMs(
  { points, last }: Pace,
  { runs, done, jobs }: Workload,
  atMs: number,
): number | null {
  if (done >= runs) return 0;
  const first = points[0];
  if (first === undefined || last === null || last.done <= first.done) return null;
  if (last.atMs - first.atMs < POINT_MS) return null;
  const perRunMs = (last.atMs - first.atMs) / (last.done - first.done);
  // However few are left, one takes as long as `jobs` of them side by side.
  const forecastMs = perRunMs * Math.max(runs - done, Math.min(jobs, runs));
  const left = Math.round(forecastMs - (atMs - last.atMs));
  return left > 0 ? left : null;
}

/**
 * The longest that a batch can take when no run fails: every run at its time
 * limit. Runs in virtual time count nothing; how long they take depends on the
 * machine.
 */
export function worstCaseMs(
  { repeat, jobs, timeLimitMs }: Pick<BatchSettings, "repeat" | "jobs" | "timeLimitMs">,
  trials: readonly Trial[],
): number {
  const inRealTime = trials.filter((each) => !isVirtual(each)).length;
  return Math.ceil((inRealTime * repeat) / jobs) * timeLimitMs;
}
