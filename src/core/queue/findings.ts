import { plural } from "../count-text.ts";
import { quantileText } from "../statistics/quantile-text.ts";
import { summaryOf } from "../statistics/summary.ts";
import { differing } from "../trial/configuration.ts";
import { valueText } from "../trial/field-text.ts";
import type { QueueState, TrialState } from "./state.ts";

const NAMED_MAX = 10;

/** Findings of a batch, a sentence each: its slowest trial beside its fastest, and its violations if there are any. */
export function findings({ trials, settings }: QueueState): string[] {
  const told = differing(trials.map(({ trial }) => trial));
  const medians = trials.flatMap((trial) => {
    const { median } = summaryOf(trial, settings.timeLimitMs).elapsed;
    return median === null ? [] : [{ trial, median }];
  });
  medians.sort(
    (one, other) =>
      Number(other.median.censored) - Number(one.median.censored) ||
      (other.median.value ?? 0) - (one.median.value ?? 0),
  );
  const [slowest, fastest] = [medians[0], medians.at(-1)];
  const named = ({ trial, median }: (typeof medians)[number]): string => {
    const values = told.map((each) => `${each.name} ${valueText(each, trial.trial[each.name])}`);
    const those = values.length > 0 && values.length <= VALUES_MAX ? `, ${values.join(", ")}` : "";
    return `trial ${trial.number}${those} (median ${quantileText(median)} ms)`;
  };
  return [
    ...(slowest === undefined || fastest === undefined || medians.length < 2
      ? []
      : [`Slowest: ${named(slowest)}.`, `Fastest: ${named(fastest)}.`]),
    ...violations(trials),
  ];
}

/** More than these are no help to a reader. */
const VALUES_MAX = 4;

function violations(trials: readonly TrialState[]): string[] {
  const violated = trials.filter(({ counts }) => counts.violation > 0);
  if (violated.length === 0) return [];
  const runs = violated.reduce((sum, { counts }) => sum + counts.violation, 0);
  const named = violated.slice(0, NAMED_MAX).map(({ number }) => number);
  const more = violated.length > NAMED_MAX ? ", ..." : "";
  return [
    `Violations: ${runs}, in ${plural(violated.length, "trial")} ${named.join(", ")}${more}.`,
  ];
}
