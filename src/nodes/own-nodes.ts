import { realpathSync } from "node:fs";
import type { Places } from "../core/queue/places.ts";
import type { Member } from "./member.ts";
import type { ErlangNodeOptions } from "./node-start.ts";
import { killOrphans, killOwned } from "./owned-processes.ts";
import type { Role } from "./run-desk.ts";
import { makeStorageFolder, removeLeftovers, removeStorageFolder } from "./storage-folder.ts";
import { Watch } from "./watch.ts";

export interface ClusterOptions {
  /** Folder of our compiled modules. */
  readonly ebin: string;
  /** Folders of the user's compiled modules. */
  readonly codePaths?: readonly string[];
  readonly erl?: string;
  readonly startMsMax?: number;
  /** A node that is silent for this long counts as hung. */
  readonly silentMsMax?: number;
  /** The time that a run waits for nodes to restart. */
  readonly waitMsMax?: number;
  /** Where the nodes live; all here if not given. */
  readonly places?: Places | undefined;
  /** The nodes to start with, all if not given; the others start with the first run that needs them. */
  readonly roles?: readonly Role[] | undefined;
}

/** Settings that all of our nodes share. */
export type Shared = Pick<
  ErlangNodeOptions,
  "ebin" | "codePaths" | "erl" | "startMsMax" | "storage"
>;

/** The nodes that a cluster starts itself, their storage and the watch over them: they begin and end together. */
export class OwnNodes {
  readonly #options: ClusterOptions;
  readonly #onSuspended: (ms: number) => void;
  #members: readonly Member[] = [];
  #phase: "new" | "starting" | "started" | "stopped" = "new";
  #started: { resolve(): void; reject(error: Error): void } | undefined;
  #storage: string | undefined;
  #watch: Watch | undefined;
  readonly #onProcessExit = (): void => this.#abandon();

  constructor(options: ClusterOptions, onSuspended: (ms: number) => void) {
    this.#options = options;
    this.#onSuspended = onSuspended;
  }

  get members(): readonly Member[] {
    return this.#members;
  }

  get isStarting(): boolean {
    return this.#phase === "starting";
  }

  get isStopped(): boolean {
    return this.#phase === "stopped";
  }

  /** Resolves with `up`, rejects with `failed`. */
  async start(make: (shared: Shared) => readonly Member[]): Promise<void> {
    this.#phase = "starting";
    const { codePaths = [], erl = "erl", startMsMax = 20_000, silentMsMax } = this.#options;
    // A node that is started again loads the same code, wherever the path leads by then.
    const ebin = realpathSync(this.#options.ebin);
    removeLeftovers();
    this.#storage = makeStorageFolder();
    process.once("exit", this.#onProcessExit);
    this.#members = make({ ebin, codePaths, erl, startMsMax, storage: this.#storage });
    const started = new Promise<void>((resolve, reject) => {
      this.#started = { resolve, reject };
    });
    this.need(this.#options.roles ?? ["run", "acceptors", "proposers"]);
    // A node on another host ends where nobody speaks to it, and the others may take long.
    this.#watch = new Watch(this.#members, { silentMsMax, onSuspended: this.#onSuspended });
    this.#watch.start();
    await started;
    killOrphans();
  }

  /** Starts the nodes of these roles that no run has needed yet. */
  need(roles: readonly Role[]): void {
    if (this.isStopped) return;
    for (const member of this.#members) {
      if (!member.isUsed && roles.includes(member.role)) member.start();
    }
  }

  /** The cluster is ready. */
  up(): void {
    if (this.#phase !== "starting") return;
    this.#phase = "started";
    this.#started?.resolve();
  }

  /** The cluster failed; `reason` is for people. */
  failed(reason: string): void {
    this.#started?.reject(new Error(reason));
  }

  /** Call it before a record of a node is used. */
  look(): void {
    this.#watch?.look();
  }

  /** Resolves when nothing is left of them. */
  async stop(): Promise<void> {
    this.#phase = "stopped";
    this.#watch?.stop();
    await Promise.all(this.#members.map((member) => member.stop()));
    process.removeListener("exit", this.#onProcessExit);
    this.#removeStorage();
  }

  /** This process ends without `stop`, with time for signals only. */
  #abandon(): void {
    for (const member of this.#members) member.killNow();
    this.#removeStorage();
    killOwned();
  }

  #removeStorage(): void {
    if (this.#storage !== undefined) removeStorageFolder(this.#storage);
    this.#storage = undefined;
  }
}
