import type { KnownTrial } from "../../core/queue/restore.ts";
import type { Totals } from "../../core/queue/state.ts";
import { isData, NO_COUNTS, total, type Verdict } from "../../core/run/verdicts.ts";
import { seriesOf } from "../../core/statistics/series.ts";
import type { Reported } from "../../core/statistics/uncertainty.ts";

/** How an attempt ended; null as in `RunRecord`. */
export interface AttemptEnd {
  readonly run: number;
  readonly verdict: Verdict;
  readonly elapsedMs: number | null;
  readonly rounds: number | null;
  readonly lateMs: number | null;
}

/** The figures of a trial, attempt by attempt; of a run its last attempt counts. A million attempts leave little garbage. */
export class Tally {
  readonly #trial: Pick<Reported, "number" | "trial" | "runs">;
  readonly #counts = { ...NO_COUNTS } as Record<Verdict, number>;
  readonly #measuredRuns: number[] = [];
  readonly #elapsed: number[] = [];
  readonly #rounds: number[] = [];
  #censored = 0;
  #lateMs: number | null = null;
  /** Runs whose last attempt is not data, so that another may follow. */
  readonly #open = new Map<number, Verdict>();

  constructor({ number, trial }: KnownTrial, runs: number) {
    this.#trial = { number, trial, runs };
  }

  add({ run, verdict, elapsedMs, rounds, lateMs }: AttemptEnd): void {
    const before = this.#open.get(run);
    if (before !== undefined) this.#counts[before]--;
    this.#counts[verdict]++;
    if (!isData(verdict)) {
      this.#open.set(run, verdict);
      return;
    }
    if (before !== undefined) this.#open.delete(run);
    if (lateMs !== null) this.#lateMs = Math.max(lateMs, this.#lateMs ?? 0);
    if (elapsedMs === null || rounds === null) this.#censored++;
    else {
      this.#measuredRuns.push(run);
      this.#elapsed.push(elapsedMs);
      this.#rounds.push(rounds);
    }
  }

  /** To be taken once, when all is added. */
  reported(): Reported {
    return {
      ...this.#trial,
      counts: this.#counts,
      measuredRuns: seriesOf(this.#measuredRuns),
      elapsed: seriesOf(this.#elapsed),
      rounds: seriesOf(this.#rounds),
      censored: this.#censored,
      tally: { lateMs: this.#lateMs },
    };
  }

  /** Runs that an interruption cancelled are still to be run. */
  totals(): Totals {
    const counts = this.#counts;
    return { runs: this.#trial.runs, done: total(counts) - counts.cancelled, counts };
  }
}
