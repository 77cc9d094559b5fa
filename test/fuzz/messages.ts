import assert from "node:assert/strict";
import { parseCommand } from "../../src/core/queue/parse-command.ts";
import { VERSIONS } from "../../src/core/trial/parameters.ts";
import { attach } from "../../src/service/socket/client.ts";
import { HELLO, rawClient, type Served, serveFake } from "../service/served.ts";
import { type Draws, drawsOf } from "./draws.ts";

const CLIENTS_AT_ONCE = 20;
const MEMORY_GROWTH_MAX = 400 * 1024 * 1024;

/**
 * Clients that say anything: truncated, huge, of another version, in a wrong
 * order. The service does nothing that is no command, and serves the others.
 */
export async function fuzzMessages(clients: number, seed: number): Promise<void> {
  const draws = drawsOf(seed);
  const served = await serveFake();
  const before = process.memoryUsage().rss;
  try {
    for (let done = 0; done < clients; done += CLIENTS_AT_ONCE) {
      await Promise.all(Array.from({ length: CLIENTS_AT_ONCE }, () => talk(served, draws)));
      await assertServes(served, `seed ${seed}, client ${done}`);
    }
    for (const command of served.service.commands) assert.ok(parseCommand(command, VERSIONS).ok);
    assert.ok(process.memoryUsage().rss - before < MEMORY_GROWTH_MAX, "memory stays in bounds");
  } finally {
    await served.end();
  }
}

async function talk({ path }: Served, draws: Draws): Promise<void> {
  const data = conversation(draws);
  const client = await rawClient(path);
  if (draws.below(4) === 0) client.socket.pause();
  for (const piece of draws.pieces(data).slice(0, 50)) client.socket.write(piece);
  if (draws.below(2) === 0) client.socket.destroy();
  else client.socket.end();
  client.socket.resume();
  await client.closed;
}

function conversation(draws: Draws): Buffer {
  const parts: Buffer[] = [Buffer.from(draws.below(5) > 0 ? HELLO : "")];
  for (let count = draws.below(8); count > 0; count--) parts.push(saying(draws));
  return Buffer.concat(parts);
}

function saying(draws: Draws): Buffer {
  const line = (value: unknown): Buffer => Buffer.from(`${JSON.stringify(value) ?? ""}\n`);
  const command = { type: "dispatch", id: draws.below(5), command: draws.json() };
  const nearly = {
    type: draws.oneOf(COMMANDS),
    number: draws.below(4),
    by: 1,
    trial: draws.json(2),
  };
  const whole = line(
    draws.oneOf<unknown>([draws.json(), command, { ...command, command: nearly }]),
  );
  return draws.oneOf([
    ...[whole, whole, whole.subarray(0, draws.below(whole.length))],
    ...[line({ type: "hello", version: draws.below(4), readOnly: true }), draws.bytes(200)],
    ...[line({ type: "recentRuns", id: 1, trial: draws.below(3), most: draws.below(2000) })],
    ...[
      Buffer.from(DEEP),
      line({ type: "followOutput" }),
      Buffer.from("x".repeat(draws.below(2) * 300_000)),
    ],
  ]);
}

/** What a parser that calls itself for each level would not survive. */
const LEVELS = 100_000;
const DEEP = `{"type":"dispatch","id":1,"command":{"type":"edit","number":1,"trial":{"drop":${"[".repeat(LEVELS)}${"]".repeat(LEVELS)}}}}\n`;

const COMMANDS = ["add", "edit", "delete", "undo", "move", "pause", "resume", "cancel", "retry"];

async function assertServes({ path, server }: Served, when: string): Promise<void> {
  const client = await attach(path, { readOnly: true });
  assert.ok(client.snapshot().queue.settings.name === "quickstart", when);
  client.detach();
  await client.closed;
  assert.ok(server.clients() <= CLIENTS_AT_ONCE, `${when}: clients that left are forgotten`);
}
