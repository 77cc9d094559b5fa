import { type Ballot, compareBallots, type PaxosMessage, same } from "../run/paxos-message.ts";
import type { Data } from "../run/trace-event.ts";
import type { History } from "./history.ts";

/** A reply as its proposer got it. */
export interface Reply {
  /** The event of its arrival. */
  readonly at: number;
  readonly acceptor: string;
  readonly message: PaxosMessage;
}

/** A proposer's quorum, or the replies that it used instead. */
export interface Count {
  /** One of each acceptor that said yes to this ballot, in the order of arrival; at most a quorum. */
  readonly quorum: readonly Reply[];
  readonly needed: number;
  /** Where these are too few: what else it had got in this phase, and so must have counted. */
  readonly others: readonly Reply[];
}

/** A value that was proposed: an `accept` that left. */
export interface Proposal {
  readonly at: number;
  readonly proposer: string;
  readonly ballot: Ballot;
  readonly value: Data;
  readonly promises: Count;
  /** File and line of a lab folder's code that sent it. */
  readonly where?: string | undefined;
}

export interface Decision {
  readonly at: number;
  readonly proposer: string;
  readonly value: Data;
  readonly round: Data | undefined;
  /** The proposal that it decided on; undefined where it sent none, or none that can be read. */
  readonly proposal: Proposal | undefined;
  readonly votes: Count;
}

/** The proposals of a run, each once, whether it was sent to all acceptors together or to each alone. */
export function proposalsIn(history: History): Proposal[] {
  const { events, messages } = history;
  const found = new Map<string, Proposal>();
  events.forEach(({ actor: proposer, kind, where }, at) => {
    const message = messages[at];
    if (kind !== "send" || message?.kind !== "accept") return;
    const { ballot, value = null } = message;
    const key = JSON.stringify([proposer, ballot.key, value]);
    if (found.has(key)) return;
    const promises = promisesOf(history, { at, proposer, ballot, value });
    found.set(key, { at, proposer, ballot, value, promises, where });
  });
  return [...found.values()];
}

/** The decisions of a run, in order; of one proposer each value once. */
export function decisionsOf(history: History, proposals: readonly Proposal[]): Decision[] {
  const decisions: Decision[] = [];
  history.events.forEach(({ actor: proposer, kind, message }, at) => {
    if (kind !== "decided") return;
    const isPair = Array.isArray(message) && message.length === 2;
    const [value, round] = isPair ? (message as readonly Data[]) : [message];
    if (value === undefined) return;
    if (decisions.some((each) => each.proposer === proposer && same(each.value, value))) return;
    const proposal = proposals.findLast((each) => each.proposer === proposer && each.at < at);
    const votes =
      proposal === undefined
        ? { quorum: [], needed: history.quorum, others: [] }
        : votesOf(history, proposal, at);
    decisions.push({ at, proposer, value, round, proposal, votes });
  });
  return decisions;
}

interface Phase {
  readonly kind: "promise" | "vote";
  readonly ballot: Ballot;
  /** The request that began it; -1 where none is in the trace. */
  readonly from: number;
  readonly to: number;
}

/**
 * A proposer may go on with the first quorum of promises or wait for more: it
 * has counted the first of them whose highest vote has the value that it proposed.
 */
function promisesOf(history: History, proposal: Omit<Proposal, "promises">): Count {
  const { at: to, proposer, ballot, value } = proposal;
  const from = lastSend(history, proposer, to, (message) => message.kind === "prepare");
  const replies = repliesTo(history, proposer, { kind: "promise", ballot, from, to });
  const { quorum: needed } = history;
  const distinct = distinctOf(replies, "promise", ballot);
  let counted = needed;
  while (counted < distinct.length && !fits(distinct.slice(0, counted), value)) counted++;
  const isRight = fits(distinct.slice(0, counted), value);
  return countOf(replies, distinct.slice(0, isRight ? counted : needed), needed);
}

const fits = (promises: readonly Reply[], value: Data): boolean => {
  const highest = highestVote(promises);
  return highest === undefined || same(highest.message.value, value);
};

/** The promise that tells of the highest vote; undefined where none tells of any. */
export function highestVote(promises: readonly Reply[]): Reply | undefined {
  let highest: Reply | undefined;
  for (const each of promises) {
    const { voted } = each.message;
    const before = highest?.message.voted;
    if (voted && (before === undefined || compareBallots(voted, before) > 0)) highest = each;
  }
  return highest;
}

function votesOf(history: History, { at: from, proposer, ballot }: Proposal, to: number): Count {
  const replies = repliesTo(history, proposer, { kind: "vote", ballot, from, to });
  const { quorum: needed } = history;
  return countOf(replies, distinctOf(replies, "vote", ballot).slice(0, needed), needed);
}

const countOf = (all: readonly Reply[], quorum: readonly Reply[], needed: number): Count => ({
  quorum,
  needed,
  others: quorum.length >= needed ? [] : all.filter((each) => !quorum.includes(each)),
});

/** What a proposer without a quorum may have counted, too: replies of other rounds, else the same acceptor again, else refusals. */
export function alsoCounted(
  { quorum, needed, others }: Count,
  kind: "promise" | "vote",
  ballot: Ballot,
): readonly Reply[] {
  const missing = needed - quorum.length;
  const own = others.filter(({ message }) => message.kind === kind);
  const stale = own.filter(({ message }) => message.ballot.key !== ballot.key);
  const again = own.filter(({ message }) => message.ballot.key === ballot.key);
  const refusals = others.filter(({ message }) => message.kind === "sorry");
  const group = [stale, again, refusals].find(({ length }) => length >= missing);
  return (group ?? [...stale, ...again, ...refusals]).slice(-missing);
}

function distinctOf(replies: readonly Reply[], kind: "promise" | "vote", ballot: Ballot): Reply[] {
  const seen = new Set<string>();
  return replies.filter(({ acceptor, message }) => {
    if (message.kind !== kind || message.ballot.key !== ballot.key || seen.has(acceptor))
      return false;
    seen.add(acceptor);
    return true;
  });
}

/**
 * What a proposer got in a phase. In a mailbox a reply may have waited for the
 * phase to begin; where too few came within it, those since the end of the
 * phase before are of it, too.
 */
function repliesTo(history: History, proposer: string, { from, to }: Phase): Reply[] {
  const within = arrivals(history, proposer, from, to);
  if (within.length >= history.quorum) return within;
  const earlier = lastSend(history, proposer, from, () => true);
  return arrivals(history, proposer, earlier, to);
}

function arrivals(history: History, proposer: string, from: number, to: number): Reply[] {
  const { events, messages } = history;
  return history.of(proposer).flatMap((at) => {
    const message = messages[at];
    const event = events[at];
    if (at <= from || at >= to || event?.kind !== "receive" || message === undefined) return [];
    return REPLIES.has(message.kind) ? [{ at, acceptor: event.peer, message }] : [];
  });
}

const REPLIES: ReadonlySet<string> = new Set(["promise", "vote", "sorry"]);

/**
 * The last request of a kind before an event. Where it went to each acceptor
 * alone, the first of these sends: the phase began there.
 */
function lastSend(
  { events, messages, of }: History,
  proposer: string,
  to: number,
  isWanted: (message: PaxosMessage) => boolean,
): number {
  const sends = of(proposer).filter((at) => {
    const message = messages[at];
    return at < to && events[at]?.kind === "send" && message !== undefined && isWanted(message);
  });
  const last = sends.at(-1);
  if (last === undefined) return -1;
  return sends.find((at) => same(events[at]?.message, events[last]?.message)) ?? last;
}
