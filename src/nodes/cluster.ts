import type { NodeHealth, OutputLine } from "../core/run/health.ts";
import type { RoundTrips } from "../core/run/links.ts";
import type { RunRecord, RunRequest } from "../core/run/run.ts";

export type { RunRequest } from "../core/run/run.ts";

/** The nodes that execute runs, whoever started them. */
export interface Cluster {
  /** Resolves when the first run can be started; rejects with a message for people. */
  start(): Promise<void>;
  /** Each attempt of the request ends in exactly one onRun call, whatever happens to the nodes. */
  run(request: RunRequest): void;
  /** The attempt ends as `cancelled`; nothing happens when it has ended. */
  cancel(request: { readonly trial: number; readonly run: number; readonly attempt: number }): void;
  health(): readonly NodeHealth[];
  /** How far nodes on several hosts are from each other; none on one. */
  links(): readonly RoundTrips[];
  /** Measures that once more, after the last run. */
  measure(): Promise<void>;
  /** Ends what was started, removes what was written; resolves when all is gone. */
  stop(): Promise<void>;
  readonly events: ClusterEvents;
}

/** Set by the service before `start`. */
export interface ClusterEvents {
  /** An attempt is over on the nodes, and whether it counts is still to be seen: its slot is free. */
  onOver(record: RunRecord): void;
  onRun(record: RunRecord, trace: ViolationTrace | undefined): void;
  onOutput(lines: readonly OutputLine[]): void;
  /** Any change of `health()`. */
  onHealth(): void;
}

/** Lines of JSON, an event each, as paxy_trace (Erlang) writes them. */
export type ViolationTrace = readonly string[];
