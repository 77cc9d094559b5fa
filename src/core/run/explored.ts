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

/** A possible next step. */
export interface Choice {
  /** Its word in a schedule. */
  readonly word: string;
  readonly kind: (typeof CHOICE_KINDS)[number];
  readonly actor: string;
  /** The sender of a message; `none` if the step is not a message. */
  readonly peer: string;
  readonly message: Data;
  /** When it would happen by the simulator's clock, in ms. */
  readonly at: number;
  /** The number of its effects after which its actor could crash. */
  readonly effects: number;
}

export interface Property {
  readonly name: string;
  readonly holds: boolean;
  /** Empty if the property holds. */
  readonly why: string;
}

/** A small system after a schedule (erlang/check/paxy_explore.erl). */
export interface Explored {
  readonly words: readonly string[];
  /** The time of the simulator's clock, in ms. */
  readonly at: number;
  readonly actors: readonly ExploredActor[];
  readonly choices: readonly Choice[];
  readonly properties: readonly Property[];
  readonly events: readonly TraceEvent[];
}

/** A question to the checker's model. */
export type ExploreQuestion =
  | { readonly type: "at"; readonly words: readonly string[] }
  | {
      readonly type: "on";
      readonly words: readonly string[];
      readonly how: "random" | "clock";
      readonly steps: number;
    };

/** A system whose states can be asked for. */
export interface ShownExploration {
  /** The system in a few words. */
  readonly title: string;
  readonly first: Explored;
  /** Rejects with a sentence if the question is refused. */
  readonly ask: (question: ExploreQuestion) => Promise<Explored>;
  /** The command that opens the state after these steps. */
  readonly command: (words: readonly string[]) => string;
  readonly end: () => void;
}
