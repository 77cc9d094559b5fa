import { randomBytes } from "node:crypto";
import { constants } from "node:os";
import { type NodeRecord, nodeRecord, type RecordOf, WireError } from "../wire/records.ts";
import { helloTerm, type Listens } from "../wire/requests.ts";
import {
  codeFolders,
  type ErlangNodeOptions,
  localCommand,
  type NodeProcess,
  parcel,
  remoteFolders,
  remoteScript,
} from "./node-start.ts";
import { isAny, wrongFamily } from "./places/addresses.ts";
import { SshProcess } from "./places/ssh-process.ts";
import { PtyProcess } from "./pty-process.ts";
import { recordParser } from "./record-stream.ts";

export interface ErlangNodeEvents {
  /** The agent answers; `port` is where the node's distribution listens. */
  onReady(ready: Ready): void;
  onRecord(record: NodeRecord): void;
  onLine(text: string): void;
  /**
   * Called once, however the node ends; the text continues a sentence that starts with its name.
   */
  onEnd(how: string): void;
}

/** The place of a node, as it reports it. */
export interface Ready {
  readonly port: number;
  /** Release of OTP. */
  readonly otp: string;
  /** The addresses of the connection to it: its own, and that of this computer as seen from there. */
  readonly address: string;
  readonly caller: string;
}

const STOP_MS_MAX = 1000;
/** The shell there gives up sooner where nothing arrives. */
const PARCEL_MS_MAX = 180_000;
/** On another host: the way there, and its shell's clearing up. */
const REMOTE_STOP_MS_MAX = 5000;

/** One Erlang node that paxy started, with its agent. */
export class ErlangNode {
  readonly #events: ErlangNodeEvents;
  readonly #pty: NodeProcess;
  readonly #options: ErlangNodeOptions;
  readonly #token = randomBytes(16).toString("hex");
  readonly #parcel: Buffer | undefined;
  #addresses: Pick<Ready, "address" | "caller">;
  #folder = "";
  #startLimit: NodeJS.Timeout | undefined;
  #phase: "starting" | "up" | "ended" = "starting";
  #killedBecause: string | undefined;
  #lastLine = "";

  constructor(options: ErlangNodeOptions, events: ErlangNodeEvents) {
    this.#events = events;
    this.#options = options;
    this.#addresses = { address: options.listens.address, caller: options.listens.address };
    const parser = recordParser(this.#token, {
      record: (record) => this.#take(record),
      line: (text) => this.#line(text),
    });
    const onData = (bytes: Buffer): void => parser.push(bytes);
    const onExit = (): void => {
      parser.end();
      this.#end(options.host === undefined ? "lost its terminal" : this.#lostConnection());
    };
    if (options.host === undefined) {
      this.#pty = new PtyProcess(localCommand(options, this.#token), {
        onReady: () => this.#hello(options.storage, codeFolders(options)),
        onData,
        onExit,
      });
    } else {
      this.#parcel = parcel(options);
      const onSaid = (line: string): void => this.#line(line);
      this.#pty = new SshProcess(options.host, { onData, onSaid, onExit });
      this.#pty.write(remoteScript(options, this.#token, this.#parcel.length));
    }
    this.#limitStart();
  }

  #limitStart(): void {
    const { startMsMax } = this.#options;
    this.#limit(startMsMax, `did not start within ${startMsMax / 1000} s`);
  }

  /** For the next part of the start. */
  #limit(ms: number, because: string): void {
    clearTimeout(this.#startLimit);
    this.#startLimit = setTimeout(() => void this.kill(because), ms);
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

  #hello(storage: string, code: readonly string[]): void {
    const { listens } = this.#options;
    const own = this.#options.host === undefined ? listens : { ...listens, ...this.#own(listens) };
    this.send(helloTerm({ ...this.#options, listens: own, storage, code, token: this.#token }));
  }

  /** A node that others connect to listens where ssh reached it; one behind a tunnel, on its own loopback. */
  #own({ address }: Listens): Pick<Listens, "address"> {
    return { address: isAny(address) ? this.#addresses.address : address };
  }

  #lostConnection(): string {
    const { host } = this.#options;
    const saying = this.#lastLine === "" ? "" : `: ${this.#lastLine.slice(0, 200)}`;
    return this.#phase === "starting"
      ? `could not be started on ${host} by ssh${saying}`
      : `lost its connection to ${host}${saying}`;
  }

  /** Resolves when no process of it is left. */
  async stop(): Promise<void> {
    if (this.#phase === "starting") return this.kill("was stopped");
    this.#killedBecause ??= "was stopped";
    const mostMs = this.#options.host === undefined ? STOP_MS_MAX : REMOTE_STOP_MS_MAX;
    const late = setTimeout(() => void this.#pty.kill(), mostMs);
    this.send("stop");
    await this.#pty.gone();
    clearTimeout(late);
  }

  /** Resolves when no process of it is left. */
  async kill(because: string): Promise<void> {
    this.#killedBecause ??= because;
    await this.#pty.kill();
  }

  /** For an exit of this process that cannot wait. */
  killNow(): void {
    this.#pty.killNow();
  }

  /**
   * A record that this program does not know ends the node at once; the reason names the record.
   */
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
        this.#events.onReady({ port: record.port, otp: record.otp, ...this.#addresses });
        break;
      case "there":
        this.#arrived(record);
        break;
      case "unpacked":
        this.#limitStart();
        this.#hello(
          `${this.#folder}/storage`,
          remoteFolders(this.#options).map((each) => `${this.#folder}/${each}`),
        );
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

  /** A shell on another host waits for our modules. */
  #arrived({ folder, address, caller }: RecordOf<"there">): void {
    this.#folder = folder;
    this.#addresses = { address, caller };
    const wrong = wrongFamily(this.#options.listens.address, address);
    if (wrong !== undefined) {
      void this.kill(wrong);
      return;
    }
    const because = `did not have paxy's modules after ${PARCEL_MS_MAX / 1000} s`;
    this.#limit(PARCEL_MS_MAX, because);
    this.#pty.write(this.#parcel ?? "");
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

/** A shell reports a signal N as the status 128 + N. */
function endOf(status: number, lastLine: string): string {
  if (status === 126 || status === 127) return "could not start: Erlang (`erl`) was not found";
  const signal = Object.entries(constants.signals).find(([, number]) => number === status - 128);
  if (signal) return `was killed by ${signal[0]}`;
  const saying = lastLine === "" ? "" : `, saying: ${lastLine.slice(0, 200)}`;
  return `ended by itself with status ${status}${saying}`;
}
