import { randomBytes } from "node:crypto";
import { realpathSync } from "node:fs";
import type { NodeHealth } from "../core/run/health.ts";
import type { Cluster, ClusterEvents, RunRequest } from "./cluster.ts";
import { Member } from "./member.ts";
import { samplesOf } from "./member-health.ts";
import { type Role, RunDesk } from "./run-desk.ts";
import { makeStorageFolder, removeLeftovers, removeStorageFolder } from "./storage-folder.ts";
import { type AttemptId, peersTerm } from "./terms.ts";
import { Watch } from "./watch.ts";

type Fields = Readonly<Record<string, unknown>>;

export interface OwnedClusterOptions {
  /** Folder of our compiled modules. */
  readonly ebin: string;
  /** Folders of the user's compiled modules. */
  readonly codePaths?: readonly string[];
  readonly erl?: string;
  readonly startMsMax?: number;
  /** A node that is silent for so long counts as hung. */
  readonly silentMsMax?: number;
  /** How long a run waits for nodes that are being started again. */
  readonly waitMsMax?: number;
}

const ROLES = [
  ["run", "paxy-run"],
  ["acceptors", "paxy-acc"],
  ["proposers", "paxy-pro"],
] as const;

const CONNECT_AGAIN_MS = 200;

/** Three nodes that belong to this process and end with it. */
export class OwnedCluster implements Cluster {
  readonly events: ClusterEvents = { onRun() {}, onOutput() {}, onHealth() {} };
  readonly #options: OwnedClusterOptions;
  readonly #desk: RunDesk;
  #members: readonly Member[] = [];
  #watch: Watch | undefined;
  #storage: string | undefined;
  /** What the path led to at the start: a node that is started again loads the same code. */
  #ebin = "";
  #phase: "new" | "starting" | "started" | "stopped" = "new";
  #started: { resolve(): void; reject(error: Error): void } | undefined;
  /** Number of the last message that told the nodes where the others are. */
  #peersRef = 0;
  readonly #connected = new Set<Member>();
  readonly #onProcessExit = (): void => this.#abandon();

  constructor(options: OwnedClusterOptions) {
    this.#options = options;
    this.#desk = new RunDesk({
      events: this.events,
      isAvailable: (roles) => this.#isAvailable(roles),
      send: (term) => this.#member("run")?.send(term),
      whyUnavailable: () => this.#whyUnavailable(),
      onSuccess: () => {
        for (const member of this.#members) member.succeeded();
      },
      waitMsMax: options.waitMsMax ?? 30_000,
    });
  }

  async start(): Promise<void> {
    this.#phase = "starting";
    this.#ebin = realpathSync(this.#options.ebin);
    removeLeftovers();
    this.#storage = makeStorageFolder();
    process.once("exit", this.#onProcessExit);
    const cookie = randomBytes(20).toString("hex");
    this.#members = ROLES.map(([role, name]) => this.#newMember(role, name, cookie));
    const started = new Promise<void>((resolve, reject) => {
      this.#started = { resolve, reject };
    });
    for (const member of this.#members) member.start();
    try {
      await started;
    } catch (error) {
      await this.stop();
      throw error;
    }
    this.#watch = new Watch(this.#members, {
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
    return this.#members.map(({ health }) => health);
  }

  /** Process groups of the nodes, for those who watch over them. */
  pids(): readonly { readonly role: Role; readonly pid: number }[] {
    return this.#members.flatMap(({ role, pid }) => (pid === undefined ? [] : [{ role, pid }]));
  }

  async stop(): Promise<void> {
    this.#phase = "stopped";
    this.#watch?.stop();
    this.#desk.close({ verdict: "cancelled", reason: "the nodes were stopped" });
    await Promise.all(this.#members.map((member) => member.stop()));
    process.removeListener("exit", this.#onProcessExit);
    if (this.#storage !== undefined) removeStorageFolder(this.#storage);
    this.#storage = undefined;
  }

  #newMember(role: Role, name: string, cookie: string): Member {
    const { codePaths = [], erl = "erl", startMsMax = 20_000 } = this.#options;
    const ebin = this.#ebin;
    const node = { name: `${name}@127.0.0.1`, role, cookie, storage: this.#storage ?? "" };
    return new Member(
      { ...node, ebin, codePaths, erl, startMsMax, epmd: "none" },
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
    const ready = this.#members.filter(({ isReady }) => isReady);
    this.#connected.clear();
    this.#peersRef += 1;
    const term = peersTerm(this.#peersRef, ready);
    for (const member of ready) member.send(term);
  }

  #record(member: Member, record: Fields): void {
    this.#watch?.look();
    if (this.#desk.record(record)) return;
    if (record.t === "connected") this.#takeConnected(member, record);
    if (record.t === "health") this.#takeHealth(member, record);
  }

  /** A node is of use once it has reached all others that are there. */
  #takeConnected(member: Member, record: Fields): void {
    if (record.ref !== this.#peersRef) return;
    if (!samplesOf(record).every(({ connected }) => connected === true)) {
      const ref = this.#peersRef;
      setTimeout(() => ref === this.#peersRef && this.#introduce(), CONNECT_AGAIN_MS);
      return;
    }
    this.#connected.add(member);
    if (this.#members.some((each) => each.isReady && !this.#connected.has(each))) return;
    for (const each of this.#connected) each.setUp();
    if (this.#members.every(({ health }) => health.state === "up")) this.#allUp();
    this.#desk.sendWaiting();
  }

  #allUp(): void {
    if (this.#phase !== "starting") return;
    this.#phase = "started";
    this.#started?.resolve();
  }

  /** What a node says of itself is taken in by its member; the run node also knows how far the others are. */
  #takeHealth(member: Member, record: Fields): void {
    if (member.role === "run") {
      for (const sample of samplesOf(record)) {
        const other = this.#members.find(({ name }) => name === sample.name);
        if (other && other !== member && sample.up === true) other.addSample(sample);
      }
    }
    this.events.onHealth();
  }

  #lost(member: Member, how: string): void {
    if (this.#phase === "stopped") return;
    if (this.#phase === "starting") {
      const advice = "`paxy doctor` tells what is missing";
      this.#started?.reject(new Error(`The node ${member.health.name} ${how}; ${advice}.`));
      return;
    }
    this.#desk.nodeLost(member.role, `the node ${member.health.name} ${how}`);
  }

  #isAvailable(roles: readonly Role[]): boolean {
    return this.#members
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
    return this.#members.find((member) => member.role === role);
  }

  /** This process ends without `stop`: no time for anything but signals. */
  #abandon(): void {
    for (const member of this.#members) member.killNow();
    if (this.#storage !== undefined) removeStorageFolder(this.#storage);
  }
}
