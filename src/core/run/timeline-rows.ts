import { type Colour, colourOf } from "./colour.ts";
import { dataText, messageText } from "./message-text.ts";
import { type PaxosMessage, readMessage } from "./paxos-message.ts";
import type { Data, TraceEvent } from "./trace-event.ts";

/** A row: one event, in the column of its actor. */
export interface TimelineRow {
  readonly at: number;
  /** The place of the event in the trace. */
  readonly event: number;
  readonly actor: string;
  readonly mark: Mark;
  readonly text: string;
  /** The value of a decision. */
  readonly colour: Colour | undefined;
  /** File and line of a folder's code. */
  readonly where?: string | undefined;
}

export type Mark = "in" | "out" | "lost" | "own" | "fault";

/**
 * In the order of the trace, in which every message is sent before it is
 * received. Acceptors' starts are left out: they are there before anything
 * happens. Refusals are folded: an acceptor's with the request that it refuses,
 * a proposer's with those of the same request right before.
 */
export function timelineRows(events: readonly TraceEvent[]): TimelineRow[] {
  const names = new Set(events.flatMap(({ actor, peer }) => [actor, peer]));
  const messages = events.map(({ message }) => readMessage(message, names));
  const states = new Map<string, State>();
  const last = new Map<string, Folded>();
  const rows: (TimelineRow | undefined)[] = [];
  events.forEach((event, at) => {
    const { actor, kind, role } = event;
    if (kind === "start" && role !== "proposer") return;
    const message = messages[at];
    const before = last.get(actor);
    const change =
      role === "acceptor" && kind === "send" && message ? changed(states, actor, message) : "";
    const row = { ...{ at: event.at, actor, event: at, where: event.where }, ...shown(event) };
    const place = rows.push({ ...row, text: `${row.text}${change}` }) - 1;
    const folded: Folded = { place, event, message, refusers: [event.peer] };
    last.set(actor, folded);
    if (message?.kind !== "sorry" || before?.message?.ballot.key !== message.ballot.key) return;
    const own = rows[before.place];
    if (own === undefined) return;
    if (role === "acceptor" && kind === "send" && before.event.kind === "receive") {
      rows[before.place] = { ...own, text: `${own.text}: refused` };
      rows[place] = undefined;
    } else if (kind === "receive" && isSameRefusal(before, event)) {
      folded.refusers.unshift(...before.refusers);
      rows[before.place] = undefined;
      rows[place] = {
        ...row,
        text: `${folded.refusers.length} x ${messageText(event.message, actor)}: ${folded.refusers.join(", ")}`,
      };
    }
  });
  return rows.filter((row) => row !== undefined);
}

/** The last row of an actor, which the next may be folded into. */
interface Folded {
  readonly place: number;
  readonly event: TraceEvent;
  readonly message: PaxosMessage | undefined;
  readonly refusers: string[];
}

function isSameRefusal({ event, message }: Folded, other: TraceEvent): boolean {
  if (event.kind !== "receive" || message?.kind !== "sorry") return false;
  return messageText(event.message) === messageText(other.message);
}

/** The promise and vote of an acceptor, according to its replies. */
interface State {
  readonly promise?: string;
  readonly vote?: string;
}

/** " [promised 1.fry -> 2.leela]", where there was something before. */
function changed(states: Map<string, State>, actor: string, message: PaxosMessage): string {
  const { kind, ballot } = message;
  if (kind !== "promise" && kind !== "vote") return "";
  const now = `${ballot.round}.${ballot.proposer}`;
  const state = states.get(actor) ?? {};
  const before = state[kind];
  states.set(actor, { ...state, promise: now, [kind]: now });
  return before === undefined || before === now
    ? ""
    : ` [${kind === "vote" ? "voted" : "promised"} ${before} -> ${now}]`;
}

const ROLES = ["proposer", "acceptor", "other"] as const;

/** Proposers, then acceptors, each in the order of the trial, whichever engine wrote the trace. */
export function actorsOf(events: readonly TraceEvent[]): string[] {
  const places = new Map(events.map((event) => [event.actor, event]));
  const rank = ({ role, index }: TraceEvent): number => 1e6 * ROLES.indexOf(role) + index;
  return [...places.values()].sort((one, other) => rank(one) - rank(other)).map((e) => e.actor);
}

/** A ballot names its proposer, so only proposers need to name the other actor. */
function shown({
  actor,
  role,
  kind,
  peer,
  message,
  where,
}: TraceEvent): Pick<TimelineRow, "mark" | "text" | "colour"> {
  const isProposer = role === "proposer";
  const row = (mark: Mark, text: string, colour?: Colour) => ({ mark, text, colour });
  const place = where === undefined ? "" : ` ${where}`;
  const said = `${messageText(message, isProposer ? actor : "")}${place}`;
  const other = isProposer && peer !== "acceptors" ? `${peer}: ` : "";
  switch (kind) {
    case "start":
      return row("own", "starts");
    case "send":
      return row("out", `${other}${said}`);
    case "receive":
      return row("in", `${other}${said}`);
    case "lost":
      return row("lost", `${other}${said}`);
    case "timer":
      return row("own", `${timerText(message)}${place}`);
    case "decided":
      return decided(message);
    case "gave_up":
      return row("own", "gives up");
    case "crash":
      return row("fault", "crashes");
    case "recover":
      return row("fault", "is back");
    case "stop":
      return row("fault", "is stopped");
    case "cut":
      return row("fault", `cut off from ${peer}`);
    case "heal":
      return row("fault", `hears ${peer} again`);
    case "parted":
      return row("fault", `host parted from those of ${peer}`);
    case "rejoined":
      return row("fault", `host reaches those of ${peer} again`);
    case "forgot":
      return row("own", forgotten(message));
  }
}

/** The end of a wait, by the tag of its timer. */
export function timerText(tag: Data): string {
  const [phase] = Array.isArray(tag) ? (tag as readonly Data[]) : [];
  if (phase === "backoff") return "back-off ends";
  if (phase === "wait" || tag === "paxy_lab") return "wait ends";
  return phase === "prepare" || phase === "accept"
    ? `time-out (${phase})`
    : `time-out ${dataText(tag)}`;
}

function decided(message: Data): Pick<TimelineRow, "mark" | "text" | "colour"> {
  if (!Array.isArray(message) || message.length !== 2) {
    return { mark: "own", text: `DECIDED ${dataText(message)}`, colour: undefined };
  }
  const [value, round] = message as readonly Data[];
  const text = `DECIDED ${dataText(value)} in round ${dataText(round)}`;
  return { mark: "own", text, colour: colourOf(value) };
}

/**
 * `["events", 12]`: this many of this actor are missing here; else a sentence about what is
 * missing.
 */
const forgotten = (message: Data): string =>
  Array.isArray(message)
    ? `... ${dataText((message as readonly Data[])[1])} earlier events were not kept`
    : `... ${dataText(message)}`;
