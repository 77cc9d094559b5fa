import type { RunRecord } from "../core/run/run.ts";
import { engineOf, isVirtual } from "../core/trial/trial.ts";
import type { NodeRecord, RecordOf } from "../wire/records.ts";
import { type AttemptId, cancelTerm, runTerm } from "../wire/requests.ts";
import type { ClusterEvents, RunRequest } from "./cluster.ts";
import { OutputBatch } from "./output-batch.ts";
import { type Ending, type PendingRequest, PendingRuns } from "./pending-runs.ts";
import { runRecord } from "./run-record.ts";
import { runRecords } from "./runs-record.ts";
import { sanitise } from "./sanitise.ts";

export type Role = "run" | "acceptors" | "proposers";

/** The parts of the cluster that a desk needs. */
export interface RunDeskPorts {
  readonly events: ClusterEvents;
  /** Whether a run that needs these nodes can be started now. */
  isAvailable(roles: readonly Role[]): boolean;
  /** To the run node's agent. */
  send(term: string): void;
  /** Why a run could not be started in time. */
  whyUnavailable(): string;
  /** An attempt has ended other than by failing. */
  onSuccess(): void;
  readonly waitMsMax: number;
}

/**
 * The time for which a failure is held back. When a node is lost, the run node often reports it
 * first, but the node's own end gives the reason.
 */
const FAILURE_HELD_MS = 250;
/** Grace beyond the time limits (its own and that of the run it queues behind) for start-up, shutdown and traces. */
const GRACE_MS = 60_000;
const SWEEP_EVERY_MS = 5000;
/**
 * Time for the run node to judge a run after the loss of a node, and to collect the traces of a
 * violation.
 */
const JUDGEMENT_MS_MAX = 15_000;

/**
 * Takes requests, gives them to the run node when the needed nodes are up, and handles their
 * results.
 */
export class RunDesk {
  readonly #ports: RunDeskPorts;
  readonly #pending: PendingRuns;
  readonly #output: OutputBatch;
  readonly #timers = new Set<NodeJS.Timeout>();
  #closed: Ending | undefined;
  #sweep: NodeJS.Timeout | undefined;

  constructor(ports: RunDeskPorts) {
    this.#ports = ports;
    this.#output = new OutputBatch((lines) => ports.events.onOutput(lines));
    this.#pending = new PendingRuns((record, trace) => {
      if (record.verdict !== "failed") ports.onSuccess();
      ports.events.onRun(record, trace);
    });
  }

  run(request: RunRequest): void {
    const pending = this.#pending.add(request);
    if (this.#closed) {
      this.#pending.end(pending, this.#closed);
      return;
    }
    this.#sweep ??= setInterval(() => this.#endOverdue(), SWEEP_EVERY_MS);
    if (!this.#trySend(pending)) {
      this.#after(this.#ports.waitMsMax, () => {
        if (pending.sentAtMs !== null || !this.#pending.isPending(pending)) return;
        this.#pending.end(pending, { verdict: "failed", reason: this.#ports.whyUnavailable() });
      });
    }
  }

  /** A request is named by its first run. */
  cancel(id: AttemptId): void {
    const pending = this.#pending
      .all()
      .find(
        ({ request: { trial, run, attempt } }) =>
          trial === id.trial && run === id.run && attempt === id.attempt,
      );
    if (!pending) return;
    pending.isCancelled = true;
    if (pending.sentAtMs !== null) this.#ports.send(cancelTerm(id));
    else this.#pending.end(pending, { verdict: "cancelled", reason: "cancelled by the user" });
  }

  /** Nodes have come up. */
  sendWaiting(): void {
    for (const pending of this.#pending.all()) {
      if (pending.sentAtMs === null) this.#trySend(pending);
    }
  }

  /**
   * A node is gone, and with it the runs it took part in. The run node has
   * heard what was decided before, and may know of a violation: its judgement
   * is waited for. Without the run node there is none.
   */
  nodeLost(role: Role, reason: string): void {
    for (const pending of this.#pending.all()) {
      if (pending.sentAtMs === null || !rolesOf(pending.request).includes(role)) continue;
      const end = (): void => this.#pending.end(pending, { verdict: "failed", reason });
      if (role === "run") {
        end();
        continue;
      }
      pending.lost ||= reason;
      this.#ports.send(cancelTerm(pending.request));
      this.#after(JUDGEMENT_MS_MAX, end);
    }
  }

  /** Messages between nodes may be missing, so the figures of runs in progress are worthless. */
  linkLost(reason: string): void {
    for (const pending of this.#pending.all()) {
      const { request, sentAtMs } = pending;
      const isAcross = rolesOf(request).length > 1;
      if (sentAtMs === null || !isAcross) continue;
      pending.spoilt ||= reason;
      pending.lost ||= reason;
      this.#ports.send(cancelTerm(request));
    }
  }

  /** Ends all present and future requests. */
  close(ending: Ending): void {
    this.#closed = ending;
    for (const pending of this.#pending.all()) this.#pending.end(pending, ending);
    for (const timer of this.#timers) clearTimeout(timer);
    clearInterval(this.#sweep);
    this.#output.flush();
  }

  /** The protocol's time limit does not include time during which this process was stopped. */
  suspended(ms: number): void {
    const reason = `everything stopped for ${(ms / 1000).toFixed(1)} s during this run`;
    for (const pending of this.#pending.all()) {
      const isReal = !isVirtual(pending.request.config);
      if (isReal && pending.sentAtMs !== null) pending.spoilt = reason;
    }
  }

  line(node: string, text: string): void {
    this.#output.add(node, NO_RUN, text);
  }

  /** A record of the run node; false when it is of a type that is not about runs. */
  record(record: NodeRecord): boolean {
    switch (record.t) {
      case "run":
        this.#takeRun(runRecord(record));
        return true;
      case "runs":
        for (const each of runRecords(record)) this.#takeRun(each);
        return true;
      case "out":
        this.#takeOutput(record);
        return true;
      case "trace":
        this.#pending.addTrace(record, record.events);
        return true;
      case "ended":
        this.#takeEnded(record, record);
        return true;
      case "done":
        this.#takeEnded(record, UNDONE);
        return true;
      default:
        return false;
    }
  }

  #trySend(pending: PendingRequest): boolean {
    if (!this.#ports.isAvailable(rolesOf(pending.request))) return false;
    pending.sentAtMs = performance.now();
    try {
      this.#ports.send(runTerm(pending.request));
    } catch (error) {
      this.#pending.end(pending, { verdict: "failed", reason: (error as Error).message });
    }
    return true;
  }

  /** Erlang keeps the time limit; this ends a run if Erlang does not. */
  #endOverdue(): void {
    const now = performance.now();
    for (const pending of this.#pending.all()) {
      const { request, sentAtMs } = pending;
      if (sentAtMs === null || isVirtual(request.config)) continue;
      if (now - sentAtMs < 2 * request.timeLimitMs + GRACE_MS) continue;
      this.#ports.send(cancelTerm(request));
      const reason = "no result arrived, long after the time limit";
      this.#pending.end(pending, { verdict: "failed", reason });
    }
  }

  #takeRun(record: RunRecord): void {
    if (record.verdict !== "failed") this.#finish(record);
    else this.#after(FAILURE_HELD_MS, () => this.#finish(record));
  }

  /** Output that came before a record is handed over before it. */
  #finish(record: RunRecord): void {
    this.#output.flush();
    this.#pending.finish(record);
  }

  #takeOutput({ node, trial, run, text }: RecordOf<"out">): void {
    for (const line of text.replace(/\n$/, "").split("\n")) {
      this.#output.add(shortName(node), { trial, run }, line);
    }
  }

  #takeEnded(id: AttemptId, { verdict, reason }: Ending): void {
    const pending = this.#pending.all().find(({ request }) => isOf(request, id));
    if (!pending) return;
    const end = () => this.#pending.end(pending, { verdict, reason: sanitise(reason) });
    if (verdict === "cancelled") end();
    else this.#after(FAILURE_HELD_MS, end);
  }

  #after(ms: number, action: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      action();
    }, ms);
    this.#timers.add(timer);
  }
}

const NO_RUN = { trial: 0, run: 0 };

/** The reason for a run without a result when its request is complete. */
const UNDONE: Ending = { verdict: "failed", reason: "the engine returned without a result" };

const isOf = ({ trial, run, attempt }: RunRequest, id: AttemptId): boolean =>
  trial === id.trial && run === id.run && attempt === id.attempt;

/** The nodes that a run needs. */
const rolesOf = ({ config }: RunRequest): readonly Role[] => engineOf(config).nodes;

/** `paxy-acc` of `paxy-acc@127.0.0.1`. */
export const shortName = (node: string): string => node.split("@")[0] ?? node;
