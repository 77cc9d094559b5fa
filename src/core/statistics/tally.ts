import type { RunRecord } from "../run/run.ts";
import { type Interval, intervalOfMean } from "./statistics.ts";

/** Sums over the runs of a trial that are data, besides their times and rounds. */
export interface Tally {
  readonly runs: number;
  /** Messages sent, by proposers and acceptors together. */
  readonly messages: number;
  /** The sum of the squares of each run's messages. */
  readonly squares: number;
  /** Runs whose agreed value this proposer brought in. */
  readonly winners: Readonly<Record<string, number>>;
  /** The latest timer of all runs in real time, ms; null in virtual time. */
  readonly lateMs: number | null;
}

export type Tallied = Pick<RunRecord, "messages" | "winner" | "lateMs">;

export const NO_TALLY: Tally = {
  ...{ runs: 0, messages: 0, squares: 0 },
  ...{ winners: {}, lateMs: null },
};

export const tallied = (tally: Tally, { messages, winner, lateMs }: Tallied): Tally => ({
  runs: tally.runs + 1,
  messages: tally.messages + messages,
  squares: tally.squares + messages ** 2,
  winners:
    winner === ""
      ? tally.winners
      : { ...tally.winners, [winner]: 1 + (tally.winners[winner] ?? 0) },
  lateMs: lateMs === null ? tally.lateMs : Math.max(lateMs, tally.lateMs ?? 0),
});

/** The tally of many runs at once; the same result as `tallied` one by one. */
export function tallyOf(runs: readonly Tallied[]): Tally {
  const winners = new Map<string, number>();
  let { messages, squares, lateMs } = NO_TALLY;
  for (const run of runs) {
    messages += run.messages;
    squares += run.messages ** 2;
    if (run.winner !== "") winners.set(run.winner, 1 + (winners.get(run.winner) ?? 0));
    if (run.lateMs !== null) lateMs = Math.max(run.lateMs, lateMs ?? 0);
  }
  return {
    ...{ runs: runs.length, messages, squares, lateMs },
    winners: Object.fromEntries(winners),
  };
}

/** The mean messages of a run, with its 95 % interval (null if there are too few runs); undefined without runs. */
export function meanMessages({
  runs,
  messages,
  squares,
}: Tally): { readonly mean: number; readonly interval: Interval<number> | null } | undefined {
  if (runs === 0) return undefined;
  const mean = messages / runs;
  const deviation = Math.sqrt(Math.max(0, squares - runs * mean ** 2) / Math.max(1, runs - 1));
  return { mean, interval: intervalOfMean({ n: runs, mean, deviation }) };
}

/**
 * The proposer that won most often, and its share of the runs with a winner, 0..1; among equals,
 * the first by name.
 */
export function mostWins({ winners }: Tally): { name: string; share: number } | undefined {
  const all = Object.values(winners).reduce((sum, each) => sum + each, 0);
  const [first] = Object.entries(winners).sort(
    ([one, wins], [other, otherWins]) => otherWins - wins || (one < other ? -1 : 1),
  );
  return first && { name: first[0], share: first[1] / all };
}
