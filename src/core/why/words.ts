import { plural } from "../count-text.ts";
import { valueName } from "../run/colour.ts";
import { dataText } from "../run/message-text.ts";
import type { Ballot } from "../run/paxos-message.ts";
import type { Data, TraceEvent } from "../run/trace-event.ts";
import { type Cause, type Explanation, explain } from "./explain.ts";
import { alsoCounted, type Count, type Decision, type Proposal, type Reply } from "./phases.ts";

/** Why a run violated, a sentence a line; nothing where its trace holds no decision. */
export function whyLines(events: readonly TraceEvent[], acceptors: number): string[] {
  const explanation = explain(events, acceptors);
  return explanation === undefined ? [] : sentences(explanation);
}

/** The decisions with their quorums, then what went wrong: a sentence each. */
export function sentences(explanation: Explanation): string[] {
  const { decisions, causes, turn, incomplete, readable } = explanation;
  const lines = [...decisions.map(decisionText), ...bothText(explanation)];
  if (!readable) return [...lines, UNREADABLE];
  const why = causes.map((cause) => causeText(cause, explanation));
  const turnLines = turn && !causes.some(({ at }) => at === turn.at) ? [turnText(turn)] : [];
  const unknown = why.length > 0 ? [] : [incomplete.length > 0 ? lacking(incomplete) : UNKNOWN];
  return [...lines, ...turnLines, ...why, ...unknown];
}

const UNREADABLE =
  "Its rounds or messages do not have the usual form, so that only the events on which the decisions depend are known.";
const UNKNOWN = "The trace does not show which rule was broken.";
const lacking = (actors: readonly string[]): string =>
  `The trace lacks earlier events of ${listed(actors)}, so it does not show which rule was broken.`;

/** "red {255,0,0}"; only the name after it was said once. */
const whole = (value: Data): string => {
  const name = valueName(value);
  return name === dataText(value) ? name : `${name} ${dataText(value)}`;
};

function decisionText({ proposer, value, round, proposal, votes }: Decision): string {
  const place = proposal?.where === undefined ? "" : ` (its last accept: ${proposal.where})`;
  const inRound = round === undefined ? "" : ` in round ${dataText(round)}`;
  const voters = votes.quorum.map(({ acceptor }) => acceptor);
  const by =
    proposal === undefined || voters.length < votes.needed
      ? ""
      : ` with the ${plural(voters.length, "vote")} of ${listed(voters)}`;
  return `${proposer} decided ${whole(value)}${inRound}${by}${place}.`;
}

function bothText({ decisions, inBoth, readable }: Explanation): string[] {
  if (decisions.length < 2 || !readable) return [];
  return inBoth.length === 0
    ? ["No acceptor voted in both quorums."]
    : [`${listed(inBoth)} voted in both quorums.`];
}

/** The line of code, where it is known. */
const placeText = (where: string | undefined): string => (where === undefined ? "" : ` (${where})`);

const turnText = ({ proposer, value, ballot, promises, where }: Proposal): string =>
  `${proposer} proposed ${valueName(value)} in round ${ballot.round} with the ${plural(promises.quorum.length, "promise")} of ${listed(promises.quorum.map(({ acceptor }) => acceptor))}${placeText(where)}.`;

/** A broken rule, as a sentence. */
const causeText = (cause: Cause, explanation: Explanation): string =>
  `${breakText(cause, explanation)}${placeText(cause.where)}.`;

function breakText(cause: Cause, explanation: Explanation): string {
  const { actor, ballot, value } = cause;
  const name = valueName(value);
  switch (cause.rule) {
    case "decided-without-quorum": {
      const decision = explanation.decisions.find(({ at }) => at === cause.at);
      const count = decision && tooFew(decision.votes, "vote", ballot);
      return `${actor} decided ${name} in round ${ballot.round} ${count}`;
    }
    case "proposed-without-quorum": {
      const count = explanation.turn && tooFew(explanation.turn.promises, "promise", ballot);
      return `${actor} proposed ${name} in round ${ballot.round} ${count}`;
    }
    case "decided-another-value":
      return `${actor} decided ${name}, although it had proposed ${valueName(cause.proposed)} in round ${ballot.round}`;
    case "passed-over-a-vote":
      return `${actor} proposed ${name} in round ${ballot.round}, although ${cause.told.acceptor}'s promise reported the highest vote: ${valueName(cause.told.message.value ?? null)} in ${ofBallot(cause.told.message.voted)}`;
    case "used-a-ballot-twice":
      return cause.user === actor
        ? `${actor} proposed two values in its round ${ballot.round}: first ${valueName(cause.earlier)}, then ${name}`
        : `${cause.user} and ${actor} used the same ballot, ${ofBallot(ballot)}, for ${valueName(cause.earlier)} and for ${name}`;
    case "invented-a-value":
      return `${actor} proposed ${name} in round ${ballot.round}; no promise reported it`;
    case "invented-a-vote":
      return `${actor}'s promise of ${ofBallot(ballot)} reported a vote for ${name} in ${ofBallot(cause.told)}, which nobody had proposed there`;
    case "voted-below":
      return `${actor} voted for ${name} in ${ofBallot(ballot)} after it had ${cause.saidBy === "promise" ? "promised" : "voted in"} ${ofBallot(cause.earlier)}${since(cause)}`;
    case "promised-below":
      return `${actor} promised ${ofBallot(ballot)} after it had voted in ${ofBallot(cause.earlier)}`;
    case "hid-its-vote": {
      const told = cause.told ? `; it reported ${ofBallot(cause.told)} instead` : "";
      return `${actor}'s promise of ${ofBallot(ballot)} did not report its vote for ${name} in ${ofBallot(cause.earlier)}${told}${since(cause)}`;
    }
    case "told-another-value":
      return `${actor}'s promise of ${ofBallot(ballot)} reported ${valueName(cause.told)}, although it had voted for ${name} in ${ofBallot(cause.earlier)}`;
  }
}

/** The events between its earlier message and the fault. */
function since(cause: Cause): string {
  if (!("earlierAt" in cause) || cause.rule === "used-a-ballot-twice") return "";
  if ("crashedAt" in cause && cause.crashedAt !== undefined) {
    return cause.rule === "voted-below"
      ? "; it had crashed in between, and came back without that promise"
      : "; it had crashed in between, and came back without that vote";
  }
  if (cause.rule === "voted-below" && cause.saidBy === "vote")
    return "; its promise then reported the lower one";
  return "loweredAt" in cause && cause.loweredAt !== undefined
    ? "; in between it was asked to prepare a lower round"
    : "";
}

/** "with 1 vote of that round (homer) where 2 are needed; it must have counted ..." */
function tooFew(count: Count, noun: "vote" | "promise", ballot: Ballot): string {
  const { quorum, needed } = count;
  const names = quorum.map(({ acceptor }) => acceptor);
  const had =
    names.length === 0
      ? `without a ${noun} of that round`
      : `with ${names.length} ${plural(names.length, noun)} of that round (${listed(names)})`;
  const other = repliesText(alsoCounted(count, noun, ballot), ballot);
  const rest = other.length === 0 ? "" : `; it must have counted ${listed(other)}, too`;
  return `${had} where ${needed} ${plural(needed, "is", "are")} needed${rest}`;
}

/** "the promises of round 0 of homer and marge", for each kind and round. */
function repliesText(replies: readonly Reply[], ballot: Ballot): string[] {
  const groups = new Map<string, Reply[]>();
  for (const each of replies) {
    const { kind, ballot: own } = each.message;
    const noun = kind === "sorry" ? "refusal" : kind;
    const isAgain = kind !== "sorry" && own.key === ballot.key;
    const key = isAgain ? `second ${noun}` : `${noun} of ${roundText(own, ballot)}`;
    groups.set(key, [...(groups.get(key) ?? []), each]);
  }
  return [...groups].map(([key, all]) => {
    const names = all.map(({ acceptor }) => acceptor);
    return names.length === 1
      ? `${names[0]}'s ${key}`
      : `the ${key.replace(/promise|vote|refusal/, "$&s")} of ${listed(names)}`;
  });
}

/** Rounds of other proposers have their proposer's name. */
const roundText = (own: Ballot, ballot: Ballot): string =>
  own.proposer === ballot.proposer ? `round ${own.round}` : ofBallot(own);

const ofBallot = (ballot: Ballot | undefined): string =>
  ballot === undefined ? "no round" : `${ballot.proposer}'s round ${ballot.round}`;

/** "homer", "homer and marge", "homer, marge and bart" */
function listed(names: readonly string[]): string {
  const last = names.at(-1) ?? "";
  return names.length < 2 ? last : `${names.slice(0, -1).join(", ")} and ${last}`;
}
