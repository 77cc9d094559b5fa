import { realpathSync } from "node:fs";
import type { NodeHealth } from "../core/run/health.ts";
import type { Cluster, ClusterEvents, RunRequest } from "./cluster.ts";
import { Member } from "./member.ts";
import { samplesOf } from "./member-health.ts";
import { RunDesk } from "./run-desk.ts";
import { makeStorageFolder, removeLeftovers, removeStorageFolder } from "./storage-folder.ts";
import { type AttemptId, forgetTerm, useNodesTerm } from "./terms.ts";
import { UserNode } from "./user-node.ts";
import { Watch } from "./watch.ts";

type Fields = Readonly<Record<string, unknown>>;

export interface UserClusterOptions {
  /** Folder of our compiled modules; they are loaded onto the user's nodes. */
  readonly ebin: string;
  /** Folders of the user's compiled modules. */
  readonly codePaths?: readonly string[];
  readonly erl?: string;
  readonly startMsMax?: number;
  readonly silentMsMax?: number;
  readonly waitMsMax?: number;
}

/** The cookie that users start their nodes with (README.md, `--use-nodes`). */
const COOKIE = "paxos";

const howToStart = (name: string): string => `erl -name ${name} -setcookie ${COOKIE}`;

/** Nodes that the user started, and one of ours beside them that the runs are started from. */
export class UserCluster implements Cluster {
  readonly events: ClusterEvents = { onRun() {}, onOutput() {}, onHealth() {} };
  readonly #options: UserClusterOptions;
  readonly #desk: RunDesk;
  readonly #users: readonly UserNode[];
  #run: Member | undefined;
  #watch: Watch | undefined;
  #storage: string | undefined;
  /** What the path led to at the start: a node that is started again loads the same code. */
  #ebin = "";
  #phase: "new" | "starting" | "started" | "stopped" = "new";
  #started: { resolve(): void; reject(error: Error): void } | undefined;

  constructor(options: UserClusterOptions) {
    this.#options = options;
    const ports = {
      borrow: (name: string) => this.#run?.send(useNodesTerm([name])),
      forget: (name: string) => this.#run?.send(forgetTerm(name)),
      silentMsMax: options.silentMsMax,
    };
    this.#users = [
      new UserNode("paxy-acc@127.0.0.1", "acceptors", ports),
      new UserNode("paxy-pro@127.0.0.1", "proposers", ports),
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
    this.#phase = "starting";
    this.#ebin = realpathSync(this.#options.ebin);
    removeLeftovers();
    this.#storage = makeStorageFolder();
    this.#run = this.#newRunNode(this.#storage);
    const started = new Promise<void>((resolve, reject) => {
      this.#started = { resolve, reject };
    });
    this.#run.start();
    try {
      await started;
    } catch (error) {
      await this.stop();
      throw error;
    }
    this.#watch = new Watch([this.#run], {
      silentMsMax: this.#options.silentMsMax,
      onSuspended: (ms) => this.#desk.suspended(ms),
    });
    this.#watch.start();
  }

  run(request: RunRequest): void {
    this.#desk.run(request);
  }

  cancel(request: AttemptId): void {
    this.#desk.cancel(request);
  }

  health(): readonly NodeHealth[] {
    return this.#run ? [this.#run.health, ...this.#users.map(({ health }) => health)] : [];
  }

  /** The user's nodes stay. */
  async stop(): Promise<void> {
    this.#phase = "stopped";
    this.#watch?.stop();
    for (const user of this.#users) user.stop();
    this.#desk.close({ verdict: "cancelled", reason: "the nodes were stopped" });
    await this.#run?.stop();
    if (this.#storage !== undefined) removeStorageFolder(this.#storage);
    this.#storage = undefined;
  }

  #newRunNode(storage: string): Member {
    const { codePaths = [], erl = "erl", startMsMax = 20_000 } = this.#options;
    const ebin = this.#ebin;
    const name = `paxy-run-${process.pid}@127.0.0.1`;
    return new Member(
      {
        ...{ name, role: "run", cookie: COOKIE, storage, ebin, codePaths },
        ...{ erl, startMsMax, epmd: "users" },
      },
      {
        onReady: (member) => {
          member.setUp();
          for (const user of this.#users) user.borrow();
        },
        onRecord: (_, record) => this.#record(record),
        onLine: (member, text) => this.#desk.line(member.health.name, text),
        onLost: (_, how) => this.#runNodeLost(how),
        onHealth: () => this.events.onHealth(),
      },
    );
  }

  #record(record: Fields): void {
    this.#watch?.look();
    if (this.#desk.record(record)) return;
    if (record.t === "borrowed") this.#takeBorrowed(record);
    if (record.t === "health") this.#takeHealth(record);
    if (record.t === "node_down") this.#find(record.node)?.lost("is down: its connection ended");
    this.#afterChange();
  }

  #takeBorrowed(record: Fields): void {
    for (const { name, problem } of samplesOf(record)) {
      const user = this.#find(name);
      if (problem === "") user?.borrowed();
      else user?.lost(`cannot be used: ${String(problem)}`);
    }
    const states = this.#users.map(({ health }) => health.state);
    if (this.#phase === "starting" && !states.includes("starting")) this.#endStart();
    this.#desk.sendWaiting();
  }

  /** All nodes have answered; what is wrong is told of all of them at once. */
  #endStart(): void {
    const problems = this.#users
      .filter(({ health }) => health.state !== "up")
      .map(({ name, health }) => `The node ${name} ${health.reason} (${howToStart(name)}).`);
    if (problems.length > 0) {
      this.#started?.reject(new Error(problems.join(" ")));
    } else {
      this.#phase = "started";
      this.#started?.resolve();
    }
  }

  #takeHealth(record: Fields): void {
    for (const sample of samplesOf(record)) this.#find(sample.name)?.takeSample(sample);
  }

  /** Runs end with the nodes they took part on. */
  #afterChange(): void {
    for (const { health, role } of this.#users) {
      if (health.state === "down") {
        this.#desk.nodeLost(role, `the node ${health.name} ${health.reason}`);
      }
    }
    this.events.onHealth();
  }

  #runNodeLost(how: string): void {
    if (this.#phase === "stopped") return;
    const what = `The node ${this.#run?.name} ${how}`;
    if (this.#phase === "starting") this.#started?.reject(new Error(`${what}.`));
    for (const user of this.#users) user.lost("is out of reach: paxy's own node ended");
    this.#desk.nodeLost("run", what);
  }

  #whyUnavailable(): string {
    const down = this.health().find(({ state }) => state !== "up");
    return `the node ${down?.name} ${down?.reason}, and it did not come back in time`;
  }

  #find(name: unknown): UserNode | undefined {
    return this.#users.find((user) => user.name === name);
  }
}
