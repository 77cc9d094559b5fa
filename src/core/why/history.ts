import { type PaxosMessage, readMessage } from "../run/paxos-message.ts";
import type { TraceEvent } from "../run/trace-event.ts";

/** The events of a run, with what connects them. Events are named by their place in the trace. */
export interface History {
  readonly events: readonly TraceEvent[];
  /** The number of acceptors in a quorum. */
  readonly quorum: number;
  /** The content of an event's message. */
  readonly messages: readonly (PaxosMessage | undefined)[];
  /** The event of the same actor before an event. */
  readonly before: readonly (number | undefined)[];
  /** Of an arrival, the event that sent the message. */
  readonly sent: readonly (number | undefined)[];
  /** Events of an actor, in order. */
  of(actor: string): readonly number[];
  readonly actors: readonly string[];
}

/** The peer of a message that a proposer sends to all acceptors. */
const EVERYONE: readonly string[] = ["acceptors", "proposers"];

/** Reads a trace. `acceptors`: how many there are, also those that no event is of. */
export function historyOf(events: readonly TraceEvent[], acceptors: number): History {
  const places = new Map<string, number[]>();
  const before = events.map(({ actor }, at) => {
    const own = places.get(actor) ?? [];
    places.set(actor, own);
    const last = own.at(-1);
    own.push(at);
    return last;
  });
  const names = new Set(places.keys());
  for (const { peer } of events) names.add(peer);
  return {
    events,
    quorum: Math.floor(acceptors / 2) + 1,
    messages: events.map(({ message }) => readMessage(message, names)),
    before,
    sent: sendsOf(events),
    of: (actor) => places.get(actor) ?? [],
    actors: [...places.keys()],
  };
}

/**
 * For each arrival the event that sent it. Of equal messages between the same
 * two actors the first that has not arrived yet; where all have, the message was
 * doubled, and it is the last of them.
 */
function sendsOf(events: readonly TraceEvent[]): (number | undefined)[] {
  const sends = new Map<string, number[]>();
  const arrived = new Set<string>();
  return events.map((event, at) => {
    const { actor, kind, peer, message } = event;
    const text = JSON.stringify(message);
    if (kind === "send") {
      const key = keyOf(actor, peer, text);
      const alike = sends.get(key);
      if (alike === undefined) sends.set(key, [at]);
      else alike.push(at);
      return undefined;
    }
    if (kind !== "receive" && kind !== "lost") return undefined;
    const candidates = [actor, ...EVERYONE]
      .flatMap((to) => sends.get(keyOf(peer, to, text)) ?? [])
      .sort((one, other) => one - other);
    const found = candidates.find((each) => !arrived.has(`${each} ${actor}`)) ?? candidates.at(-1);
    if (found !== undefined) arrived.add(`${found} ${actor}`);
    return found;
  });
}

const keyOf = (from: string, to: string, text: string): string => `${from}\n${to}\n${text}`;

/** All that happened before some events, and these: through messages and through each actor's own past. */
export function pastOf({ before, sent }: History, ends: readonly number[]): Set<number> {
  const past = new Set<number>();
  const open = [...ends];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (past.has(at)) continue;
    past.add(at);
    for (const each of [before[at], sent[at]]) if (each !== undefined) open.push(each);
  }
  return past;
}
