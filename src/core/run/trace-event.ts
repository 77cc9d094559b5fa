import { FACTS } from "../facts.ts";
import { plain } from "../plain.ts";
import type { Verdict } from "./verdicts.ts";

/** The data in messages: Erlang's tuples and lists as arrays, atoms and binaries as text. */
export type Data =
  | string
  | number
  | boolean
  | null
  | readonly Data[]
  | { readonly [name: string]: Data };

/** An event of a run, as paxy_wire:event/2 (Erlang) writes it. */
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
  /** The text that the code displayed at that moment. */
  readonly state?: Data | undefined;
}

/** The trace of a run, and its outcome. */
export interface RunTrace {
  readonly events: readonly TraceEvent[];
  /** The run's outcome; undefined if it left no events. */
  readonly verdict: Verdict | undefined;
  /** The outcome as a sentence, or the reason why there are no events. */
  readonly said: string;
  /** The lines of the files that `where` of its events names. */
  readonly sources?: Readonly<Record<string, readonly string[]>>;
}

export const TRACE_KINDS = FACTS.events;
export type TraceKind = (typeof TRACE_KINDS)[number];

/** A trace comes from a file that anybody may have written, so control characters are removed. */
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
