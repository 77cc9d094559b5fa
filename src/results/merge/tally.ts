import type { KnownTrial } from "../../core/queue/restore.ts";
import type { Totals } from "../../core/queue/state.ts";
import {
  type Counts,
  counted,
  isData,
  NO_COUNTS,
  total,
  type Verdict,
} from "../../core/run/verdicts.ts";
import { append, emptySeries } from "../../core/statistics/series.ts";
import type { Summarised } from "../../core/statistics/summary.ts";

/** How an attempt ended; null as in `RunRecord`. */
export interface AttemptEnd {
  readonly run: number;
  readonly verdict: Verdict;
  readonly elapsedMs: number | null;
  readonly rounds: number | null;
}

type Tallied = { -readonly [Key in keyof Summarised]: Summarised[Key] };

/** The figures of a trial, attempt by attempt; of a run its last attempt counts. */
export class Tally {
  readonly trial: Tallied;
  /** Runs whose last attempt is no data, and may be followed by another. */
  readonly #open = new Map<number, Verdict>();

  constructor({ number, trial }: KnownTrial, runs: number) {
    const series = { elapsed: emptySeries(), rounds: emptySeries() };
    this.trial = { number, trial, runs, counts: NO_COUNTS, ...series, censored: 0 };
  }

  add({ run, verdict, elapsedMs, rounds }: AttemptEnd): void {
    const before = this.#open.get(run);
    if (before !== undefined) this.trial.counts = without(this.trial.counts, before);
    this.trial.counts = counted(this.trial.counts, verdict);
    if (!isData(verdict)) {
      this.#open.set(run, verdict);
      return;
    }
    if (before !== undefined) this.#open.delete(run);
    if (elapsedMs === null || rounds === null) this.trial.censored++;
    else {
      this.trial.elapsed = append(this.trial.elapsed, elapsedMs);
      this.trial.rounds = append(this.trial.rounds, rounds);
    }
  }

  /** Runs that an interruption cancelled are still to be run. */
  totals(): Totals {
    const { counts, runs } = this.trial;
    return { runs, done: total(counts) - counts.cancelled, counts };
  }
}

const without = (counts: Counts, verdict: Verdict): Counts => ({
  ...counts,
  [verdict]: counts[verdict] - 1,
});
