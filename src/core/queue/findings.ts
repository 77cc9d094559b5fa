import { plural } from "../count-text.ts";
import { quantileText } from "../statistics/quantile-text.ts";
import { summaryOf } from "../statistics/summary.ts";
import type { QueueState } from "./state.ts";

const NAMED_MAX = 10;

/** Findings of a batch, a sentence each: its slowest trial, and its violations if there are any. */
export function findings({ trials, settings }: QueueState): string[] {
  const medians = trials.flatMap((trial) => {
    const { median } = summaryOf(trial, settings.timeLimitMs).elapsed;
    return median === null ? [] : [{ number: trial.number, median }];
  });
  const [slowest] = medians.sort(
    (one, other) =>
      Number(other.median.censored) - Number(one.median.censored) ||
      (other.median.value ?? 0) - (one.median.value ?? 0),
  );
  const violated = trials.filter(({ counts }) => counts.violation > 0);
  const runs = violated.reduce((sum, { counts }) => sum + counts.violation, 0);
  const named = violated.slice(0, NAMED_MAX).map(({ number }) => number);
  const more = violated.length > NAMED_MAX ? ", ..." : "";
  return [
    ...(slowest === undefined || medians.length < 2
      ? []
      : [`Slowest: trial ${slowest.number} (median ${quantileText(slowest.median)} ms).`]),
    ...(runs === 0
      ? []
      : [
          `Violations: ${runs}, in ${plural(violated.length, "trial")} ${named.join(", ")}${more}.`,
        ]),
  ];
}
