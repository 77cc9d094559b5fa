/** One of the parts of a batch that processes or machines run apart. */
export interface Shard {
  /** From 1. */
  readonly number: number;
  /** How many shards the batch has. */
  readonly of: number;
}

/** The runs of a trial that a shard has: every `step`th, from `first` on. */
export interface Share {
  readonly first: number;
  readonly step: number;
}

export const WHOLE: Share = { first: 1, step: 1 };

/**
 * Deals out the runs of a trial like cards. The first shard of the deal depends on
 * the configuration and its occurrence: of trials with fewer runs than there
 * are shards, no shard gets them all.
 */
export function shareOf(shard: Shard | undefined, hash: string, occurrence: number): Share {
  if (shard === undefined) return WHOLE;
  const { number, of } = shard;
  const start = (Number.parseInt(hash.slice(0, 8), 16) + occurrence) % of;
  return { first: 1 + ((number - 1 - start + of) % of), step: of };
}

/** How many of a trial's `repeat` runs are the share's. */
export const runsIn = ({ first, step }: Share, repeat: number): number =>
  repeat < first ? 0 : 1 + Math.floor((repeat - first) / step);

/** The number of the run at a place of the share, from 1. */
export const runAt = ({ first, step }: Share, place: number): number => first + (place - 1) * step;

/** The place of a run in the share; undefined where it belongs to another shard. */
export function placeOf({ first, step }: Share, run: number): number | undefined {
  const place = 1 + (run - first) / step;
  return Number.isInteger(place) && place >= 1 ? place : undefined;
}

/** The progress of all shards of a batch whose results lie beside each other. */
export interface ShardsTold {
  /** Shards that have a folder there. */
  readonly started: number;
  readonly done: number;
  readonly runs: number;
}
