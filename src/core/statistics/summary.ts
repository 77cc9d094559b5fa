import type { TrialState } from "../queue/state.ts";
import type { Counts } from "../run/run.ts";
import type { Trial } from "../trial/trial.ts";
import { sorted } from "./sorted.ts";
import { type Sample, type Statistics, statistics } from "./statistics.ts";

/** What is to be said of a trial: a row of summary.csv and of the closing table. */
export interface TrialSummary {
  readonly number: number;
  readonly trial: Trial;
  /** Runs wanted. */
  readonly runs: number;
  readonly counts: Counts;
  readonly elapsed: Statistics;
  readonly rounds: Statistics;
}

/** What a summary needs of a trial in the queue. */
export type Summarised = Pick<
  TrialState,
  "number" | "trial" | "runs" | "counts" | "elapsed" | "rounds" | "censored"
>;

const known = new WeakMap<Summarised, { timeLimitMs: number; summary: TrialSummary }>();

/** Computed once per state of a trial. */
export function summaryOf(trial: Summarised, timeLimitMs: number): TrialSummary {
  const before = known.get(trial);
  if (before?.timeLimitMs === timeLimitMs) return before.summary;
  const { number, runs, counts } = trial;
  const summary = {
    number,
    trial: trial.trial,
    runs,
    counts,
    elapsed: statistics(elapsedSample(trial, timeLimitMs)),
    rounds: statistics(roundsSample(trial)),
  };
  known.set(trial, { timeLimitMs, summary });
  return summary;
}

type Data = Pick<TrialState, "elapsed" | "rounds" | "censored">;

export const elapsedSample = ({ elapsed, censored }: Data, timeLimitMs: number): Sample => ({
  sorted: sorted(elapsed),
  censored,
  limit: timeLimitMs,
});

/** Of an undecided run nobody knows how many rounds it would have taken. */
export const roundsSample = ({ rounds, censored }: Data): Sample => ({
  sorted: sorted(rounds),
  censored,
  limit: null,
});
