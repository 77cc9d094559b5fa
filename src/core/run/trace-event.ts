/** What happened in a run, as erlang/world/paxy_trace.erl writes it. */
export interface TraceEvent {
  /** Lamport's logical clock of the actor. */
  readonly clock: number;
  /** ms after the start of the proposers; steps where there is no time. */
  readonly at: number;
  readonly actor: string;
  readonly kind: TraceKind;
  /** The other side: an actor, `acceptors` for all of them, or `none`. */
  readonly peer: string;
  /** An Erlang term as text. */
  readonly message: string;
  /** File and line of a lab folder's code that did it, `proposer.erl:58`. */
  readonly where?: string;
}

/** What a run left to be read. */
export interface RunTrace {
  readonly events: readonly TraceEvent[];
  /** What came of the run, or why there are no events of it. */
  readonly said: string;
}

export const TRACE_KINDS = [
  ...(["start", "send", "lost", "receive", "timer", "decided", "gave_up"] as const),
  ...(["crash", "recover", "stop", "cut", "heal", "forgot"] as const),
] as const;
export type TraceKind = (typeof TRACE_KINDS)[number];

/** The event of a line of JSON; undefined where it is none. */
export function parseTraceEvent(line: string): TraceEvent | undefined {
  try {
    return traceEvent(JSON.parse(line));
  } catch {
    return undefined;
  }
}

export function traceEvent(data: unknown): TraceEvent | undefined {
  if (typeof data !== "object" || data === null) return undefined;
  const { clock, at, actor, kind, peer, message, where } = data as Record<string, unknown>;
  const numbers = Number.isSafeInteger(clock) && Number.isSafeInteger(at);
  const texts = [actor, peer, message].every((each) => typeof each === "string");
  if (!numbers || !texts || !TRACE_KINDS.includes(kind as TraceKind)) return undefined;
  const event = { clock, at, actor, kind, peer, message } as TraceEvent;
  return {
    ...event,
    actor: plain(event.actor),
    peer: plain(event.peer),
    message: plain(event.message),
    ...(typeof where === "string" ? { where: plain(where) } : {}),
  };
}

/** A trace is read from a file that anybody may have written: no control characters get through. */
const plain = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, "?");
