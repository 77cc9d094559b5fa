import type { TraceEvent } from "../core/run/trace-event.ts";
import { decisionsIn } from "../report/decisions.ts";
import type { GradedFailure, Property } from "../report/grade/graded.ts";
import type { AnswerOf } from "../wire/records.ts";

/** The failed run of a load, if a property did not hold. */
export function failureOfRuns(
  { first }: AnswerOf<"tried">,
  load: string,
  events: readonly TraceEvent[],
): readonly GradedFailure[] {
  if (first === undefined) return [];
  const label = `${load}, run ${first.run}`;
  if (first.verdict === "violation") return [violationOf(first.reason, label, events)];
  const [unvoted] = first.unbacked;
  if (unvoted !== undefined) {
    const [actor, value] = unvoted;
    const where = decisionsIn(events).find((each) => each.actor === actor)?.where ?? "";
    const reason = `${actor} decided ${value}, and no quorum of acceptors had voted for it`;
    return [{ property: "votes of a quorum", label, reason, where }];
  }
  const [, where = ""] = /\b([\w@]+\.[eh]rl:\d+)/.exec(first.reason) ?? [];
  return [{ property: "runs to its end", label, reason: first.reason, where }];
}

/** The violation of a run or a check. */
export const violationOf = (
  reason: string,
  label: string,
  events: readonly TraceEvent[],
): GradedFailure => ({
  property: propertyOf(reason),
  label,
  reason,
  where: disagreed(events),
});

/** Recognised by the words of the judge (erlang/world/paxy_judge.erl) and of the checker. */
function propertyOf(reason: string): Property {
  if (reason.endsWith("were decided")) return "agreement";
  if (reason.includes(" crashed at ")) return "runs to its end";
  return reason.endsWith("which nobody proposed") ? "validity" : "progress";
}

/** The code line of the first decision that differs from the first one. */
function disagreed(events: readonly TraceEvent[]): string {
  const decisions = decisionsIn(events);
  const other = decisions.find(({ value }) => value !== decisions[0]?.value);
  return (other ?? decisions[0])?.where ?? "";
}

/**
 * The most important failure: safety or progress first, then decisions without votes, then crashes.
 */
export const worst = (failures: readonly GradedFailure[]): GradedFailure | undefined =>
  failures.toSorted((one, other) => RANKS[one.property] - RANKS[other.property])[0];

const RANKS: Readonly<Record<Property, number>> = {
  agreement: 0,
  validity: 0,
  progress: 1,
  "votes of a quorum": 2,
  "runs to its end": 3,
};
