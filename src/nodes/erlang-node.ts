import { randomBytes } from "node:crypto";
import { constants } from "node:os";
import { type NodeRecord, nodeRecord, WireError } from "../wire/records.ts";
import { type Hello, helloTerm } from "../wire/requests.ts";
import {
  type ErlangCode,
  erlangArguments,
  erlangEnvironment,
  schedulerFlags,
} from "./erlang-command.ts";
import { PtyProcess } from "./pty-process.ts";
import { recordParser } from "./record-stream.ts";

export interface ErlangNodeOptions extends ErlangCode {
  readonly name: string;
  readonly role: Hello["role"];
  readonly cookie: string;
  /** Folder of the acceptors' storage, and the node's working directory. */
  readonly storage: string;
  readonly epmd: "none" | "users";
  readonly startMsMax: number;
}

export interface ErlangNodeEvents {
  /** The agent answers; `port` is where the node's distribution listens. */
  onReady(ready: { readonly port: number }): void;
  onRecord(record: NodeRecord): void;
  onLine(text: string): void;
  /** Once, whatever ends it; how it ended reads on after the node's name. */
  onEnd(how: string): void;
}

const STOP_MS_MAX = 1000;

/** One Erlang node that paxy started, with its agent. */
export class ErlangNode {
  readonly #events: ErlangNodeEvents;
  readonly #pty: PtyProcess;
  readonly #startLimit: NodeJS.Timeout;
  #phase: "starting" | "up" | "ended" = "starting";
  #killedBecause: string | undefined;
  #lastLine = "";

  constructor(options: ErlangNodeOptions, events: ErlangNodeEvents) {
    this.#events = events;
    const token = randomBytes(16).toString("hex");
    const parser = recordParser(token, {
      record: (record) => this.#take(record),
      line: (text) => this.#line(text),
    });
    this.#pty = new PtyProcess(
      {
        file: options.erl,
        args: [...schedulerFlags(options.role), ...erlangArguments(options, options.epmd)],
        cwd: options.storage,
        env: erlangEnvironment(),
        token,
      },
      {
        onReady: () => this.send(helloTerm({ ...options, token, code: codeFolders(options) })),
        onData: (bytes) => parser.push(bytes),
        onExit: () => {
          parser.end();
          this.#end("lost its terminal");
        },
      },
    );
    const seconds = options.startMsMax / 1000;
    this.#startLimit = setTimeout(
      () => void this.kill(`did not start within ${seconds} s`),
      options.startMsMax,
    );
  }

  get isUp(): boolean {
    return this.#phase === "up";
  }

  /** Of the shell around the node; node and shell are the process group. */
  get pid(): number {
    return this.#pty.pid;
  }

  send(term: string): void {
    this.#pty.write(`${term}.\n`);
  }

  /** Resolves when no process of it is left. */
  async stop(): Promise<void> {
    if (this.#phase === "starting") return this.kill("was stopped");
    this.#killedBecause ??= "was stopped";
    const late = setTimeout(() => void this.#pty.kill(), STOP_MS_MAX);
    this.send("stop");
    await this.#pty.gone();
    clearTimeout(late);
  }

  /** Resolves when no process of it is left. */
  async kill(because: string): Promise<void> {
    this.#killedBecause ??= because;
    await this.#pty.kill();
  }

  /** For when this process ends and cannot wait. */
  killNow(): void {
    this.#pty.killNow();
  }

  /** What Erlang and this program do not both know ends the node at once, with its name. */
  #take(data: unknown): void {
    try {
      this.#record(nodeRecord(data));
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      void this.kill(error.message);
    }
  }

  #record(record: NodeRecord): void {
    switch (record.t) {
      case "ready":
        clearTimeout(this.#startLimit);
        this.#phase = "up";
        this.#events.onReady({ port: record.port });
        break;
      case "refused":
        void this.kill(`could not start: ${record.reason}`);
        break;
      case "exit":
        this.#pty.acknowledgeEnd();
        this.#end(endOf(record.status, this.#lastLine));
        break;
      case "not_understood":
        void this.kill(`did not understand the request ${record.request.slice(0, 200)}`);
        break;
      default:
        this.#events.onRecord(record);
    }
  }

  #line(text: string): void {
    if (text.trim() !== "") this.#lastLine = text;
    this.#events.onLine(text);
  }

  #end(how: string): void {
    if (this.#phase === "ended") return;
    clearTimeout(this.#startLimit);
    this.#phase = "ended";
    this.#events.onEnd(this.#killedBecause ?? how);
    void this.#pty.gone();
  }
}

const codeFolders = ({ ebin, codePaths }: ErlangCode): string[] => [ebin, ...codePaths];

/** A shell reports a signal N as the status 128 + N. */
function endOf(status: number, lastLine: string): string {
  if (status === 126 || status === 127) return "could not start: Erlang (`erl`) was not found";
  const signal = Object.entries(constants.signals).find(([, number]) => number === status - 128);
  if (signal) return `was killed by ${signal[0]}`;
  const saying = lastLine === "" ? "" : `, saying: ${lastLine.slice(0, 200)}`;
  return `ended by itself with status ${status}${saying}`;
}
