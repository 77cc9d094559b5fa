import { type Ballot, compareBallots, same } from "../run/paxos-message.ts";
import type { Data, TraceEvent } from "../run/trace-event.ts";
import { type AcceptorBreak, acceptorBreak } from "./acceptors.ts";
import { type History, historyOf } from "./history.ts";
import {
  type Count,
  type Decision,
  decisionsOf,
  highestVote,
  type Proposal,
  proposalsIn,
  type Reply,
} from "./phases.ts";
import { dependences } from "./slice.ts";

/** A rule of Paxos that was broken, and by which event. */
export type Cause = (AcceptorBreak | ProposerBreak) & {
  /** File and line of a lab folder's code that did it. */
  readonly where?: string | undefined;
};

type ProposerBreak = {
  readonly at: number;
  readonly actor: string;
  readonly ballot: Ballot;
  readonly value: Data;
} /** Too few votes, or promises, of its ballot. */ & (
  | { readonly rule: "decided-without-quorum" | "proposed-without-quorum" }
  | { readonly rule: "decided-another-value"; readonly proposed: Data }
  /** The promise that reported the vote whose value it had to propose. */
  | { readonly rule: "passed-over-a-vote"; readonly told: Reply }
  | {
      readonly rule: "used-a-ballot-twice";
      readonly earlierAt: number;
      readonly earlier: Data;
      readonly user: string;
    }
  /** A value that nobody had proposed before. */
  | { readonly rule: "invented-a-value" }
  | { readonly rule: "invented-a-vote"; readonly told: Ballot }
);

/** Why a run violated, from its trace alone. Numbers are places in the trace, from 0. */
export interface Explanation {
  /** Of agreement two that differ, in the order of the trace; else the first one, for a value that nobody proposed. */
  readonly decisions: readonly Decision[];
  /** The proposal at which agreement broke, with its promises: it gave the higher decision its value. */
  readonly turn: Proposal | undefined;
  /** Acceptors that voted for both decisions. */
  readonly inBoth: readonly string[];
  /** The broken rules, the earliest first; empty if the trace does not show them. */
  readonly causes: readonly Cause[];
  /** The events on which the decisions depend, in order. */
  readonly slice: readonly number[];
  /** Actors of which the trace lacks events. */
  readonly incomplete: readonly string[];
  /** Whether the messages are those of Paxos; if not, only the slice is known. */
  readonly readable: boolean;
}

/**
 * Explains a violation. The argument is Lamport's ("Paxos Made Simple", 2.2): if
 * a quorum voted for one value, and every proposer of a higher ballot has a
 * quorum of promises and takes the value of the highest vote they tell of, then
 * no other value is proposed. So where another was, its proposer, or an acceptor
 * in both quorums, broke a rule. The trace is that of a violation;
 * undefined where it holds no decision. `acceptors`: how many there are.
 */
export function explain(events: readonly TraceEvent[], acceptors: number): Explanation | undefined {
  const history = historyOf(events, acceptors);
  const proposals = proposalsIn(history);
  const decisions = violating(decisionsOf(history, proposals));
  if (decisions.length === 0) return undefined;
  const found = causesOf(history, proposals, decisions);
  const incomplete = new Set(
    events.filter(({ kind }) => kind === "forgot").map(({ actor }) => actor),
  );
  // An actor of which events are missing may have kept the rules with them.
  const causes = found.causes
    .filter(({ actor }) => !incomplete.has(actor))
    .map((each): Cause => ({ ...each, where: events[each.at]?.where }))
    .sort((one, other) => one.at - other.at);
  return {
    decisions,
    turn: found.turn,
    inBoth: inBoth(decisions),
    causes,
    slice: dependences(history, { decisions, proposals, causes, turn: found.turn }),
    incomplete: [...incomplete],
    readable: decisions.every(({ proposal }) => proposal !== undefined),
  };
}

/** The first two decisions that differ; where none do, the first, whose value nobody proposed. */
function violating(decisions: readonly Decision[]): Decision[] {
  const [first] = decisions;
  const second = decisions.find((each) => !same(each.value, first?.value));
  return [first, second].filter((each) => each !== undefined);
}

function inBoth([first, second]: readonly Decision[]): string[] {
  if (first === undefined || second === undefined) return [];
  const voters = new Set(first.votes.quorum.map(({ acceptor }) => acceptor));
  return second.votes.quorum.map(({ acceptor }) => acceptor).filter((each) => voters.has(each));
}

interface Found {
  readonly causes: readonly Cause[];
  readonly turn?: Proposal | undefined;
}

function causesOf(
  history: History,
  proposals: readonly Proposal[],
  decisions: readonly Decision[],
): Found {
  const ofDecisions = decisions.flatMap(decisionBreaks);
  if (ofDecisions.length > 0) return { causes: ofDecisions };
  const [lower, higher] = decisions
    .filter((each) => each.proposal !== undefined)
    .sort((one, other) => compareBallots(ballotOf(one), ballotOf(other)));
  if (lower?.proposal === undefined) return { causes: [] };
  if (higher === undefined) return { causes: inventions(history, proposals, lower.value) };
  const { proposal: chosen, votes } = lower;
  return turnOf(history, proposals, { chosen, votes, later: higher.proposal as Proposal });
}

const ballotOf = ({ proposal }: Decision): Ballot => (proposal as Proposal).ballot;

function decisionBreaks({ at, proposer: actor, value, proposal, votes }: Decision): Cause[] {
  if (proposal === undefined) return [];
  const { ballot } = proposal;
  if (!same(proposal.value, value)) {
    return [{ rule: "decided-another-value", at, actor, ballot, value, proposed: proposal.value }];
  }
  return votes.quorum.length >= votes.needed
    ? []
    : [{ rule: "decided-without-quorum", at, actor, ballot, value }];
}

/**
 * From the later decision down to where its value came from: as long as a
 * proposal took the value of a vote above the decided ballot, to the proposal of
 * that vote. There another value was proposed after one was decided.
 */
function turnOf(
  history: History,
  proposals: readonly Proposal[],
  {
    chosen,
    votes,
    later,
  }: { readonly chosen: Proposal; readonly votes: Count; readonly later: Proposal },
): Found {
  const turn = originOf(later, chosen, proposals);
  const own = proposalBreak(history, turn, { chosen, proposals });
  if (own !== undefined) return { causes: [own], turn };
  const causes = turn.promises.quorum.flatMap((promise) => {
    const vote = votes.quorum.find(({ acceptor }) => acceptor === promise.acceptor);
    const found = vote && acceptorBreak(history, { vote, promise }, chosen);
    return found === undefined ? [] : [found];
  });
  return { causes, turn };
}

function originOf(later: Proposal, chosen: Proposal, proposals: readonly Proposal[]): Proposal {
  const told = highestVote(later.promises.quorum)?.message;
  if (told?.voted === undefined || !same(told.value, later.value)) return later;
  const { voted } = told;
  const isBetween =
    compareBallots(voted, chosen.ballot) > 0 && compareBallots(voted, later.ballot) < 0;
  const origin = isBetween && proposals.find((each) => isOf(each, voted, later.value));
  return origin ? originOf(origin, chosen, proposals) : later;
}

const isOf = (proposal: Proposal, { key }: Ballot, value: Data): boolean =>
  proposal.ballot.key === key && same(proposal.value, value);

function proposalBreak(
  history: History,
  turn: Proposal,
  { chosen, proposals }: { readonly chosen: Proposal; readonly proposals: readonly Proposal[] },
): Cause | undefined {
  const { at, proposer: actor, ballot, value, promises } = turn;
  if (ballot.key === chosen.ballot.key) return usedTwice(turn, chosen);
  if (promises.quorum.length < promises.needed) {
    return { rule: "proposed-without-quorum", at, actor, ballot, value };
  }
  const told = highestVote(promises.quorum);
  if (told?.message.voted === undefined) return undefined;
  if (!same(told.message.value, value)) {
    return { rule: "passed-over-a-vote", at, actor, ballot, value, told };
  }
  return proposals.some((each) => isOf(each, told.message.voted as Ballot, value))
    ? undefined
    : inventedVote(history, told, value);
}

function usedTwice(one: Proposal, other: Proposal): Cause {
  const [first, second] = one.at < other.at ? [one, other] : [other, one];
  const { at, proposer: actor, ballot, value } = second;
  return {
    ...{ rule: "used-a-ballot-twice", at, actor, ballot, value },
    ...{ earlierAt: first.at, earlier: first.value, user: first.proposer },
  };
}

const inventedVote = (history: History, { at, acceptor, message }: Reply, value: Data): Cause => ({
  ...{ rule: "invented-a-vote", at: history.sent[at] ?? at, actor: acceptor, value },
  ...{ ballot: message.ballot, told: message.voted ?? message.ballot },
});

/** The origin of a value that nobody proposed. */
function inventions(history: History, proposals: readonly Proposal[], value: Data): Cause[] {
  const [first] = proposals.filter((each) => same(each.value, value)).sort((a, b) => a.at - b.at);
  if (first === undefined) return [];
  const { at, proposer: actor, ballot, promises } = first;
  const told = promises.quorum.find(({ message }) => message.voted && same(message.value, value));
  return told === undefined
    ? [{ rule: "invented-a-value", at, actor, ballot, value }]
    : [inventedVote(history, told, value)];
}
