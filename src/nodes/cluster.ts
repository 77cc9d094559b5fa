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
  /** Round trips between nodes on several hosts; empty on one host. */
  links(): readonly RoundTrips[];
  /** Measures the round trips once more, after the last run. */
  measure(): Promise<void>;
  /** Ends the nodes and removes their files; resolves when all are gone. */
  stop(): Promise<void>;
  readonly events: ClusterEvents;
}

/** Set by the service before `start`. */
export interface ClusterEvents {
  /** An attempt is over on the nodes, so its slot is free; whether it counts is decided later. */
  onOver(record: RunRecord): void;
  onRun(record: RunRecord, trace: ViolationTrace | undefined): void;
  onOutput(lines: readonly OutputLine[]): void;
  /** Any change of `health()`. */
  onHealth(): void;
}

/** Lines of JSON, an event each, as paxy_trace (Erlang) writes them. */
export type ViolationTrace = readonly string[];
