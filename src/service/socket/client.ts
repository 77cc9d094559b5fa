import { connect as open, type Socket } from "node:net";
import type { Command } from "../../core/queue/state.ts";
import type { OutputLine } from "../../core/run/health.ts";
import type { RunRecord } from "../../core/run/run.ts";
import type { RunTrace } from "../../core/run/trace-event.ts";
import type { BatchClient, Snapshot } from "../client.ts";
import { encode, FrameReader } from "./frames.ts";
import {
  type ClientMessage,
  PROTOCOL_VERSION,
  SERVER_FRAME_BYTES_MAX,
  type ServerMessage,
} from "./messages.ts";
import { applyPatch } from "./patch.ts";

/** A service that does not greet within this time counts as one that does not answer. */
export const ANSWER_MS_MAX = 2000;

/** The service's process exists but does not answer: it is suspended, or gets no processor time. */
export class NotAnswering extends Error {}

/** Attaches to the service behind a socket. Rejects with a message for people, in time. */
export async function attach(
  path: string,
  { readOnly }: { readOnly: boolean },
): Promise<SocketClient> {
  const socket = open(path);
  let late: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    late = setTimeout(() => {
      const seconds = ANSWER_MS_MAX / 1000;
      reject(
        new NotAnswering(
          `the batch's process does not answer within ${seconds} s; it may be suspended`,
        ),
      );
    }, ANSWER_MS_MAX);
  });
  try {
    const connected = new Promise<void>((resolve, reject) => {
      socket.once("connect", resolve);
      socket.once("error", reject);
    });
    await Promise.race([connected, tooLate]);
    const client = new SocketClient(socket, readOnly);
    client.ready.catch(() => {}); // A connection that was given up never becomes ready.
    await Promise.race([client.greeted, tooLate]);
    clearTimeout(late);
    await client.ready;
    return client;
  } catch (error) {
    socket.destroy();
    throw error;
  } finally {
    clearTimeout(late);
  }
}

type Waiting = (message: ServerMessage & { id: number }) => void;

/** A service in another process, seen as one in this. */
export class SocketClient implements BatchClient {
  readonly closed: Promise<string>;
  /** Resolves with the first message. */
  readonly greeted: Promise<void>;
  /** Resolves with the first state; rejects when there will be none. */
  readonly ready: Promise<void>;
  readonly #socket: Socket;
  readonly #reader = new FrameReader(SERVER_FRAME_BYTES_MAX);
  readonly #listeners = new Set<() => void>();
  readonly #outputListeners = new Set<(lines: readonly OutputLine[]) => void>();
  readonly #waiting = new Map<number, Waiting>();
  #nextId = 1;
  #snapshot: Snapshot | undefined;
  #goodbye: string | undefined;
  #onGreeting: () => void = () => {};
  #onReady: () => void = () => {};

  constructor(socket: Socket, readOnly: boolean) {
    this.#socket = socket;
    this.closed = new Promise((resolve) => {
      socket.on("close", () => {
        const reason = this.#goodbye ?? "the connection to the batch was lost";
        for (const [id, answer] of this.#waiting) answer({ type: "answer", id, refused: reason });
        this.#waiting.clear();
        resolve(reason);
      });
    });
    this.greeted = new Promise((resolve) => {
      this.#onGreeting = resolve;
    });
    this.ready = new Promise((resolve, reject) => {
      this.#onReady = resolve;
      this.closed.then((reason) => reject(new Error(reason)));
    });
    socket.on("error", () => socket.destroy());
    socket.on("data", (chunk) => this.#receive(chunk));
    this.#send({ type: "hello", version: PROTOCOL_VERSION, readOnly });
  }

  snapshot(): Snapshot {
    if (this.#snapshot === undefined) throw new Error("there is no state yet");
    return this.#snapshot;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  onOutput(listener: (lines: readonly OutputLine[]) => void): () => void {
    this.#outputListeners.add(listener);
    this.#send({ type: "followOutput" });
    return () => this.#outputListeners.delete(listener);
  }

  async dispatch(command: Command): Promise<string | undefined> {
    const answer = await this.#ask((id) => ({ type: "dispatch", id, command }));
    return answer.type === "answer" ? answer.refused : undefined;
  }

  async recentRuns(trial: number, most: number): Promise<readonly RunRecord[]> {
    const answer = await this.#ask((id) => ({ type: "recentRuns", id, trial, most }));
    return answer.type === "runs" ? answer.records : [];
  }

  async trace(trial: number, run: number): Promise<RunTrace> {
    const answer = await this.#ask((id) => ({ type: "trace", id, trial, run }));
    return answer.type === "trace"
      ? answer.trace
      : { events: [], verdict: undefined, said: "the batch has ended." };
  }

  /** Disconnects; the service keeps running. */
  detach(): void {
    this.#goodbye ??= "";
    this.#socket.end();
  }

  #ask(question: (id: number) => ClientMessage): Promise<ServerMessage & { id: number }> {
    const id = this.#nextId++;
    return new Promise((resolve) => {
      if (this.#socket.destroyed) {
        resolve({ type: "answer", id, refused: this.#goodbye ?? "the batch has ended" });
        return;
      }
      this.#waiting.set(id, resolve);
      this.#send(question(id));
    });
  }

  #receive(chunk: Buffer): void {
    try {
      for (const message of this.#reader.read(chunk)) this.#handle(message as ServerMessage);
    } catch (error) {
      this.#goodbye = `the batch's process sent what this paxy does not understand: ${(error as Error).message}`;
      this.#socket.destroy();
    }
  }

  #handle(message: ServerMessage): void {
    this.#onGreeting();
    switch (message.type) {
      case "patch":
        this.#snapshot = applyPatch(this.#snapshot, message.patch);
        this.#onReady();
        for (const listener of this.#listeners) listener();
        break;
      case "output":
        for (const listener of this.#outputListeners) listener(message.lines);
        break;
      case "answer":
      case "runs":
      case "trace":
        this.#waiting.get(message.id)?.(message);
        this.#waiting.delete(message.id);
        break;
      case "goodbye":
        this.#goodbye = message.reason;
        break;
      case "welcome":
        break;
    }
  }

  #send(message: ClientMessage): void {
    this.#socket.write(encode(message));
  }
}
