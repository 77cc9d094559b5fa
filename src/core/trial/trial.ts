/** A trial: one configuration. Names, ranges and defaults are the table in trials/README.md. */
export interface Trial {
  readonly moduleName: Engine;
  /** ms each proposer waits before its first round; the list repeats when it is shorter. */
  readonly sleep: readonly number[];
  readonly numProposers: number;
  readonly numAcceptors: number;
  /** % of the acceptors' replies that are lost. */
  readonly drop: number;
  /** A reply that is not lost arrives after a uniform whole number of ms in 1..delay; 0: at once. */
  readonly delay: number;
  /** ms a proposer waits for a quorum, per phase. */
  readonly propTimeout: number;
  /** ms, upper bound of the first wait after an aborted round; doubles; 0: none. */
  readonly propBackoff: number;
  /** 1, 2, or the name of a registered version. */
  readonly moduleVersion: number | string;
  readonly dropScope: "replies" | "promises";
  /** % of the acceptors' replies that arrive twice. */
  readonly duplicate: number;
  readonly faults: readonly Fault[];
}

export type Engine = "paxy_remote" | "paxy_local" | "paxy_sim";

/** Whether runs of the trial take place in virtual time. */
export const isVirtual = ({ moduleName }: Pick<Trial, "moduleName">): boolean =>
  moduleName === "paxy_sim";

/** Something that happens to a run's world `at` ms after the start of the proposers. */
export type Fault =
  /** Acceptor number `acceptor` (from 1) loses its memory and is away for `for` ms. */
  | { readonly at: number; readonly do: "crash"; readonly acceptor: number; readonly for: number }
  /** All of the run's processes on a side end; acceptors are started again after `for` ms. */
  | {
      readonly at: number;
      readonly do: "stop";
      readonly side: "acceptors" | "proposers";
      readonly for: number;
    }
  /** No message passes between proposers and acceptors for `for` ms. */
  | { readonly at: number; readonly do: "cut"; readonly for: number }
  /** For `for` ms, `percent` % of the replies arrive twice. */
  | {
      readonly at: number;
      readonly do: "duplicate";
      readonly percent: number;
      readonly for: number;
    };
