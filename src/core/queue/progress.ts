import type { Trial } from "../trial/trial.ts";
import type { BatchSettings, Totals } from "./state.ts";

/** How many runs had ended when, for the recent past. */
export interface Pace {
  readonly points: readonly { readonly atMs: number; readonly done: number }[];
}

export const NO_PACE: Pace = { points: [] };

const WINDOW_MS = 60_000;
const RUNS_MIN = 20;
const POINT_MS = 500;
const POINTS_MAX = 1000;

/** Notes how far the batch is; `atMs` is a clock that only goes forward. Call it as often as you like. */
export function paced({ points }: Pace, atMs: number, done: number): Pace {
  const last = points.at(-1);
  if (last !== undefined && atMs - last.atMs < POINT_MS) return { points };
  return { points: recent([...points, { atMs, done }]) };
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

/** ms until the last run ends at the present pace; null where it can't be told. */
export function etaMs(
  pace: Pace,
  totals: Pick<Totals, "runs" | "done">,
  atMs: number,
): number | null {
  const left = totals.runs - totals.done;
  if (left <= 0) return 0;
  const first = pace.points[0];
  if (first === undefined || totals.done <= first.done || atMs <= first.atMs) return null;
  return Math.round((left * (atMs - first.atMs)) / (totals.done - first.done));
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
  const inRealTime = trials.filter((each) => each.moduleName !== "paxy_sim").length;
  return Math.ceil((inRealTime * repeat) / jobs) * timeLimitMs;
}
