/** What happened in a run, as erlang/paxy_trace.erl writes it. */
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
  const { clock, at, actor, kind, peer, message } = data as Record<string, unknown>;
  const numbers = Number.isSafeInteger(clock) && Number.isSafeInteger(at);
  const texts = [actor, peer, message].every((each) => typeof each === "string");
  if (!numbers || !texts || !TRACE_KINDS.includes(kind as TraceKind)) return undefined;
  return { clock, at, actor, kind, peer, message } as TraceEvent;
}
