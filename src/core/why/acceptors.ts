import { type Ballot, compareBallots, same } from "../run/paxos-message.ts";
import type { Data } from "../run/trace-event.ts";
import type { History } from "./history.ts";
import type { Proposal, Reply } from "./phases.ts";

/** A rule that an acceptor broke ("Paxos Made Simple", 2.2). */
export type AcceptorBreak = {
  /** The event that broke it. */
  readonly at: number;
  readonly actor: string;
  /** The ballot of the promise or vote that broke the rule. */
  readonly ballot: Ballot;
  /** The event and ballot of its earlier promise or vote. */
  readonly earlierAt: number;
  readonly earlier: Ballot;
  readonly value: Data;
  /** It had crashed in between. */
  readonly crashedAt?: number | undefined;
} & (
  | {
      readonly rule: "voted-below";
      readonly saidBy: "promise" | "vote";
      readonly loweredAt?: number | undefined;
    }
  | { readonly rule: "promised-below" }
  | { readonly rule: "hid-its-vote"; readonly told?: Ballot | undefined }
  | { readonly rule: "told-another-value"; readonly told: Data }
);

/**
 * The fault of an acceptor in both quorums: it voted for a value that was
 * decided, and promised a higher ballot whose proposer proposed another value.
 * Undefined where it kept the rules.
 */
export function acceptorBreak(
  history: History,
  { vote, promise }: { readonly vote: Reply; readonly promise: Reply },
  chosen: Proposal,
): AcceptorBreak | undefined {
  const actor = vote.acceptor;
  const votedAt = history.sent[vote.at];
  const promisedAt = history.sent[promise.at];
  // Messages overtake each other: in which order they arrived does not tell.
  if (votedAt === undefined || promisedAt === undefined) return undefined;
  const { ballot: lower, value } = chosen;
  const higher = promise.message.ballot;
  if (promisedAt < votedAt) {
    const between = { from: promisedAt, to: votedAt };
    return {
      ...{ rule: "voted-below", at: votedAt, actor, ballot: lower, value },
      ...{ earlierAt: promisedAt, earlier: higher, saidBy: "promise" },
      crashedAt: crashOf(history, actor, between),
      loweredAt: lowerPrepare(history, actor, higher, between),
    };
  }
  const { voted: told, value: toldValue } = promise.message;
  if (told !== undefined && compareBallots(told, higher) > 0) {
    const toldAt = lastVote(history, actor, told, { from: -1, to: promisedAt });
    return {
      ...{
        rule: "promised-below",
        at: promisedAt,
        actor,
        ballot: higher,
        value: toldValue ?? null,
      },
      ...{ earlierAt: toldAt ?? votedAt, earlier: told },
    };
  }
  if (told !== undefined && compareBallots(told, lower) >= 0) {
    if (told.key !== lower.key || same(toldValue, value)) return undefined;
    return {
      ...{ rule: "told-another-value", at: promisedAt, actor, ballot: higher, value },
      ...{ earlierAt: votedAt, earlier: lower, told: toldValue ?? null },
    };
  }
  const overwritten = told && lastVote(history, actor, told, { from: votedAt, to: promisedAt });
  if (overwritten !== undefined && told !== undefined) {
    return {
      ...{ rule: "voted-below", at: overwritten, actor, ballot: told, value: toldValue ?? null },
      ...{ earlierAt: votedAt, earlier: lower, saidBy: "vote" },
      crashedAt: crashOf(history, actor, { from: votedAt, to: overwritten }),
    };
  }
  return {
    ...{ rule: "hid-its-vote", at: promisedAt, actor, ballot: higher, value },
    ...{ earlierAt: votedAt, earlier: lower, told },
    crashedAt: crashOf(history, actor, { from: votedAt, to: promisedAt }),
  };
}

interface Between {
  readonly from: number;
  readonly to: number;
}

const eventsBetween = ({ of }: History, actor: string, { from, to }: Between): number[] =>
  of(actor).filter((at) => at > from && at < to);

const crashOf = (history: History, actor: string, between: Between): number | undefined =>
  eventsBetween(history, actor, between).find((at) => {
    const kind = history.events[at]?.kind;
    return kind === "crash" || kind === "stop";
  });

/** The prepare of a lower ballot than the one promised, which may have lowered the promise. */
const lowerPrepare = (
  history: History,
  actor: string,
  promised: Ballot,
  between: Between,
): number | undefined =>
  eventsBetween(history, actor, between).findLast((at) => {
    const message = history.messages[at];
    if (history.events[at]?.kind !== "receive" || message?.kind !== "prepare") return false;
    return compareBallots(message.ballot, promised) < 0;
  });

/** Its vote in a ballot. */
const lastVote = (
  history: History,
  actor: string,
  told: Ballot,
  between: Between,
): number | undefined =>
  eventsBetween(history, actor, between).find((at) => {
    const message = history.messages[at];
    return message?.kind === "vote" && message.ballot.key === told.key;
  });
