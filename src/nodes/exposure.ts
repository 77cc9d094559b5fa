import { connect } from "node:net";
import { networkInterfaces } from "node:os";
import { isOnLoopback } from "./user-nodes.ts";

const ANSWER_MS_MAX = 500;
const EPMD_PORT = 4369;
/** Of epmd's protocol (Erlang Distribution Protocol, "Get the distribution port of another node"). */
const PORT_PLEASE2_REQ = 122;
const PORT2_RESP = 119;

/** Whether a node that the user started can be reached from other computers. */
export async function isExposed(node: string, addresses = ownAddresses()): Promise<boolean> {
  if (!isOnLoopback(node)) return true;
  const port = await distributionPort(node.split("@")[0] ?? "");
  if (port === undefined) return false;
  const reached = await Promise.all(addresses.map((address) => answers(address, port)));
  return reached.includes(true);
}

/** Of this computer, but those of its loopback. */
const ownAddresses = (): readonly string[] =>
  Object.values(networkInterfaces())
    .flat()
    .flatMap((each) => (each?.family === "IPv4" && !each.internal ? [each.address] : []));

/** The port that epmd on this computer knows; undefined if it knows none. */
async function distributionPort(name: string): Promise<number | undefined> {
  const text = Buffer.from(name);
  const request = Buffer.concat([Buffer.from([0, text.length + 1, PORT_PLEASE2_REQ]), text]);
  const port = Number(process.env.ERL_EPMD_PORT) || EPMD_PORT;
  const reply = await ask("127.0.0.1", port, request);
  const isFound = reply !== undefined && reply[0] === PORT2_RESP && reply[1] === 0;
  return isFound && reply.length >= 4 ? reply.readUInt16BE(2) : undefined;
}

const answers = async (address: string, port: number): Promise<boolean> =>
  (await ask(address, port)) !== undefined;

/** A server's reply to a request; empty if nothing is asked, undefined if it is not reached. */
function ask(address: string, port: number, request?: Buffer): Promise<Buffer | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port });
    const end = (reply: Buffer | undefined): void => {
      clearTimeout(late);
      socket.destroy();
      resolve(reply);
    };
    const late = setTimeout(() => end(undefined), ANSWER_MS_MAX);
    socket.once("connect", () => (request ? socket.write(request) : end(Buffer.alloc(0))));
    socket.once("data", end);
    socket.once("error", () => end(undefined));
    socket.once("close", () => end(undefined));
  });
}
