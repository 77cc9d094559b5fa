import type { Data, TraceEvent } from "./trace-event.ts";

/** An actor of a small system: what it waits for, its state, what it has decided. */
export interface ExploredActor {
  readonly name: string;
  readonly role: "proposer" | "acceptor";
  /** Empty, `["start"]`, or `["timer", tag]`. */
  readonly waits: readonly Data[];
  readonly fields: readonly (readonly [name: string, value: Data])[];
  readonly decided: readonly Data[];
}

export const CHOICE_KINDS = ["start", "timer", "deliver", "crash"] as const;

/** Something that can happen next. */
export interface Choice {
  /** As a schedule names it. */
  readonly word: string;
  readonly kind: (typeof CHOICE_KINDS)[number];
  readonly actor: string;
  /** From whom a message comes; `none` where it is none. */
  readonly peer: string;
  readonly message: Data;
  /** When it would happen by the simulator's clock, in ms. */
  readonly at: number;
  /** After how many of its effects its actor could crash. */
  readonly effects: number;
}

export interface Property {
  readonly name: string;
  readonly holds: boolean;
  /** Empty where it holds. */
  readonly why: string;
}

/** A small system after a schedule, as erlang/check/paxy_explore.erl tells. */
export interface Explored {
  readonly words: readonly string[];
  /** The time of the simulator's clock, in ms. */
  readonly at: number;
  readonly actors: readonly ExploredActor[];
  readonly choices: readonly Choice[];
  readonly properties: readonly Property[];
  readonly events: readonly TraceEvent[];
}

/** What is asked of the checker's model. */
export type ExploreQuestion =
  | { readonly type: "at"; readonly words: readonly string[] }
  | {
      readonly type: "on";
      readonly words: readonly string[];
      readonly how: "random" | "clock";
      readonly steps: number;
    };
