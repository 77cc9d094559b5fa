import type { NodeHealth } from "../core/run/health.ts";
import type { RoundTrips } from "../core/run/links.ts";
import type { NodeRecord, RecordOf } from "../wire/records.ts";
import {
  type AttemptId,
  forgetTerm,
  LOOPBACK,
  placesTerm,
  useNodesTerm,
} from "../wire/requests.ts";
import type { Cluster, ClusterEvents, RunRequest } from "./cluster.ts";
import { Member } from "./member.ts";
import { type ClusterOptions, OwnNodes, type Shared } from "./own-nodes.ts";
import { RunDesk } from "./run-desk.ts";
import { UserNode } from "./user-node.ts";
import { howToStart, ownHost, type UserNodes } from "./user-nodes.ts";

/** Nodes that the user started, and one of ours, from which the runs are started. */
export class UserCluster implements Cluster {
  readonly events: ClusterEvents = { onOver() {}, onRun() {}, onOutput() {}, onHealth() {} };
  readonly #own: OwnNodes;
  readonly #desk: RunDesk;
  readonly #named: UserNodes;
  readonly #users: readonly UserNode[];

  constructor(options: ClusterOptions, named: UserNodes) {
    this.#named = named;
    this.#own = new OwnNodes(options, (ms) => this.#desk.suspended(ms));
    const ports = {
      borrow: (name: string) => this.#run?.send(useNodesTerm([name])),
      forget: (name: string) => this.#run?.send(forgetTerm(name)),
      silentMsMax: options.silentMsMax,
    };
    this.#users = [
      new UserNode(named.acceptors, "acceptors", ports),
      new UserNode(named.proposers, "proposers", ports),
    ];
    this.#desk = new RunDesk({
      events: this.events,
      isAvailable: (roles) =>
        this.health().every(({ role, state }) => state === "up" || !roles.includes(role)),
      send: (term) => this.#run?.send(term),
      whyUnavailable: () => this.#whyUnavailable(),
      onSuccess: () => this.#run?.succeeded(),
      waitMsMax: options.waitMsMax ?? 30_000,
    });
  }

  async start(): Promise<void> {
    try {
      await this.#own.start((shared) => [this.#newRunNode(shared)]);
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
    const { members } = this.#own;
    return members.length === 0 ? [] : [...members, ...this.#users].map(({ health }) => health);
  }

  links(): readonly RoundTrips[] {
    return [];
  }

  async measure(): Promise<void> {}

  /** The user's nodes keep running. */
  async stop(): Promise<void> {
    const gone = this.#own.stop();
    for (const user of this.#users) user.stop();
    this.#desk.close({ verdict: "cancelled", reason: "the nodes were stopped" });
    await gone;
  }

  get #run(): Member | undefined {
    return this.#own.members[0];
  }

  #newRunNode(shared: Shared): Member {
    const name = `paxy-run-${process.pid}@${ownHost(this.#named)}`;
    const { cookie } = this.#named;
    return new Member(
      { ...shared, name, role: "run", cookie, epmd: "users", listens: LOOPBACK },
      {
        onReady: (member) => {
          member.setUp();
          member.send(placesTerm([this.#named.acceptors], [this.#named.proposers]));
          for (const user of this.#users) user.borrow();
        },
        onRecord: (_, record) => this.#record(record),
        onLine: (member, text) => this.#desk.line(member.health.name, text),
        onLost: (_, how) => this.#runNodeLost(how),
        onHealth: () => this.events.onHealth(),
      },
    );
  }

  #record(record: NodeRecord): void {
    this.#own.look();
    if (this.#desk.record(record)) return;
    if (record.t === "borrowed") this.#takeBorrowed(record);
    if (record.t === "health") this.#takeHealth(record);
    if (record.t === "node_down") this.#find(record.node)?.lost("is down: its connection ended");
    this.#afterChange();
  }

  #takeBorrowed(record: RecordOf<"borrowed">): void {
    for (const { name, problem } of record.nodes) {
      const user = this.#find(name);
      if (problem === "") user?.borrowed();
      else user?.lost(`cannot be used: ${problem}`);
    }
    const states = this.#users.map(({ health }) => health.state);
    if (this.#own.isStarting && !states.includes("starting")) this.#endStart();
    this.#desk.sendWaiting();
  }

  /** All nodes have answered; problems of all of them are reported at once. */
  #endStart(): void {
    const problems = this.#users
      .filter(({ health }) => health.state !== "up")
      .map(
        ({ name, health }) =>
          `The node ${name} ${health.reason}. To start it: ${howToStart(name, this.#named.cookie)}.`,
      );
    if (problems.length > 0) this.#own.failed(problems.join(" "));
    else this.#own.up();
  }

  #takeHealth(record: RecordOf<"health">): void {
    for (const sample of record.nodes) this.#find(sample.name)?.takeSample(sample);
  }

  /** Runs end with the nodes on which they took place. */
  #afterChange(): void {
    for (const { health, role } of this.#users) {
      if (health.state === "down") {
        this.#desk.nodeLost(role, `the node ${health.name} ${health.reason}`);
      }
    }
    this.events.onHealth();
  }

  #runNodeLost(how: string): void {
    if (this.#own.isStopped) return;
    const what = `The node ${this.#run?.name} ${how}`;
    if (this.#own.isStarting) this.#own.failed(`${what}.`);
    for (const user of this.#users) user.lost("is out of reach: paxy's own node ended");
    this.#desk.nodeLost("run", what);
  }

  #whyUnavailable(): string {
    const down = this.health().find(({ state }) => state !== "up");
    return `the node ${down?.name} ${down?.reason}, and it did not come back in time`;
  }

  #find(name: string): UserNode | undefined {
    return this.#users.find((user) => user.name === name);
  }
}
