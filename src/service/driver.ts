import { goingTrial } from "../core/queue/endings.ts";
import { HERE } from "../core/queue/places.ts";
import { etaOf, NO_PACE, type Pace, paceAfter } from "../core/queue/progress.ts";
import { update } from "../core/queue/queue.ts";
import { refusal } from "../core/queue/refusal.ts";
import type { ShardsTold } from "../core/queue/share.ts";
import type { Command, Effect, QueueEvent, QueueState } from "../core/queue/state.ts";
import type { OutputLine } from "../core/run/health.ts";
import type { RunRecord } from "../core/run/run.ts";
import type { RunTrace } from "../core/run/trace-event.ts";
import type { Cluster, ViolationTrace } from "../nodes/cluster.ts";
import type { ErlangCode } from "../nodes/erlang-command.ts";
import type { BatchFolder } from "./batch-folder.ts";
import type { BatchClient, Snapshot } from "./client.ts";
import { Endings } from "./endings.ts";
import { Listeners } from "./listeners.ts";
import { OutputRing } from "./output-ring.ts";
import { runTrace } from "./run-trace.ts";

const OUTPUT_LINES_KEPT = 100_000;

export interface DriverParts {
  readonly queue: QueueState;
  readonly cluster: Cluster;
  /** Opens the folder of the batch's results; throws with a reason for people. */
  readonly openFolder: (onTrouble: (reason: string | undefined) => void) => Promise<BatchFolder>;
  readonly clocks: Clocks;
  /** For runs that are repeated to be shown. */
  readonly erlang: ErlangCode;
}

export interface Clocks {
  /** Wall clock, ms since 1970. */
  readonly wallMs: () => number;
  /** Only ever goes forward, ms. */
  readonly monotonicMs: () => number;
}

/**
 * Drives the queue: reports of the nodes are written to the results and then passed to the queue,
 * whose effects go back to the nodes. An attempt counts as ended only when its row is written.
 */
export class Driver implements BatchClient {
  readonly closed: Promise<string>;
  readonly #cluster: Cluster;
  readonly #folder: BatchFolder;
  readonly #clocks: Clocks;
  readonly #erlang: ErlangCode;
  readonly #output = new OutputRing(OUTPUT_LINES_KEPT);
  readonly #endings: Endings;
  readonly #startedAtMs: number;
  readonly #listeners = new Listeners();
  #queue: QueueState;
  #pace: Pace = NO_PACE;
  #snapshot: Snapshot | undefined;
  #trouble = "";
  #shards: ShardsTold | undefined;
  /** The last look at the links. */
  #measured: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #close: (reason: string) => void = () => {};

  /** A service whose nodes are not started yet. Rejects with a reason for people where its folder can't be opened. */
  static async create(parts: DriverParts): Promise<Driver> {
    let tell: (reason: string | undefined) => void = () => {};
    const folder = await parts.openFolder((reason) => tell(reason));
    const service = new Driver(parts, folder);
    tell = (reason) => service.#troubled(reason);
    return service;
  }

  private constructor({ queue, cluster, clocks, erlang }: DriverParts, folder: BatchFolder) {
    this.#queue = queue;
    this.#cluster = cluster;
    this.#folder = folder;
    this.#clocks = clocks;
    this.#erlang = erlang;
    this.#startedAtMs = clocks.wallMs();
    this.#endings = new Endings(async (endings) => {
      await folder.write(endings);
      this.#apply({ type: "ended", records: endings.map(({ record }) => record) });
    });
    this.closed = new Promise((resolve) => {
      this.#close = resolve;
    });
    cluster.events.onOver = (record) => this.#isOver(record);
    cluster.events.onRun = (record, trace) => this.#ended(record, trace);
    cluster.events.onOutput = (lines) => this.#printed(lines);
    cluster.events.onHealth = () => this.#looked();
    folder.save(queue);
  }

  /**
   * Starts the nodes and then the queue. Rejects with a message for people if the nodes cannot
   * start.
   */
  async start(): Promise<void> {
    await this.#cluster.start();
    this.#tellNodes();
    this.#apply({ type: "begin" });
    const { forMs } = this.#queue.settings.stop ?? {};
    if (forMs === undefined) return;
    // Pauses count, because the time is that of the wall clock.
    this.#timer = setTimeout(
      () => this.#apply({ type: "timeUp" }),
      Math.max(0, forMs - this.#folder.ranBeforeMs),
    );
  }

  /**
   * Ends the nodes and completes the results; nothing runs after that. `reason` explains an
   * abnormal end; it is empty for a normal one.
   */
  async end(reason: string): Promise<void> {
    clearTimeout(this.#timer);
    await this.dispatch({ type: "stop" });
    await this.#measured;
    // A node that ends with its batch is not lost.
    this.#cluster.events.onHealth = () => this.#changed();
    await this.#cluster.stop();
    // What can't be written is not waited for.
    if (this.#trouble === "") await this.#endings.written();
    const trouble = await this.#folder.close(this.#queue);
    this.#close(reason || (trouble ?? ""));
  }

  snapshot(): Snapshot {
    this.#snapshot ??= {
      queue: this.#queue,
      nodes: this.#cluster.health(),
      directory: this.#folder.directory,
      totals: this.#queue.totals,
      trouble: this.#trouble,
      etaMs: etaOf(this.#pace, this.#queue, this.#clocks.monotonicMs()),
      startedAtMs: this.#startedAtMs,
      ...(this.#shards === undefined ? {} : { shards: this.#shards }),
    };
    return this.#snapshot;
  }

  /** How far all shards are, this one included. */
  tellShards(shards: ShardsTold): void {
    this.#shards = shards;
    this.#changed();
  }

  subscribe(listener: () => void): () => void {
    return this.#listeners.add(listener);
  }

  onOutput(listener: (lines: readonly OutputLine[]) => void): () => void {
    let from = 0;
    const deliver = (): void => {
      const { lines, next } = this.#output.since(from);
      from = next;
      if (lines.length > 0) listener(lines);
    };
    deliver();
    return this.subscribe(deliver);
  }

  /** Kept output from line number `from` on, and the number of the line after it. */
  outputSince(from: number, most: number): { lines: readonly OutputLine[]; next: number } {
    return this.#output.since(from, most);
  }

  async dispatch(command: Command): Promise<string | undefined> {
    const refused = refusal(this.#queue, command);
    if (refused !== undefined) return refused;
    this.#apply({ type: "command", command });
    // An accepted command must survive a crash right after the answer.
    await this.#folder.save(this.#queue);
    return undefined;
  }

  recentRuns(trial: number, most: number): Promise<readonly RunRecord[]> {
    return this.#folder.recentRuns(trial, most);
  }

  async trace(number: number, run: number): Promise<RunTrace> {
    const trial = this.#queue.trials.find((each) => each.number === number);
    if (trial === undefined)
      return { events: [], verdict: undefined, said: `trial ${number} was deleted.` };
    const { directory } = this.#folder;
    return runTrace({
      directory,
      settings: this.#queue.settings,
      trial,
      run,
      erlang: this.#erlang,
    });
  }

  #apply(event: QueueEvent): void {
    const [queue, effects] = update(this.#queue, event, this.#clocks.wallMs());
    this.#pace = paceAfter(this.#pace, this.#queue, queue, this.#clocks.monotonicMs());
    this.#queue = queue;
    for (const effect of effects) this.#perform(effect);
    this.#changed();
  }

  #perform(effect: Effect): void {
    switch (effect.type) {
      case "start":
        this.#endings.started(effect.request);
        this.#cluster.run(effect.request);
        break;
      case "cancel":
        this.#cluster.cancel(effect);
        break;
      case "finished":
        this.#folder.save(this.#queue);
        this.#measured = this.#afterMeasuring(() => this.#folder.save(this.#queue));
    }
  }

  /** Round trips between hosts are measured again after the last run. */
  async #afterMeasuring(then: () => void): Promise<void> {
    if (this.#queue.settings.places === undefined) return;
    await this.#cluster.measure();
    this.#tellNodes();
    then();
  }

  #tellNodes(): void {
    if (this.#queue.settings.places === undefined) return;
    const nodes = this.#cluster
      .health()
      .map(({ name, host = HERE, otp = "" }) => ({ name, host, otp }));
    this.#folder.tell({ nodes, links: this.#cluster.links() });
  }

  /** The attempt's result comes later; others may start. */
  #isOver(record: RunRecord): void {
    const going = goingTrial(this.#queue, record);
    if (going !== undefined) this.#endings.over(record, going);
    this.#apply({ type: "over", records: [record] });
  }

  #ended(record: RunRecord, trace: ViolationTrace | undefined): void {
    const holds = this.#endings.ended(record, trace, (each) => goingTrial(this.#queue, each));
    if (!holds) this.#apply({ type: "over", records: [record] });
  }

  #troubled(reason: string | undefined): void {
    this.#trouble = reason ?? "";
    this.#apply(reason === undefined ? { type: "recovered" } : { type: "fault", because: reason });
  }

  #printed(lines: readonly OutputLine[]): void {
    this.#output.push(lines);
    this.#folder.print(lines);
    this.#changed();
  }

  #looked(): void {
    this.#folder.look(this.#cluster.health(), this.#clocks.wallMs());
    this.#changed();
  }

  #changed(): void {
    this.#snapshot = undefined;
    this.#listeners.notify();
  }
}
