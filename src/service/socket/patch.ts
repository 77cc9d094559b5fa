import type { TrialState } from "../../core/queue/state.ts";
import { append, emptySeries, type Series } from "../../core/statistics/series.ts";
import type { Snapshot } from "../client.ts";

/**
 * The changes between two snapshots of one service, small enough to be sent
 * many times a second: unchanged trials are left out, and of a trial's series
 * only the new end is sent.
 */
export interface Patch {
  /** Everything but the trials; absent where nothing of it changed. */
  readonly head?: Head;
  /** The numbers of all trials in order; absent where the order is as before. */
  readonly order?: readonly number[];
  readonly trials: readonly TrialPatch[];
}

type Head = Omit<Snapshot, "queue"> & { readonly queue: Omit<Snapshot["queue"], "trials"> };

const SERIES = ["measuredRuns", "elapsed", "rounds"] as const;
type SeriesField = (typeof SERIES)[number];

/** The changed fields of one trial. */
export type TrialPatch = { readonly number: number } & Partial<Omit<TrialState, SeriesField>> & {
    readonly [field in SeriesField]?: SeriesEnd;
  };

/** The values of a series from position `from` on. */
interface SeriesEnd {
  readonly from: number;
  readonly values: readonly number[];
}

/** The patch that leads from `before` (nothing at all, for a new client) to `after`. */
export function difference(before: Snapshot | undefined, after: Snapshot): Patch {
  const head = headOf(after);
  const old = new Map(before?.queue.trials.map((trial) => [trial.number, trial]));
  const trials: TrialPatch[] = [];
  if (before?.queue.trials !== after.queue.trials) {
    for (const trial of after.queue.trials) {
      const known = old.get(trial.number);
      if (known !== trial) trials.push(trialDifference(known, trial));
    }
  }
  return {
    ...(before === undefined || changed(headOf(before), head) ? { head } : {}),
    ...(sameOrder(before?.queue.trials, after.queue.trials)
      ? {}
      : { order: after.queue.trials.map((trial) => trial.number) }),
    trials,
  };
}

export const isEmpty = (patch: Patch): boolean =>
  patch.head === undefined && patch.order === undefined && patch.trials.length === 0;

/** The snapshot after `before`. Throws where the patch does not fit: the two sides have lost each other. */
export function applyPatch(before: Snapshot | undefined, patch: Patch): Snapshot {
  const head = patch.head ?? (before && headOf(before));
  if (head === undefined) throw new Error("a patch came before the first state");
  if (before && patch.order === undefined && patch.trials.length === 0) {
    return { ...head, queue: { ...head.queue, trials: before.queue.trials } };
  }
  const trials = new Map(before?.queue.trials.map((trial) => [trial.number, trial]));
  for (const change of patch.trials) {
    trials.set(change.number, applyTrialPatch(trials.get(change.number), change));
  }
  const order = patch.order ?? before?.queue.trials.map((trial) => trial.number) ?? [];
  return {
    ...head,
    queue: {
      ...head.queue,
      trials: order.map((number) => {
        const trial = trials.get(number);
        if (trial === undefined)
          throw new Error(`a patch names trial ${number}, which nobody sent`);
        return trial;
      }),
    },
  };
}

function headOf({ queue, ...rest }: Snapshot): Head {
  const { trials: _, ...settings } = queue;
  return { ...rest, queue: settings };
}

/** Two levels deep: the head is a new object each time, its parts are not. */
function changed(before: Head, after: Head): boolean {
  return (
    shallowChanged({ ...before, queue: null }, { ...after, queue: null }) ||
    shallowChanged(before.queue, after.queue)
  );
}

function shallowChanged<T extends object>(before: T, after: T): boolean {
  return (Object.keys(after) as (keyof T)[]).some((key) => before[key] !== after[key]);
}

function sameOrder(
  before: readonly TrialState[] | undefined,
  after: readonly TrialState[],
): boolean {
  return (
    before !== undefined &&
    (before === after ||
      (before.length === after.length && before.every((t, i) => t.number === after[i]?.number)))
  );
}

function trialDifference(before: TrialState | undefined, after: TrialState): TrialPatch {
  const patch: Record<string, unknown> = { number: after.number };
  for (const [key, value] of Object.entries(after)) {
    if (before?.[key as keyof TrialState] === value) continue;
    patch[key] = isSeriesField(key) ? seriesEnd(before?.[key], after[key]) : value;
  }
  return patch as unknown as TrialPatch;
}

function applyTrialPatch(before: TrialState | undefined, change: TrialPatch): TrialState {
  const after: Record<string, unknown> = { ...before, ...change };
  for (const field of SERIES) {
    const end = change[field];
    if (end !== undefined) after[field] = extended(before?.[field], end);
  }
  return after as unknown as TrialState;
}

const isSeriesField = (key: string): key is SeriesField => SERIES.some((field) => field === key);

function seriesEnd(before: Series | undefined, after: Series): SeriesEnd {
  const grew = before !== undefined && before.buffer === after.buffer;
  const from = grew ? before.length : 0;
  return { from, values: after.buffer.slice(from, after.length) };
}

function extended(before: Series | undefined, { from, values }: SeriesEnd): Series {
  const kept = from === 0 ? emptySeries() : before;
  if (kept === undefined || kept.length !== from) {
    throw new Error(`a patch continues a series at ${from}, which is not where it ended`);
  }
  return values.reduce(append, kept);
}
