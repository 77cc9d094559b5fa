import type { Ballot } from "../run/paxos-message.ts";
import { type History, pastOf } from "./history.ts";
import type { Decision, Proposal, Reply } from "./phases.ts";

interface Wanted {
  readonly decisions: readonly Decision[];
  readonly proposals: readonly Proposal[];
  readonly causes: readonly Cause[];
  readonly turn: Proposal | undefined;
}

/** The parts of a cause that are used here. */
interface Cause {
  readonly at: number;
  readonly earlierAt?: number;
  readonly crashedAt?: number | undefined;
  readonly loweredAt?: number | undefined;
}

/**
 * The events on which decisions depend: through messages, through the replies
 * that a proposer counted, and through what an acceptor had said before: a
 * promise tells of its last vote, a vote follows its promise. Other promises, and
 * a proposer's earlier rounds, are no part of it unless they are a cause, or
 * their replies were counted.
 * Where messages are not those of Paxos, it is all that happened before.
 */
export function dependences(history: History, wanted: Wanted): number[] {
  const { decisions, causes, turn, proposals } = wanted;
  const ends = [
    ...decisions.map(({ at }) => at),
    ...(turn ? [turn.at] : []),
    ...causes.flatMap(({ at, earlierAt, crashedAt, loweredAt }) =>
      [at, earlierAt, crashedAt, loweredAt].filter((each) => each !== undefined),
    ),
  ];
  const isReadable = decisions.every(({ proposal }) => proposal !== undefined);
  const found = isReadable
    ? closure(ends, (at) => needs(history, at, { decisions, proposals }))
    : pastOf(history, ends);
  return [...found].sort((one, other) => one - other);
}

function closure(ends: readonly number[], needed: (at: number) => readonly (number | undefined)[]) {
  const found = new Set<number>();
  const open = [...ends];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (found.has(at)) continue;
    found.add(at);
    for (const each of needed(at)) if (each !== undefined) open.push(each);
  }
  return found;
}

/** The events that an event depends on directly. */
function needs(
  history: History,
  at: number,
  { decisions, proposals }: Pick<Wanted, "decisions" | "proposals">,
): readonly (number | undefined)[] {
  const event = history.events[at];
  const message = history.messages[at];
  if (event === undefined) return [];
  if (event.kind === "decided") {
    const decision = decisions.find((each) => each.at === at);
    return decision === undefined
      ? [history.before[at]]
      : [decision.proposal?.at, ...counted(decision.votes)];
  }
  if (event.kind === "receive" || event.kind === "lost") return [history.sent[at]];
  if (event.kind === "recover") return [awaySince(history, at)];
  if (event.kind !== "send" || message === undefined) return [];
  switch (message.kind) {
    case "accept": {
      const proposal = proposals.find(
        (each) => each.proposer === event.actor && each.ballot.key === message.ballot.key,
      );
      return [
        requestOf(history, at, "prepare", message.ballot),
        ...(proposal ? counted(proposal.promises) : []),
      ];
    }
    case "prepare":
      return [startOf(history, at)];
    case "promise":
      return [requestOf(history, at, "prepare", message.ballot), ...lastVote(history, at)];
    case "vote":
      return [
        requestOf(history, at, "accept", message.ballot),
        ownPromise(history, at, message.ballot),
      ];
    case "sorry":
      return [history.before[at]];
  }
}

const counted = ({ quorum, others }: { quorum: readonly Reply[]; others: readonly Reply[] }) =>
  [...quorum, ...others].map(({ at }) => at);

/** The last request of a ballot that an actor sent or got before an event. */
const requestOf = (history: History, at: number, kind: "prepare" | "accept", { key }: Ballot) =>
  history.of(history.events[at]?.actor ?? "").findLast((each) => {
    const message = history.messages[each];
    const isWanted = message?.kind === kind && message.ballot.key === key;
    return each < at && isWanted && history.events[each]?.kind !== "lost";
  });

const startOf = (history: History, at: number) =>
  history
    .of(history.events[at]?.actor ?? "")
    .find((each) => each < at && history.events[each]?.kind === "start");

/** Where an actor that comes back had left. */
const awaySince = (history: History, at: number) =>
  history.of(history.events[at]?.actor ?? "").findLast((each) => {
    const kind = history.events[each]?.kind;
    return each < at && (kind === "crash" || kind === "stop");
  });

/** The events behind a promise: the acceptor's last vote, and its later returns from crashes. */
function lastVote(history: History, at: number): (number | undefined)[] {
  const earlier = history.of(history.events[at]?.actor ?? "").filter((each) => each < at);
  const vote = earlier.findLast((each) => isSaid(history, each, "vote"));
  const back = earlier.findLast((each) => history.events[each]?.kind === "recover");
  return vote !== undefined && back !== undefined && back > vote ? [vote, back] : [vote];
}

const ownPromise = (history: History, at: number, { key }: Ballot) =>
  history
    .of(history.events[at]?.actor ?? "")
    .findLast(
      (each) =>
        each < at && isSaid(history, each, "promise") && history.messages[each]?.ballot.key === key,
    );

const isSaid = ({ events, messages }: History, at: number, kind: "promise" | "vote"): boolean =>
  events[at]?.kind === "send" && messages[at]?.kind === kind;
