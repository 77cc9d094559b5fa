import type { Data, TraceEvent } from "../../../src/core/run/trace-event.ts";

/**
 * A second reading of a trace, written apart from src/core/why: it walks the
 * events once, keeps for each acceptor what it has said and for each proposer
 * what it has got, and notes each rule of Paxos at the event that breaks it. It
 * reads messages by their places, for cores and for lab folders.
 */
export interface Noted {
  readonly rule: string;
  readonly at: number;
  readonly actor: string;
}

type Ballot = readonly [round: number, name: string];
interface Said {
  readonly word: string;
  readonly ballot: Ballot;
  readonly voted?: Ballot;
  readonly value?: Data;
}

const isBallot = (data: unknown): data is Ballot =>
  Array.isArray(data) &&
  data.length === 2 &&
  typeof data[0] === "number" &&
  typeof data[1] === "string";

function said(message: Data): Said | undefined {
  if (!Array.isArray(message)) return undefined;
  const [word, ...parts] = message as readonly Data[];
  const flat = parts.flatMap((part) =>
    Array.isArray(part) && (part.length === 1 || typeof part[0] === "string")
      ? (part as readonly Data[])
      : [part],
  );
  const place = flat.findIndex(isBallot);
  if (typeof word !== "string" || place < 0) return undefined;
  const ballot = flat[place] as unknown as Ballot;
  const [next, last] = flat.slice(place + 1);
  if (word === "promise" && isBallot(next))
    return { word, ballot, voted: next, value: last ?? null };
  return word === "accept" ? { word, ballot, value: next ?? null } : { word, ballot };
}

const higher = (one: Ballot, other: Ballot): boolean =>
  one[0] > other[0] || (one[0] === other[0] && one[1] > other[1]);
const text = (data: unknown): string => JSON.stringify(data);

export function noted(events: readonly TraceEvent[], acceptors: number): Noted[] {
  const quorum = Math.floor(acceptors / 2) + 1;
  const notes: Noted[] = [];
  const acceptorsSaid = new Map<
    string,
    { most?: Ballot; lastVote?: Ballot; votes: Map<string, string> }
  >();
  const asked = new Map<string, Data>();
  const got = new Map<string, { from: string; message: Said }[]>();
  const proposed = new Map<string, { ballot: Ballot; value: string }>();
  const firstValue = new Map<string, string>();
  events.forEach((event, at) => {
    const { actor, role, kind, peer } = event;
    const note = (rule: string) => notes.push({ rule, at, actor });
    const message = said(event.message);
    if (kind === "receive" && message) {
      if (role === "proposer") got.set(actor, [...(got.get(actor) ?? []), { from: peer, message }]);
      else if (message.word === "accept")
        asked.set(`${actor} ${text(message.ballot)}`, message.value ?? null);
    }
    const mine = (word: string, ballot: Ballot) => {
      const first = new Map<string, Said>();
      for (const each of got.get(actor) ?? []) {
        const { message: one, from } = each;
        const isIt = one.word === word && text(one.ballot) === text(ballot);
        if (isIt && !first.has(from)) first.set(from, one);
      }
      return [...first.values()];
    };
    if (kind === "send" && role === "acceptor" && message) {
      const state = acceptorsSaid.get(actor) ?? { votes: new Map<string, string>() };
      acceptorsSaid.set(actor, state);
      const { ballot, word } = message;
      if (word === "vote") {
        if (state.most && higher(state.most, ballot)) note("voted-below");
        state.lastVote = ballot;
        state.votes.set(text(ballot), text(asked.get(`${actor} ${text(ballot)}`)));
      }
      if (word === "promise") {
        if (state.lastVote && higher(state.lastVote, ballot)) note("promised-below");
        for (const vote of state.votes.keys()) {
          const own = JSON.parse(vote) as Ballot;
          if (!message.voted || higher(own, message.voted)) note("hid-its-vote");
          else if (text(message.voted) === vote && text(message.value) !== state.votes.get(vote)) {
            note("told-another-value");
          }
        }
      }
      if ((word === "vote" || word === "promise") && (!state.most || higher(ballot, state.most))) {
        state.most = ballot;
      }
    }
    if (kind === "send" && role === "proposer" && message?.word === "accept") {
      const { ballot, value } = message;
      const before = proposed.get(actor);
      if (before && text(before.ballot) === text(ballot) && before.value === text(value)) return;
      proposed.set(actor, { ballot, value: text(value) });
      const other = firstValue.get(text(ballot));
      if (other !== undefined && other !== text(value)) note("used-a-ballot-twice");
      firstValue.set(text(ballot), text(value));
      const promises = mine("promise", ballot);
      if (promises.length < quorum) note("proposed-without-quorum");
      const fits = promises.some((_, index) => {
        const told = promises.slice(0, index + 1).filter((each) => each.voted);
        const top = told.sort((a, b) => (higher(a.voted as Ballot, b.voted as Ballot) ? -1 : 1))[0];
        return index + 1 >= quorum && (top === undefined || text(top.value) === text(value));
      });
      if (promises.length >= quorum && !fits) note("passed-over-a-vote");
    }
    if (kind === "decided") {
      const last = proposed.get(actor);
      const [value] = event.message as readonly Data[];
      if (last && last.value !== text(value)) note("decided-another-value");
      else if (last && mine("vote", last.ballot).length < quorum) note("decided-without-quorum");
    }
  });
  return notes;
}

/** Which events happened before which, by vector clocks carried with the messages. */
export function past(events: readonly TraceEvent[], end: number): Set<number> {
  const clocks = new Map<string, Map<string, number>>();
  const counts = new Map<string, number>();
  const onTheWay: { from: string; to: string; text: string; clock: Map<string, number> }[] = [];
  const stamps = events.map(({ actor, kind, peer, message }) => {
    const clock = new Map(clocks.get(actor));
    if (kind === "receive" || kind === "lost") {
      const sent = onTheWay.filter(
        (each) =>
          each.from === peer &&
          [actor, "acceptors", "proposers"].includes(each.to) &&
          each.text === text(message),
      );
      // Whichever of equal messages it was: all that any of them knew may have come with it.
      for (const each of sent)
        for (const [name, n] of each.clock) clock.set(name, Math.max(n, clock.get(name) ?? 0));
    }
    const own = (counts.get(actor) ?? 0) + 1;
    counts.set(actor, own);
    clock.set(actor, own);
    clocks.set(actor, clock);
    if (kind === "send")
      onTheWay.push({ from: actor, to: peer, text: text(message), clock: new Map(clock) });
    return { actor, own, clock };
  });
  const last = stamps[end]?.clock;
  return new Set(
    stamps.flatMap(({ actor, own }, at) => ((last?.get(actor) ?? 0) >= own ? [at] : [])),
  );
}
