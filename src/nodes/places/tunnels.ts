import { type ChildProcess, spawn } from "node:child_process";
import { connect, createServer } from "node:net";
import { createInterface } from "node:readline";
import { killGroup } from "../process-group.ts";
import { SSH_OPTIONS } from "./ssh-process.ts";

/** A port of some host's loopback. */
export interface Target {
  readonly host: string;
  readonly port: number;
}

const OPEN_MS_MAX = 15_000;
const LOOK_AGAIN_MS = 25;

/**
 * Ports that lead through ssh to ports of other hosts' loopbacks: where nothing
 * but ssh gets through. From one remote host to another the way is by here.
 */
export class Tunnels {
  readonly #open = new Map<
    string,
    { readonly port: Promise<number>; readonly ssh: ChildProcess[] }
  >();

  /** The port of the loopback of `from` (undefined: of this computer) that leads to the target. */
  to(target: Target, from: string | undefined): Promise<number> {
    if (from === target.host) return Promise.resolve(target.port);
    const key = `${from ?? ""} ${target.host} ${target.port}`;
    const known = this.#open.get(key);
    if (known !== undefined) return known.port;
    const ssh: ChildProcess[] = [];
    const port = from === undefined ? local(target, ssh) : this.#remote(target, from, ssh);
    this.#open.set(key, { port, ssh });
    port.catch(() => this.#open.delete(key));
    return port;
  }

  /** Closes the tunnels to a host whose node has ended. */
  close(host: string): void {
    for (const [key, { ssh }] of this.#open) {
      if (!key.includes(` ${host} `)) continue;
      for (const each of ssh) end(each);
      this.#open.delete(key);
    }
  }

  closeAll(): void {
    for (const { ssh } of this.#open.values()) for (const each of ssh) end(each);
    this.#open.clear();
  }

  async #remote(target: Target, from: string, ssh: ChildProcess[]): Promise<number> {
    const here = await this.to(target, undefined);
    return allocated(start(ssh, ["-R", `127.0.0.1:0:127.0.0.1:${here}`], from), from);
  }
}

async function local({ host, port }: Target, ssh: ChildProcess[]): Promise<number> {
  const here = await freePort();
  const child = start(ssh, ["-L", `127.0.0.1:${here}:127.0.0.1:${port}`], host);
  let isRefused = false;
  said(child, (line) => {
    isRefused ||= line.endsWith(`cannot listen to port: ${here}`);
  });
  for (const until = performance.now() + OPEN_MS_MAX; isRefused || !(await answers(here)); ) {
    if (isRefused || child.exitCode !== null || performance.now() > until) {
      end(child);
      throw new Error(`no tunnel to ${host} could be opened`);
    }
    await new Promise((again) => setTimeout(again, LOOK_AGAIN_MS));
  }
  return here;
}

/** ssh's message about a port that the server has chosen. */
function allocated(child: ChildProcess, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const fail = (): void => reject(new Error(`no tunnel from ${host} could be opened`));
    const late = setTimeout(fail, OPEN_MS_MAX);
    child.once("close", fail);
    said(child, (line) => {
      if (line.includes("remote port forwarding failed for listen port 0")) fail();
      const [, port] = /^Allocated port (\d+) /.exec(line) ?? [];
      if (port === undefined) return;
      clearTimeout(late);
      resolve(Number(port));
    });
  });
}

/** Each line that ssh writes. */
function said({ stderr }: ChildProcess, take: (line: string) => void): void {
  if (stderr !== null) createInterface(stderr).on("line", (line) => take(line.trim()));
}

function start(all: ChildProcess[], forward: readonly string[], host: string): ChildProcess {
  // A shared connection would keep the port after the end of this process; and
  // `cat` ends with its input, as this process does, however it ends. A port that
  // the user's config forwards, and that is taken, is no failure of ours.
  const own = [
    "-o",
    "ControlPath=none",
    "-o",
    "ExitOnForwardFailure=no",
    "-o",
    "RemoteCommand=none",
  ];
  const child = spawn("ssh", [...SSH_OPTIONS, ...own, ...forward, "--", host, "cat"], {
    detached: true,
    stdio: ["pipe", "ignore", "pipe"],
  });
  child.on("error", () => {});
  child.stdin?.on("error", () => {});
  all.push(child);
  return child;
}

function end({ pid }: ChildProcess): void {
  if (pid !== undefined) killGroup(pid, "SIGKILL");
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => resolve(true));
    socket.once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      const port = typeof address === "object" ? (address?.port ?? 0) : 0;
      server.close(() => resolve(port));
    });
  });
}
