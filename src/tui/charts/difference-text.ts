import type { TrialState } from "../../core/queue/state.ts";
import { type Comparison, compareGroups } from "../../core/statistics/comparison.ts";
import { groupOf, type Terms } from "../../core/statistics/uncertainty.ts";

/** A share of the base's median that counts as the same. */
const MARGIN = 0.05;

/** How each marked trial differs from the first in elapsed time, a sentence each. */
export function differenceTexts(trials: readonly TrialState[], terms: Terms): string[] {
  const [base, ...others] = trials;
  if (base === undefined || others.length === 0) return [];
  const first = groupOf(base, terms);
  const pairs = others.map((each) => [first, groupOf(each, terms)] as const);
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
  if (difference === null)
    return `${name}: both medians lie over the time limit, so no difference from trial ${base} can be told`;
  const [low, high] = difference.interval;
  const way = difference.value < 0 ? "faster" : "slower";
  switch (answer) {
    case "different":
      return `${name} is ${difference.bound === undefined ? "" : "at least "}${ms(Math.abs(difference.value))} ms ${way} than trial ${base} (95 %: ${sizeText(low, high)})`;
    case "the same":
      return `${name} is as fast as trial ${base} (95 %: ${ms(low)} to ${ms(high)} ms)`;
    default:
      return runsNeeded === null
        ? `${name}: no difference from trial ${base} shown`
        : `${name}: no difference from trial ${base} shown, not enough runs: about ${runsNeeded} each are needed`;
  }
}

/** Of a difference whose two ends have one sign: how large it is. */
function sizeText(low: number, high: number): string {
  const [least = 0, most = 0] = [Math.abs(low), Math.abs(high)].sort((one, other) => one - other);
  return Number.isFinite(most) ? `${ms(least)} to ${ms(most)}` : `at least ${ms(least)}`;
}

const ms = (value: number): string => (Number.isFinite(value) ? String(Math.round(value)) : "?");
