import type { Counts } from "../run/verdicts.ts";
import type { Trial } from "../trial/trial.ts";
import type { Series } from "./series.ts";
import { sorted } from "./sorted.ts";
import { type Sample, type Statistics, statistics } from "./statistics.ts";

/** The summary of a trial: a row of summary.csv and of the closing table. */
export interface TrialSummary {
  readonly number: number;
  readonly trial: Trial;
  /** Runs wanted. */
  readonly runs: number;
  readonly counts: Counts;
  readonly elapsed: Statistics;
  readonly rounds: Statistics;
}

/**
 * The measured runs of a trial: numbers, ms and rounds of those that every proposer decided, in any
 * order, and how many were undecided.
 */
export interface Measured {
  readonly measuredRuns: Series;
  readonly elapsed: Series;
  readonly rounds: Series;
  readonly censored: number;
}

/** The facts of a trial that a summary needs; the queue holds them. */
export interface Summarised extends Measured {
  readonly number: number;
  readonly trial: Trial;
  readonly runs: number;
  readonly counts: Counts;
}

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

export const elapsedSample = (
  { elapsed, censored }: Pick<Measured, "elapsed" | "censored">,
  timeLimitMs: number,
): Sample => ({
  sorted: sorted(elapsed),
  censored,
  limit: timeLimitMs,
});

/** The number of rounds of an undecided run is unknown. */
export const roundsSample = ({
  rounds,
  censored,
}: Pick<Measured, "rounds" | "censored">): Sample => ({
  sorted: sorted(rounds),
  censored,
  limit: null,
});
