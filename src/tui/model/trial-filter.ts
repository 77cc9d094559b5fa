import type { TrialState } from "../../core/queue/state.ts";
import { VERDICTS } from "../../core/run/verdicts.ts";
import type { Terms as BatchTerms } from "../../core/statistics/uncertainty.ts";
import { valueText } from "../../core/trial/field-text.ts";
import { PARAMETERS } from "../../core/trial/parameters.ts";
import { FIGURES, parameterKey } from "./figures.ts";
import { type Field, readTerms, type Terms } from "./terms.ts";
import { statusOf } from "./trial-status.ts";

/** A filter of trials, read. */
export interface TrialFilter {
  readonly matches: (state: TrialState) => boolean;
  readonly problem: string;
}

const STATUSES = ["waiting", "running", "paused", "done"] as const;

const words: Record<string, (state: TrialState) => boolean> = {
  ...Object.fromEntries(
    VERDICTS.map((verdict) => [verdict, ({ counts }: TrialState) => counts[verdict] > 0]),
  ),
  ...Object.fromEntries(
    STATUSES.map((status) => [status, (state: TrialState) => statusOf(state) === status]),
  ),
  cancelled: (state) => state.cancelled || state.counts.cancelled > 0,
};

const parameterFields: readonly Field<TrialState>[] = PARAMETERS.map((parameter) => ({
  names: [parameter.name, parameter.heading],
  value: (state) => parameterKey(parameter).value(state),
}));

const figureFields = (batch: BatchTerms): Field<TrialState>[] =>
  FIGURES.map(({ name, aliases, value }) => ({
    names: [name, ...aliases],
    value: (state) => value(state, batch),
  }));

/** `delay=10 drop=0,5 median>1000 violation>0 !done`, and words that stand in a value. */
export function readTrialFilter(text: string, batch: BatchTerms): TrialFilter {
  const numbers = text.replace(/(^|\s)(!?)#(\d+)/g, "$1$2trial=$3");
  const terms: Terms<TrialState> = readTerms(numbers, {
    fields: [
      { names: ["trial"], value: ({ number }) => number },
      ...parameterFields,
      ...figureFields(batch),
    ],
    words,
    unknown: "refused",
  });
  const free = terms.text.toLowerCase().split(" ").filter(Boolean);
  return {
    problem: terms.problem,
    matches: (state) => terms.matches(state) && free.every((word) => isIn(state, word)),
  };
}

/** Free text stands in the text of a value or in a name of a verdict that occurred. */
function isIn({ trial, counts }: TrialState, word: string): boolean {
  const wanted = word.startsWith("!") ? word.slice(1) : word;
  const found =
    VERDICTS.some((verdict) => counts[verdict] > 0 && verdict.startsWith(wanted)) ||
    PARAMETERS.some((parameter) => {
      const value = trial[parameter.name];
      return (
        typeof value !== "number" && valueText(parameter, value).toLowerCase().includes(wanted)
      );
    });
  return word.startsWith("!") ? !found : found;
}
