import { type Data, TRACE_KINDS, type TraceEvent, tidyEvent } from "../core/run/trace-event.ts";
import { parseTerm } from "./erlang-term.ts";

/** The events of a file below violations/, a line of JSON each; other lines are skipped. */
export const readTrace = (text: string): TraceEvent[] => asEvents(text.split("\n").map(parse));

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** The events among pieces of data. */
export function asEvents(all: readonly unknown[]): TraceEvent[] {
  const events = all.filter(isEvent);
  const proposers = new Set(events.filter(proposes).map(({ actor }) => actor));
  const indices = new Map<string, number>();
  return events.map((event) => tidyEvent(event.role ? event : older(event, proposers, indices)));
}

function isEvent(data: unknown): data is TraceEvent {
  if (typeof data !== "object" || data === null) return false;
  const { clock, at, actor, kind, peer, message, role, index, where } = data as Record<
    string,
    unknown
  >;
  return (
    [clock, at].every(Number.isSafeInteger) &&
    [actor, peer].every((each) => typeof each === "string") &&
    TRACE_KINDS.includes(kind as TraceEvent["kind"]) &&
    message !== undefined &&
    [undefined, "string"].includes(where === undefined ? undefined : typeof where) &&
    (role === undefined ? typeof message === "string" : Number.isSafeInteger(index))
  );
}

/** Events of proposers only. */
const proposes = ({ kind, peer }: TraceEvent): boolean =>
  (kind === "send" && peer === "acceptors") || kind === "decided" || kind === "gave_up";

/** An event of the first format: its message is an Erlang term, and its actor's place is not told. */
function older(
  event: TraceEvent,
  proposers: ReadonlySet<string>,
  indices: Map<string, number>,
): TraceEvent {
  const role = proposers.has(event.actor) ? "proposer" : "acceptor";
  const index = indices.get(event.actor) ?? indices.size + 1;
  indices.set(event.actor, index);
  const message = withNull(parseTerm(event.message as string) ?? (event.message as string));
  return { ...event, role, index, message };
}

const withNull = (data: Data): Data =>
  Array.isArray(data) ? data.map(withNull) : data === "null" ? null : data;
