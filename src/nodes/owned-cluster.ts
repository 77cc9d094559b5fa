import { randomBytes } from "node:crypto";
import type { NodeHealth } from "../core/run/health.ts";
import type { NodeRecord, RecordOf } from "../wire/records.ts";
import { type AttemptId, peersTerm } from "../wire/requests.ts";
import type { Cluster, ClusterEvents, RunRequest } from "./cluster.ts";
import { Member } from "./member.ts";
import { type ClusterOptions, OwnNodes, type Shared } from "./own-nodes.ts";
import { type Role, RunDesk } from "./run-desk.ts";

const ROLES = [
  ["run", "paxy-run"],
  ["acceptors", "paxy-acc"],
  ["proposers", "paxy-pro"],
] as const;

const CONNECT_AGAIN_MS = 200;

/** Three nodes that belong to this process and end with it. */
export class OwnedCluster implements Cluster {
  readonly events: ClusterEvents = { onRun() {}, onOutput() {}, onHealth() {} };
  readonly #own: OwnNodes;
  readonly #desk: RunDesk;
  /** Number of the last message that told the nodes where the others are. */
  #peersRef = 0;
  readonly #connected = new Set<Member>();

  constructor(options: ClusterOptions) {
    this.#own = new OwnNodes(options, (ms) => this.#desk.suspended(ms));
    this.#desk = new RunDesk({
      events: this.events,
      isAvailable: (roles) => this.#isAvailable(roles),
      send: (term) => this.#member("run")?.send(term),
      whyUnavailable: () => this.#whyUnavailable(),
      onSuccess: () => {
        for (const member of this.#own.members) member.succeeded();
      },
      waitMsMax: options.waitMsMax ?? 30_000,
    });
  }

  async start(): Promise<void> {
    const cookie = randomBytes(20).toString("hex");
    try {
      await this.#own.start((shared) =>
        ROLES.map(([role, name]) => this.#newMember(role, name, cookie, shared)),
      );
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  run(request: RunRequest): void {
    this.#desk.run(request);
  }

  cancel(request: AttemptId): void {
    this.#desk.cancel(request);
  }

  health(): readonly NodeHealth[] {
    return this.#own.members.map(({ health }) => health);
  }

  /** Process groups of the nodes, for those who watch over them. */
  pids(): readonly { readonly role: Role; readonly pid: number }[] {
    return this.#own.members.flatMap(({ role, pid }) => (pid === undefined ? [] : [{ role, pid }]));
  }

  async stop(): Promise<void> {
    const gone = this.#own.stop();
    this.#desk.close({ verdict: "cancelled", reason: "the nodes were stopped" });
    await gone;
  }

  #newMember(role: Role, name: string, cookie: string, shared: Shared): Member {
    return new Member(
      { ...shared, name: `${name}@127.0.0.1`, role, cookie, epmd: "none" },
      {
        onReady: () => this.#introduce(),
        onRecord: (member, record) => this.#record(member, record),
        onLine: (member, text) => this.#desk.line(member.health.name, text),
        onLost: (member, how) => this.#lost(member, how),
        onHealth: () => this.events.onHealth(),
      },
    );
  }

  /** Tells all nodes that are there where the others listen. */
  #introduce(): void {
    const ready = this.#own.members.filter(({ isReady }) => isReady);
    this.#connected.clear();
    this.#peersRef += 1;
    const term = peersTerm(this.#peersRef, ready);
    for (const member of ready) member.send(term);
  }

  #record(member: Member, record: NodeRecord): void {
    this.#own.look();
    if (this.#desk.record(record)) return;
    if (record.t === "connected") this.#takeConnected(member, record);
    if (record.t === "health") this.#takeHealth(member, record);
  }

  /** A node is of use once it has reached all others that are there. */
  #takeConnected(member: Member, record: RecordOf<"connected">): void {
    if (record.ref !== this.#peersRef) return;
    if (!record.nodes.every(({ connected }) => connected)) {
      const ref = this.#peersRef;
      setTimeout(() => ref === this.#peersRef && this.#introduce(), CONNECT_AGAIN_MS);
      return;
    }
    this.#connected.add(member);
    if (this.#own.members.some((each) => each.isReady && !this.#connected.has(each))) return;
    for (const each of this.#connected) each.setUp();
    if (this.#own.members.every(({ health }) => health.state === "up")) this.#own.up();
    this.#desk.sendWaiting();
  }

  /** What a node says of itself is taken in by its member; the run node also knows how far the others are. */
  #takeHealth(member: Member, record: RecordOf<"health">): void {
    if (member.role === "run") {
      for (const sample of record.nodes) {
        const other = this.#own.members.find(({ name }) => name === sample.name);
        if (other && other !== member && sample.up) other.addSample(sample);
      }
    }
    this.events.onHealth();
  }

  #lost(member: Member, how: string): void {
    if (this.#own.isStopped) return;
    if (this.#own.isStarting) {
      const advice = "`paxy doctor` tells what is missing";
      this.#own.failed(`The node ${member.health.name} ${how}; ${advice}.`);
      return;
    }
    this.#desk.nodeLost(member.role, `the node ${member.health.name} ${how}`);
  }

  #isAvailable(roles: readonly Role[]): boolean {
    return this.#own.members
      .filter(({ role }) => roles.includes(role))
      .every(({ health }) => health.state === "up");
  }

  #whyUnavailable(): string {
    const { name, reason } = this.health().find(({ state }) => state !== "up") ?? {
      name: "of the run",
      reason: "was not there",
    };
    return `the node ${name} ${reason}, and it could not be started again in time`;
  }

  #member(role: Role): Member | undefined {
    return this.#own.members.find((member) => member.role === role);
  }
}
