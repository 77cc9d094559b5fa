import { mkdtempSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { VERSIONS } from "../../src/core/trial/parameters.ts";
import { OutputRing } from "../../src/service/output-ring.ts";
import type { ServedBatch } from "../../src/service/socket/connection.ts";
import { type SocketServer, serve } from "../../src/service/socket/server.ts";
import { removeFolder } from "../remove-folder.ts";
import { createFakeService, type FakeBatch, type FakeService } from "../tui/fake-service.ts";
import { QUICK_START } from "../tui/quick-start.ts";

export interface Served {
  readonly service: FakeService;
  readonly server: SocketServer;
  readonly path: string;
  /** Hangs up on everybody and removes what was made. */
  end(reason?: string): Promise<void>;
}

/** A service without nodes behind a real socket. */
export async function serveFake(batch: FakeBatch = QUICK_START): Promise<Served> {
  const folder = mkdtempSync(join(tmpdir(), "served-"));
  const path = join(folder, "service.sock");
  const service = createFakeService(batch);
  const ring = new OutputRing(100_000);
  service.onOutput((lines) => ring.push(lines));
  const served: ServedBatch = { ...service, outputSince: (from, most) => ring.since(from, most) };
  const server = await serve(served, { path, versions: VERSIONS, onClients: () => {} });
  const end = async (reason = ""): Promise<void> => {
    await server.close(reason);
    service.close(reason);
    removeFolder(folder);
  };
  return { service, server, path, end };
}

export interface RawClient {
  readonly socket: Socket;
  /** What the server has said so far. */
  text(): string;
  /** Resolves when the server has hung up. */
  readonly closed: Promise<void>;
}

/** A client that says whatever a test wants it to say. */
export async function rawClient(path: string): Promise<RawClient> {
  const socket = connect(path);
  let text = "";
  socket.on("data", (chunk) => {
    text += chunk.toString();
  });
  socket.on("error", () => socket.destroy());
  const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  await new Promise((resolve) => socket.once("connect", resolve));
  return { socket, closed, text: () => text };
}

export const HELLO = `${JSON.stringify({ type: "hello", version: 1, readOnly: false })}\n`;

/** The reason of the last goodbye. */
export function goodbyeOf(client: RawClient): string | undefined {
  const last = client.text().trim().split("\n").at(-1) ?? "";
  const message = last === "" ? {} : (JSON.parse(last) as { type?: string; reason?: string });
  return message.type === "goodbye" ? message.reason : undefined;
}
