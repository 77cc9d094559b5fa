import type { TrialState } from "../../core/queue/state.ts";
import { type Comparison, compareGroups, type Group } from "../../core/statistics/comparison.ts";
import { elapsedSample, roundsSample } from "../../core/statistics/summary.ts";

/** A share of the base's median that counts as the same. */
const MARGIN = 0.05;

const groupOf = (state: TrialState, timeLimitMs: number): Group => ({
  elapsed: elapsedSample(state, timeLimitMs),
  rounds: roundsSample(state),
  counts: state.counts,
});

/** How each marked trial differs from the first in elapsed time, a sentence each. */
export function differenceTexts(trials: readonly TrialState[], timeLimitMs: number): string[] {
  const [base, ...others] = trials;
  if (base === undefined || others.length === 0) return [];
  const first = groupOf(base, timeLimitMs);
  const pairs = others.map((each) => [first, groupOf(each, timeLimitMs)] as const);
  return compareGroups(pairs, MARGIN).map((comparisons, index) => {
    const elapsed = comparisons.find(({ metric }) => metric === "elapsed");
    const name = `trial ${others[index]?.number}`;
    return elapsed === undefined
      ? `${name}: no finished runs to compare with trial ${base.number}`
      : sentence(name, base.number, elapsed);
  });
}

function sentence(
  name: string,
  base: number,
  { answer, difference, runsNeeded }: Comparison,
): string {
  const than = `than trial ${base}`;
  if (difference === null)
    return `${name}: a median lies over the time limit, so no difference ${than} can be told`;
  const [low, high] = difference.interval;
  const ends = [Math.abs(low), Math.abs(high)].sort((one, other) => one - other);
  const way = difference.value < 0 ? "faster" : "slower";
  switch (answer) {
    case "different":
      return `${name} is ${ms(Math.abs(difference.value))} ms ${way} ${than} (95 %: ${ms(ends[0] ?? 0)} to ${ms(ends[1] ?? 0)})`;
    case "the same":
      return `${name} is as fast as trial ${base} (95 %: ${ms(low)} to ${ms(high)} ms)`;
    default:
      return runsNeeded === null
        ? `${name}: no difference from trial ${base} shown`
        : `${name}: no difference from trial ${base} shown, not enough runs: about ${runsNeeded} each are needed`;
  }
}

const ms = (value: number): string => (Number.isFinite(value) ? String(Math.round(value)) : "?");
