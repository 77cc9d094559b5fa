import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import type { Socket } from "node:net";
import { join } from "node:path";
import { forget, newSession } from "./session-folder.ts";
import type { SocketClient } from "./socket/client.ts";

/** A service process that was started and loads its modules; it does nothing before it gets its assignment. */
export interface WaitingService {
  /** Hands over what the service is to do, and attaches to it. Rejects with a message for people. */
  launch<Plan>(assignment: Assignment<Plan>): Promise<Launched>;
  /** Ends it if it is not needed; the end of this process does the same. */
  abandon(): void;
}

export interface Launched {
  readonly client: SocketClient;
  /** For people: repairs, and runs that are repeated. */
  readonly said: readonly string[];
}

/** The second line of JSON on the service's standard input; the first one is its session. */
export interface Assignment<Plan> {
  /** The service's task, as plain data. */
  readonly plan: Plan;
  /** `held`: the service ends with its owner, however that ends. `free`: it continues alone. */
  readonly life: "held" | "free";
}

/** The line on standard output with which a service process says that its socket is open. */
export const READY = "ready";

/**
 * Starts a service in a process and a session of its own, so that a closing terminal does not
 * affect it. The end of its standard input tells it that its owner has ended. Without an assignment
 * it leaves nothing behind.
 * @param program runs a service (process.ts)
 */
export function startWaiting(program: string): WaitingService {
  const session = newSession();
  const log = join(session.folder, "service.log");
  const child = spawnService(program, log);
  const said = ready(child);
  said.catch(() => {});
  child.stdin.write(`${JSON.stringify(session)}\n`);
  const abandon = (): void => {
    process.off("exit", abandon);
    child.kill("SIGKILL");
    forget(session.folder);
  };
  process.on("exit", abandon);
  return {
    abandon,
    async launch(assignment) {
      process.off("exit", abandon);
      for (const handle of handlesOf(child)) handle.ref();
      child.stdin.write(`${JSON.stringify(assignment)}\n`);
      if (assignment.life === "free") child.stdin.end();
      // The service starts while its client loads.
      const { attach } = await import("./socket/client.ts");
      const sentences = await said.catch(() => {
        throw new Error(whyNot(session.folder, log));
      });
      for (const handle of handlesOf(child)) handle.unref();
      return { client: await attach(session.socket, { readOnly: false }), said: sentences };
    },
  };
}

/** Its pipes are sockets. */
type ServiceProcess = ChildProcess & { readonly stdin: Socket; readonly stdout: Socket };

/** A waiting service does not keep this process from ending. */
function spawnService(program: string, log: string): ServiceProcess {
  const logFile = openSync(log, "a", 0o600);
  const child = spawn(process.execPath, [program], {
    detached: true,
    stdio: ["pipe", "pipe", logFile],
  }) as unknown as ServiceProcess;
  closeSync(logFile);
  child.stdin.on("error", () => {});
  for (const handle of handlesOf(child)) handle.unref();
  return child;
}

const handlesOf = (child: ServiceProcess) => [child, child.stdin, child.stdout];

/** Sentences of the service as it starts, one per line. */
function ready(child: ServiceProcess): Promise<readonly string[]> {
  return new Promise((resolve, reject) => {
    let output = "";
    child.once("error", reject);
    child.once("close", reject);
    child.stdout.on("data", (chunk: Buffer) => {
      output += chunk.toString();
      const lines = output.split("\n");
      if (lines.includes(READY)) resolve(lines.slice(0, lines.indexOf(READY)));
    });
  });
}

/** The mark of a service's sentences for people. */
const MARK = "paxy: ";

/** The service's own sentences, if any; the log of a crashed one is kept. */
function whyNot(folder: string, log: string): string {
  const lines = readFileSync(log, "utf8").split("\n");
  const sentences = lines.filter((line) => line.startsWith(MARK));
  if (sentences.length === 0) return `the service ended as it started; its log is ${log}`;
  forget(folder);
  return sentences.map((line) => line.slice(MARK.length)).join("\n");
}
