import type { ShardsTold } from "../core/queue/share.ts";
import type { Command, QueueState, Totals } from "../core/queue/state.ts";
import type { NodeHealth, OutputLine } from "../core/run/health.ts";
import type { RunRecord } from "../core/run/run.ts";
import type { RunTrace } from "../core/run/trace-event.ts";

export type { Totals } from "../core/queue/state.ts";

/**
 * A front end's view of a service. It is plain data, so that it can cross a socket; a service in
 * the same process and one behind a socket look the same.
 */
export interface BatchClient {
  /** The state now. A new object whenever anything changed; unchanged parts are the same objects. */
  snapshot(): Snapshot;
  /** Calls back after changes, at most once per turn of the event loop. Returns how to stop. */
  subscribe(listener: () => void): () => void;
  /** Output of the nodes as it comes, in chunks; the recent past first. Returns how to stop. */
  onOutput(listener: (lines: readonly OutputLine[]) => void): () => void;
  /** Returns the reason if the command was refused, else undefined. */
  dispatch(command: Command): Promise<string | undefined>;
  /** The last runs of a trial, newest first. */
  recentRuns(trial: number, most: number): Promise<readonly RunRecord[]>;
  /** The trace of a run: any simulated one, or a violation of any engine. */
  trace(trial: number, run: number): Promise<RunTrace>;
  /** Resolves when the service has ended: with the reason, or with "" if it ended normally. */
  readonly closed: Promise<string>;
}

export interface Snapshot {
  readonly queue: QueueState;
  readonly nodes: readonly NodeHealth[];
  /** Where the results are. */
  readonly directory: string;
  readonly totals: Totals;
  /** Why results can't be written just now; empty when they can. */
  readonly trouble: string;
  /** ms until the end at the present pace; null when it can't be told. */
  readonly etaMs: number | null;
  /** For a shard, the progress of all shards beside it, once it has been read. */
  readonly shards?: ShardsTold | undefined;
  /** Wall clock of the batch's start, ms since 1970. */
  readonly startedAtMs: number;
}
