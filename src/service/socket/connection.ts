import type { Socket } from "node:net";
import { parseCommand } from "../../core/queue/parse-command.ts";
import type { OutputLine } from "../../core/run/health.ts";
import type { Versions } from "../../core/trial/schema.ts";
import type { BatchClient, Snapshot } from "../client.ts";
import { encode, FrameError, FrameReader } from "./frames.ts";
import {
  CLIENT_FRAME_BYTES_MAX,
  type ClientMessage,
  clientMessage,
  PROTOCOL_VERSION,
  type ServerMessage,
} from "./messages.ts";
import { difference, isEmpty } from "./patch.ts";

/** Between two patches to the same client, ms. */
const PATCH_INTERVAL_MS = 50;
const HELLO_TIMEOUT_MS = 5000;
const OUTPUT_LINES_PER_MESSAGE = 2000;
/** The most output waiting to be read by the client; the rest stays with the service. */
const OUTPUT_BYTES_AHEAD = 1 << 20;
/** Questions that are worked on at the same time; a client that asks more is no client of ours. */
const OPEN_QUESTIONS_MAX = 100;
/** A connection that does not hang up after the last message is cut. */
const GOODBYE_MS_MAX = 1000;

type Question = Extract<ClientMessage, { id: number }>;

/** The parts of the service that a connection needs besides the client interface. */
export interface ServedBatch extends BatchClient {
  /** Kept output from line number `from` on, and the number of the line after it. */
  outputSince(from: number, most: number): { lines: readonly OutputLine[]; next: number };
}

/**
 * One client of the service. Unread data is never queued: patches lead from what was last sent to
 * the state now, output that left the service's memory meanwhile is skipped, and questions are not
 * read while their answers are not. So a client that stops reading costs nothing.
 */
export class Connection {
  readonly #socket: Socket;
  readonly #service: ServedBatch;
  readonly #versions: Versions;
  readonly #reader = new FrameReader(CLIENT_FRAME_BYTES_MAX);
  #greeted = false;
  #readOnly = false;
  #sent: Snapshot | undefined;
  #outputNext: number | undefined;
  #outputIsBehind = false;
  #openQuestions = 0;
  #timer: NodeJS.Timeout | undefined;
  readonly #helloTimer: NodeJS.Timeout;
  readonly #unsubscribe: () => void;

  constructor(socket: Socket, service: ServedBatch, versions: Versions) {
    this.#socket = socket;
    this.#service = service;
    this.#versions = versions;
    this.#helloTimer = setTimeout(() => this.end("no greeting came"), HELLO_TIMEOUT_MS);
    this.#unsubscribe = service.subscribe(() => this.#soon());
    socket.on("data", (chunk) => this.#receive(chunk));
    socket.on("drain", () => {
      socket.resume();
      if (this.#outputIsBehind) this.#sendOutput();
      else this.#soon();
    });
    socket.on("error", () => socket.destroy());
    socket.on("close", () => this.#forget());
  }

  /** Hangs up; what was already written still goes out, if the client reads it now. */
  end(reason: string): void {
    if (this.#socket.destroyed || this.#socket.writableEnded) return;
    if (this.#greeted && reason === "") this.#update();
    this.#send({ type: "goodbye", reason });
    this.#forget();
    const late = setTimeout(() => this.#socket.destroy(), GOODBYE_MS_MAX);
    this.#socket.once("close", () => clearTimeout(late));
    this.#socket.resume();
    this.#socket.end();
  }

  #forget(): void {
    clearTimeout(this.#helloTimer);
    clearTimeout(this.#timer);
    this.#unsubscribe();
  }

  #receive(chunk: Buffer): void {
    try {
      for (const message of this.#reader.read(chunk)) this.#handle(clientMessage.parse(message));
    } catch (error) {
      this.end(error instanceof FrameError ? error.message : "a message is not of this protocol");
    }
  }

  #handle(message: ClientMessage): void {
    if (this.#socket.writableEnded) return;
    const complaint = this.#complaint(message);
    if (complaint !== undefined) this.end(complaint);
    else if (message.type === "hello") this.#greet(message.readOnly);
    else if (message.type === "followOutput") this.#followOutput();
    else void this.#answer(message);
  }

  /** The problem of a message at this moment. */
  #complaint(message: ClientMessage): string | undefined {
    if (message.type !== "hello") {
      if (!this.#greeted) return "the first message must be a greeting";
      return this.#openQuestions >= OPEN_QUESTIONS_MAX ? "too many open questions" : undefined;
    }
    if (this.#greeted) return "there was a greeting already";
    if (message.version === PROTOCOL_VERSION) return undefined;
    const versions = `version ${message.version}, this batch version ${PROTOCOL_VERSION}`;
    return `the client speaks ${versions}; use the paxy that started it`;
  }

  #greet(readOnly: boolean): void {
    clearTimeout(this.#helloTimer);
    this.#greeted = true;
    this.#readOnly = readOnly;
    this.#send({ type: "welcome", version: PROTOCOL_VERSION });
    this.#update();
  }

  #followOutput(): void {
    this.#outputNext ??= 0;
    this.#soon();
  }

  async #answer(message: Question): Promise<void> {
    this.#openQuestions++;
    try {
      await this.#reply(message);
    } catch (error) {
      // No message may end the batch for other clients.
      this.end(`a question could not be answered: ${(error as Error).message}`);
    } finally {
      this.#openQuestions--;
    }
  }

  async #reply(message: Question): Promise<void> {
    const { id } = message;
    if (message.type === "recentRuns") {
      const records = await this.#service.recentRuns(message.trial, message.most).catch(() => []);
      this.#send({ type: "runs", id, records });
      return;
    }
    if (message.type === "trace") {
      const trace = await this.#service
        .trace(message.trial, message.run)
        .catch((error: Error) => ({ events: [], verdict: undefined, said: error.message }));
      this.#send({ type: "trace", id, trace });
      return;
    }
    const refused = await this.#dispatch(message.command);
    // The state first, so that whoever waits for the answer sees what the command did.
    this.#update();
    this.#send({ type: "answer", id, ...(refused === undefined ? {} : { refused }) });
  }

  async #dispatch(data: unknown): Promise<string | undefined> {
    if (this.#readOnly) return "this screen is read-only";
    const command = parseCommand(data, this.#versions);
    if (!command.ok) return command.problems.map(({ message }) => message).join("; ");
    return this.#service.dispatch(command.value);
  }

  #soon(): void {
    if (!this.#greeted) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      if (this.#socket.writableLength === 0) this.#update();
    }, PATCH_INTERVAL_MS);
  }

  #update(): void {
    const snapshot = this.#service.snapshot();
    const patch = difference(this.#sent, snapshot);
    this.#sent = snapshot;
    if (!isEmpty(patch)) this.#send({ type: "patch", patch });
    this.#sendOutput();
  }

  #sendOutput(): void {
    if (this.#outputNext === undefined) return;
    do {
      const { lines, next } = this.#service.outputSince(this.#outputNext, OUTPUT_LINES_PER_MESSAGE);
      this.#outputNext = next;
      this.#outputIsBehind = lines.length === OUTPUT_LINES_PER_MESSAGE;
      if (lines.length > 0) this.#send({ type: "output", lines });
    } while (this.#outputIsBehind && this.#socket.writableLength < OUTPUT_BYTES_AHEAD);
  }

  #send(message: ServerMessage): void {
    if (this.#socket.writableEnded || this.#socket.destroyed) return;
    if (!this.#socket.write(encode(message))) this.#socket.pause();
  }
}
