import { FACTS } from "../facts.ts";
import type { Fault } from "./faults.ts";
import type { Macros } from "./macros.ts";

/** A trial: one configuration. Each field has a row in parameters.ts. */
export interface Trial {
  readonly moduleName: (typeof FACTS.engines)[number]["name"];
  /** ms each proposer waits before its first round; the list repeats when it is shorter. */
  readonly sleep: readonly number[];
  readonly numProposers: number;
  readonly numAcceptors: number;
  /** % of the acceptors' replies that are lost. */
  readonly drop: number;
  /** A reply that is not lost arrives after a uniform whole number of ms in 1..delay; 0: at once. */
  readonly delay: number;
  /** ms a proposer waits for a quorum, as `deadline` says. */
  readonly propTimeout: number;
  /** Whether that wait starts again with every reply, as in the classic code, or each phase has one. */
  readonly deadline: "silence" | "phase";
  /** ms, upper bound of the first wait after an aborted round; doubles; 0: none. */
  readonly propBackoff: number;
  /** 1, 2, or the name of a registered version. */
  readonly moduleVersion: number | string;
  /** Of equal rounds, the later name in the alphabet wins, or the later place. */
  readonly ballots: "name" | "number";
  readonly dropScope: Scope;
  readonly delayScope: Scope;
  /** % of the acceptors' replies that arrive twice. */
  readonly duplicate: number;
  /** The same of the proposers' requests. */
  readonly requestDrop: number;
  readonly requestDelay: number;
  readonly requestDuplicate: number;
  readonly faults: readonly Fault[];
  /** Macros of a folder's code, by name; other macros keep the value in the code. */
  readonly macros: Macros;
}

/** Kinds of replies: `replies`, or some of `promises`, `votes`, `refusals` in this order, joined with `+`. */
export type Scope = string;

export type Engine = Trial["moduleName"];

/** The row of an engine. */
export const engineOf = ({ moduleName }: Pick<Trial, "moduleName">) =>
  FACTS.engines.find(({ name }) => name === moduleName) ?? FACTS.engines[0];

/** Whether runs of the trial take place in virtual time. */
export const isVirtual = (trial: Pick<Trial, "moduleName">): boolean => engineOf(trial).virtual;
