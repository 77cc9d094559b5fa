import { HERE } from "../core/queue/places.ts";
import type { NodeHealth } from "../core/run/health.ts";
import type { NodeRecord, NodeSample, RecordOf } from "../wire/records.ts";
import { healthTerm } from "../wire/requests.ts";
import { ErlangNode } from "./erlang-node.ts";
import { asDown, asStarting, asUp, healthOf, withSample } from "./member-health.ts";
import type { ErlangNodeOptions } from "./node-start.ts";
import { RestartPause } from "./restart-pause.ts";
import { type Role, shortName } from "./run-desk.ts";

export interface MemberEvents {
  /** The agent answers; the cluster says when the node is of use (`setUp`). */
  onReady(member: Member): void;
  onRecord(member: Member, record: NodeRecord): void;
  onLine(member: Member, text: string): void;
  /** It is started again after a pause, unless it was stopped. */
  onLost(member: Member, how: string): void;
  onHealth(): void;
}

/** A node of ours that stays: when it ends, it is started again. */
export class Member {
  readonly role: Role;
  readonly name: string;
  health: NodeHealth;
  /** Where its distribution listens; 0 while it is not up. */
  port = 0;
  /** Its address as ssh reached it; the loopback of this computer. */
  address = "127.0.0.1";
  readonly #options: ErlangNodeOptions;
  readonly #events: MemberEvents;
  readonly #pause = new RestartPause();
  #node: ErlangNode | undefined;
  #restart: NodeJS.Timeout | undefined;
  #stopped = false;
  #answeredAtMs = 0;
  #asked: { readonly ref: number; readonly atMs: number } | undefined;

  constructor(options: ErlangNodeOptions, events: MemberEvents) {
    this.#options = options;
    this.#events = events;
    this.name = options.name;
    this.role = options.role;
    this.health = healthOf(shortName(options.name), options.role, options.host);
  }

  /** Undefined for this computer. */
  get host(): string | undefined {
    return this.#options.host;
  }

  /** It is there or will be: a run has needed it. */
  get isUsed(): boolean {
    return this.health.state !== "unused";
  }

  get isReady(): boolean {
    return this.#node?.isUp === true;
  }

  /** Of the shell around the node; undefined while there is none. */
  get pid(): number | undefined {
    return this.#node?.pid;
  }

  start(): void {
    this.health = asStarting(this.health);
    this.#node = new ErlangNode(this.#options, {
      onReady: ({ port, otp, address }) => {
        this.port = port;
        this.address = address;
        this.health = { ...this.health, otp };
        this.#answeredAtMs = performance.now();
        this.#events.onReady(this);
      },
      onRecord: (record) => {
        if (record.t === "health") this.#takeHealth(record);
        this.#events.onRecord(this, record);
      },
      onLine: (text) => this.#events.onLine(this, text),
      onEnd: (how) => this.#ended(how),
    });
  }

  send(term: string): void {
    if (this.isReady) this.#node?.send(term);
  }

  setUp(): void {
    if (this.health.state === "up") return;
    this.health = asUp(this.health);
    this.#events.onHealth();
  }

  /** What another node's agent said about this one. */
  addSample(sample: NodeSample): void {
    this.health = withSample(this.health, sample);
  }

  /** A run in which this node took part has finished. */
  succeeded(): void {
    this.#pause.succeeded();
  }

  askHealth(ref: number): void {
    if (!this.isReady) return;
    this.#asked ??= { ref, atMs: performance.now() };
    this.send(healthTerm(ref));
  }

  silentForMs(): number {
    return this.isReady ? performance.now() - this.#answeredAtMs : 0;
  }

  /** This process itself was stopped for a while, so the silence is not the nodes' fault. */
  forgiveSilence(): void {
    this.#answeredAtMs = performance.now();
  }

  kill(because: string): void {
    void this.#node?.kill(because);
  }

  /** For an exit of this process that cannot wait. */
  killNow(): void {
    this.#node?.killNow();
  }

  /** Resolves when it is gone, and it stays gone. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#restart);
    await this.#node?.stop();
  }

  #takeHealth(record: RecordOf<"health">): void {
    const own = record.nodes.find((sample) => sample.name === this.name);
    if (!own) return;
    const now = performance.now();
    this.#answeredAtMs = now;
    const asked = this.#asked?.ref === record.ref ? this.#asked : undefined;
    if (asked) this.#asked = undefined;
    const roundTrip = asked && this.role === "run" ? { round_trip_ms: now - asked.atMs } : {};
    this.addSample({ ...own, ...roundTrip });
  }

  #ended(how: string): void {
    this.port = 0;
    this.#asked = undefined;
    this.health = asDown(this.health, how);
    if (!this.#stopped) {
      this.#restart = setTimeout(() => {
        this.start();
        this.#events.onHealth();
      }, this.#pause.next());
    }
    this.#events.onLost(this, how);
    this.#events.onHealth();
  }
}

/** A node with its host, for people. */
export const shownName = ({ health }: Pick<Member, "health">): string =>
  `${health.name} (${health.host ?? HERE})`;
