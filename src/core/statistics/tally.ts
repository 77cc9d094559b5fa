import type { RunRecord } from "../run/run.ts";

/** Sums over the runs of a trial that are data, besides their times and rounds. */
export interface Tally {
  readonly runs: number;
  /** Messages sent, by proposers and acceptors together. */
  readonly messages: number;
  /** Runs whose agreed value this proposer brought in. */
  readonly winners: Readonly<Record<string, number>>;
  /** The latest timer of all runs in real time, ms; null in virtual time. */
  readonly lateMs: number | null;
}

export type Tallied = Pick<RunRecord, "messages" | "winner" | "lateMs">;

export const NO_TALLY: Tally = { runs: 0, messages: 0, winners: {}, lateMs: null };

export const tallied = (tally: Tally, { messages, winner, lateMs }: Tallied): Tally => ({
  runs: tally.runs + 1,
  messages: tally.messages + messages,
  winners:
    winner === ""
      ? tally.winners
      : { ...tally.winners, [winner]: 1 + (tally.winners[winner] ?? 0) },
  lateMs: lateMs === null ? tally.lateMs : Math.max(lateMs, tally.lateMs ?? 0),
});

/** The tally of many runs at once; the same result as `tallied` one by one. */
export function tallyOf(runs: readonly Tallied[]): Tally {
  const winners = new Map<string, number>();
  let { messages, lateMs } = NO_TALLY;
  for (const run of runs) {
    messages += run.messages;
    if (run.winner !== "") winners.set(run.winner, 1 + (winners.get(run.winner) ?? 0));
    if (run.lateMs !== null) lateMs = Math.max(run.lateMs, lateMs ?? 0);
  }
  return { runs: runs.length, messages, winners: Object.fromEntries(winners), lateMs };
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
