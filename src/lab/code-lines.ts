import type { UserCode } from "../batch/user-code.ts";
import type { TraceEvent } from "../core/run/trace-event.ts";
import { type Cause, type Explanation, explain } from "../core/why/explain.ts";
import { alsoCounted, type Reply } from "../core/why/phases.ts";
import { decisionsIn } from "../report/decisions.ts";
import type { LabFailure } from "../report/lab-report.ts";
import { labSources } from "../service/lab-sources.ts";

/** Above and below the line. */
const AROUND = 2;

/** A failure, with the code lines around the place where it shows. */
export async function withCode(
  failure: LabFailure,
  { events, acceptors }: { readonly events: readonly TraceEvent[]; readonly acceptors: number },
  code: UserCode,
): Promise<LabFailure> {
  const place =
    failure.kind === "violation" ? placeOfFault(events, acceptors) : placeIn(failure.reason);
  return place === undefined
    ? failure
    : { ...failure, place, code: await linesAround(place, code) };
}

const placeIn = (reason: string): string | undefined => /[^\s(:]+\.[eh]rl:\d+/.exec(reason)?.[0];

/**
 * The line that broke a rule. A proposer that decided or proposed without a quorum counted wrong
 * replies; its line is the one that took the last of these. If no rule is known, it is the line of
 * the last accept.
 */
function placeOfFault(events: readonly TraceEvent[], acceptors: number): string | undefined {
  const explanation = explain(events, acceptors);
  const [cause] = explanation?.causes ?? [];
  if (explanation === undefined || cause === undefined)
    return decisionsIn(events).findLast(({ where }) => where !== "")?.where;
  const wrong = wronglyCounted(cause, explanation);
  const taken = wrong.findLast(({ at }) => events[at]?.where);
  return taken === undefined
    ? (likeIt(events, cause, wrong.at(-1)) ?? cause.where)
    : events[taken.at]?.where;
}

/** A message that waited in the mailbox names no line; the last of its kind that names one was taken there, too. */
const likeIt = (
  events: readonly TraceEvent[],
  { at, actor }: Cause,
  reply: Reply | undefined,
): string | undefined =>
  events
    .slice(0, at)
    .findLast(
      ({ kind, where, message, ...event }) =>
        event.actor === actor &&
        kind === "receive" &&
        where !== undefined &&
        Array.isArray(message) &&
        message[0] === reply?.message.kind,
    )?.where;

function wronglyCounted(cause: Cause, { turn, decisions }: Explanation): readonly Reply[] {
  const { rule, at, ballot } = cause;
  const promises = rule === "proposed-without-quorum" ? turn?.promises : undefined;
  if (promises !== undefined) return alsoCounted(promises, "promise", ballot);
  const decision = decisions.find((each) => each.at === at);
  return rule === "decided-without-quorum" && decision !== undefined
    ? alsoCounted(decision.votes, "vote", ballot)
    : [];
}

/** The lines with their numbers; the named one is marked. */
async function linesAround(place: string, code: UserCode): Promise<readonly string[]> {
  const [file = "", number = ""] = place.split(":");
  const sources = await labSources(code.versions[0] ?? "", code.codePaths, [place]);
  const lines = sources[file] ?? [];
  const at = Number(number);
  const first = Math.max(1, at - AROUND);
  const digits = String(at + AROUND).length;
  return lines.slice(first - 1, at + AROUND).map((text, index) => {
    const line = first + index;
    return `${line === at ? ">" : " "} ${String(line).padStart(digits)}  ${text}`.trimEnd();
  });
}
