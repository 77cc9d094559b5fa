import { chmodSync } from "node:fs";
import { createServer } from "node:net";
import type { Versions } from "../../core/trial/schema.ts";
import { Connection, type ServedBatch } from "./connection.ts";

export interface SocketServer {
  /** How many clients are attached now. */
  clients(): number;
  /** Tells every client why, hangs up, and removes the socket. */
  close(reason: string): Promise<void>;
}

export interface Serving {
  readonly path: string;
  /** The versions that are allowed in trials from clients. */
  readonly versions: Versions;
  /** A client came or went. */
  readonly onClients: () => void;
}

/** Serves a service on a Unix socket that only this user can open; the folder around it must be the user's alone too. */
export function serve(
  service: ServedBatch,
  { path, versions, onClients }: Serving,
): Promise<SocketServer> {
  const connections = new Set<Connection>();
  const server = createServer((socket) => {
    const connection = new Connection(socket, service, versions);
    connections.add(connection);
    socket.on("close", () => {
      connections.delete(connection);
      onClients();
    });
    onClients();
  });
  const close = (reason: string): Promise<void> =>
    new Promise((resolve) => {
      for (const connection of connections) connection.end(reason);
      server.close(() => resolve());
    });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(path, () => {
      chmodSync(path, 0o600);
      resolve({ clients: () => connections.size, close });
    });
  });
}
