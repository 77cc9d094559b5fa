import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { removeFolder } from "../remove-folder.ts";

export const PROGRAM = join(process.cwd(), ".build", "cli.js");
const SERVICE = join(process.cwd(), ".build", "service.js");

export type Kind = "service" | "client" | "node" | "shell";

export interface Found {
  readonly pid: number;
  readonly kind: Kind;
}

export interface Ended {
  /** Null where a signal ended it. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Paxy {
  readonly process: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Both streams so far. */
  text(): string;
}

/** A user of the built program with a home of their own: folders that no other test sees. */
export interface World {
  readonly folder: string;
  readonly out: string;
  readonly temporary: string;
  readonly state: string;
  readonly environment: NodeJS.ProcessEnv;
  paxy(
    args: readonly string[],
    options?: { readonly umask?: number; readonly state?: string },
  ): Paxy;
  /** Everything that was started in this world and runs. */
  processes(): readonly Found[];
  /** Ends what is left and removes the folders. */
  end(): Promise<void>;
}

export function createWorld(): World {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "w-")));
  const [out, temporary, state] = [join(folder, "out"), join(folder, "t"), join(folder, "s")];
  for (const each of [temporary, state]) mkdirSync(each);
  const environment = { ...process.env, TMPDIR: temporary, XDG_STATE_HOME: state, HOME: folder };
  const processes = () => processesWith(`HOME=${folder}`);
  return {
    ...{ folder, out, temporary, state, environment, processes },
    paxy(args, { umask, state: other = state } = {}) {
      const mask = umask === undefined ? "" : `umask ${umask.toString(8)}; `;
      const command = ["-c", `${mask}exec "$@"`, "sh", process.execPath, PROGRAM, ...args];
      const env = { ...environment, XDG_STATE_HOME: other };
      return follow(spawn("/bin/sh", command, { cwd: folder, env }));
    },
    async end() {
      for (const { pid } of processes()) kill(pid, "SIGKILL");
      await until("the processes of the test are gone", () => processes().length === 0);
      removeFolder(folder);
    },
  };
}

function follow(child: ChildProcess): Paxy {
  let [stdout, stderr] = ["", ""];
  child.stdin?.end();
  child.stdout?.on("data", (chunk) => {
    stdout += chunk;
  });
  child.stderr?.on("data", (chunk) => {
    stderr += chunk;
  });
  const ended = new Promise<Ended>((resolve) => {
    child.once("exit", (status) => setImmediate(() => resolve({ status, stdout, stderr })));
  });
  return { process: child, ended, text: () => stdout + stderr };
}

/** A process that has ended meanwhile is no error. */
export function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It is gone.
  }
}

/** By an entry of their environment, which all that a process starts inherits; dead ones left out. */
function processesWith(entry: string): Found[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => found(pid, entry));
}

function found(pid: string, entry: string): Found[] {
  try {
    const environment = readFileSync(`/proc/${pid}/environ`, "utf8").split("\0");
    if (!environment.includes(entry)) return [];
    const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
    return command[0] === "" ? [] : [{ pid: Number(pid), kind: kindOf(command) }];
  } catch {
    return [];
  }
}

function kindOf(command: readonly string[]): Kind {
  if (command.includes(SERVICE)) return "service";
  if (command.includes(PROGRAM)) return "client";
  return command[0]?.endsWith("sh") ? "shell" : "node";
}

/** Waits for what is bound to come; fails with its name when it does not. */
export async function until(
  what: string,
  condition: () => boolean,
  mostMs = 100_000,
): Promise<number> {
  const begin = performance.now();
  while (!condition()) {
    if (performance.now() - begin > mostMs) throw new Error(`not within ${mostMs} ms: ${what}`);
    await pause(10);
  }
  return performance.now() - begin;
}
