import { FACTS } from "../facts.ts";
import { plain } from "../plain.ts";
import type { Verdict } from "./verdicts.ts";

/** What messages are made of: Erlang's tuples and lists as arrays, atoms and binaries as text. */
export type Data =
  | string
  | number
  | boolean
  | null
  | readonly Data[]
  | { readonly [name: string]: Data };

/** What happened in a run, as paxy_wire:event/2 (Erlang) writes it. */
export interface TraceEvent {
  /** Lamport's logical clock of the actor. */
  readonly clock: number;
  /** ms after the start of the proposers; steps where there is no time. */
  readonly at: number;
  readonly actor: string;
  readonly role: "proposer" | "acceptor" | "other";
  /** The actor's place among those of its role, from 1. */
  readonly index: number;
  readonly kind: TraceKind;
  /** The other side: an actor, `acceptors` for all of them, or `none`. */
  readonly peer: string;
  readonly message: Data;
  /** File and line of a lab folder's code that did it, `proposer.erl:58`. */
  readonly where?: string | undefined;
  /** What that code showed then. */
  readonly state?: Data | undefined;
}

/** What a run left to be read. */
export interface RunTrace {
  readonly events: readonly TraceEvent[];
  /** What came of the run; undefined where it left no events. */
  readonly verdict: Verdict | undefined;
  /** The same as a sentence, or why there are no events of it. */
  readonly said: string;
  /** The lines of the files that `where` of its events names. */
  readonly sources?: Readonly<Record<string, readonly string[]>>;
}

export const TRACE_KINDS = FACTS.events;
export type TraceKind = (typeof TRACE_KINDS)[number];

/** A trace is read from a file that anybody may have written: no control characters get through. */
export const tidyEvent = (event: TraceEvent): TraceEvent => ({
  ...event,
  actor: plain(event.actor),
  peer: plain(event.peer),
  message: tidyData(event.message),
  ...(event.where === undefined ? {} : { where: plain(event.where) }),
});

const tidyData = (data: Data): Data => {
  if (typeof data === "string") return plain(data);
  if (typeof data !== "object" || data === null) return data;
  if (Array.isArray(data)) return data.map(tidyData);
  return Object.fromEntries(
    Object.entries(data).map(([name, value]) => [plain(name), tidyData(value)]),
  );
};
