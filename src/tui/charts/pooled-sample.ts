import type { TrialState } from "../../core/queue/state.ts";
import type { Sample } from "../../core/statistics/statistics.ts";
import { elapsedSample, roundsSample } from "../../core/statistics/summary.ts";

interface Pooled {
  readonly trials: readonly TrialState[];
  readonly metric: "elapsed" | "rounds";
  readonly timeLimitMs: number;
  readonly nowMs: number;
}

/**
 * Pooling a hundred thousand runs takes tens of ms, so at most a twentieth of the time is spent on
 * it.
 */
const COST_FACTOR = 20;

/** The runs of all trials as one sample; slightly out of date if it is expensive to compute. */
export type Pool = (pooled: Pooled) => Sample;

export function createPool(): Pool {
  const made = new Map<string, { from: Pooled; sample: Sample; untilMs: number }>();
  return (pooled) => {
    const last = made.get(pooled.metric);
    const isFresh = last && (last.from.trials === pooled.trials || pooled.nowMs < last.untilMs);
    if (isFresh) return last.sample;
    const startMs = performance.now();
    const sample = pool(pooled);
    const untilMs = pooled.nowMs + COST_FACTOR * (performance.now() - startMs);
    made.set(pooled.metric, { from: pooled, sample, untilMs });
    return sample;
  };
}

function pool({ trials, metric, timeLimitMs }: Pooled): Sample {
  const samples = trials.map((trial) =>
    metric === "elapsed" ? elapsedSample(trial, timeLimitMs) : roundsSample(trial),
  );
  const all = new Float64Array(samples.reduce((sum, each) => sum + each.sorted.length, 0));
  let end = 0;
  for (const { sorted } of samples) {
    all.set(sorted, end);
    end += sorted.length;
  }
  return {
    sorted: all.sort(),
    censored: samples.reduce((sum, each) => sum + each.censored, 0),
    limit: metric === "elapsed" ? timeLimitMs : null,
  };
}
