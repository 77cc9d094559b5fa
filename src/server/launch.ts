import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { forget, newSession } from "./sessions.ts";
import { attach, type SocketClient } from "./socket-client.ts";

export interface Launch<Plan> {
  /** The program that runs an engine when its only argument is `engine`. */
  readonly program: string;
  /** Plain data; what the engine is to do. */
  readonly plan: Plan;
  /** `held`: the engine ends when this process does, however it ends. `free`: it goes on alone. */
  readonly life: "held" | "free";
}

export interface Launched {
  readonly client: SocketClient;
  /** For people: what was repaired or is run again. */
  readonly said: readonly string[];
}

/** What the engine process reads from its standard input, as one line of JSON. */
export interface Assignment<Plan> {
  readonly session: { readonly id: string; readonly folder: string; readonly socket: string };
  readonly life: "held" | "free";
  readonly plan: Plan;
}

/** The line on standard output with which an engine process says that its socket is open. */
export const READY = "ready";

/**
 * Starts an engine in a process and a session of its own, so that a terminal
 * that closes does not reach it, and attaches to it. A held engine notices by
 * the end of its standard input that its owner is gone. Rejects with a message
 * for people.
 */
export async function launch<Plan>({ program, plan, life }: Launch<Plan>): Promise<Launched> {
  const session = newSession();
  const log = join(session.folder, "engine.log");
  const logFile = openSync(log, "a", 0o600);
  const child = spawn(process.execPath, [program, "engine"], {
    detached: true,
    stdio: ["pipe", "pipe", logFile],
  });
  closeSync(logFile);
  const assignment: Assignment<Plan> = { session, life, plan };
  child.stdin?.on("error", () => {});
  child.stdin?.write(`${JSON.stringify(assignment)}\n`);
  if (life === "free") child.stdin?.end();
  const said = await ready(child).catch(() => {
    throw new Error(whyNot(session.folder, log));
  });
  child.unref();
  (child.stdin as unknown as { unref(): void }).unref();
  (child.stdout as unknown as { unref(): void }).unref();
  return { client: await attach(session.socket, { readOnly: false }), said };
}

/** What the engine has to say as it starts, a sentence a line. */
function ready(child: ChildProcess): Promise<readonly string[]> {
  return new Promise((resolve, reject) => {
    let output = "";
    child.once("error", reject);
    child.once("close", reject);
    child.stdout?.on("data", (chunk: Buffer) => {
      output += chunk.toString();
      const lines = output.split("\n");
      if (lines.includes(READY)) resolve(lines.slice(0, lines.indexOf(READY)));
    });
  });
}

/** What an engine marks the sentences with that it says for people. */
const MARK = "paxy: ";

/** Its own sentences where it had any; of one that crashed, the log is kept. */
function whyNot(folder: string, log: string): string {
  const lines = readFileSync(log, "utf8").split("\n");
  const sentences = lines.filter((line) => line.startsWith(MARK));
  if (sentences.length === 0) return `the engine ended as it started; its log is ${log}`;
  forget(folder);
  return sentences.map((line) => line.slice(MARK.length)).join("\n");
}
