import { hostname } from "node:os";
import { type Parsed, parsed, problem, refused } from "../core/problem.ts";

/** Nodes that the user started, by name, and their cookie. */
export interface UserNodes {
  readonly acceptors: string;
  readonly proposers: string;
  readonly cookie: string;
}

/** Public: anyone who can reach a node with this cookie can run code there. */
export const KNOWN_COOKIE = "paxos";

const USUAL = { acceptors: "paxy-acc@127.0.0.1", proposers: "paxy-pro@127.0.0.1" };

const MUST_BE = "two names, such as paxy-acc@HOST,paxy-pro@HOST: acceptors first";

/**
 * The names of `--use-nodes`; an empty text means the usual ones. All are long
 * names (the host has a dot) or all are short ones, as Erlang demands.
 */
export function parseUserNodes(text: string, cookie = KNOWN_COOKIE): Parsed<UserNodes> {
  if (text.trim() === "") return parsed({ ...USUAL, cookie });
  const names = text.split(",").map((name) => name.trim());
  const [acceptors = "", proposers = ""] = names;
  const isSound = names.length === 2 && names.every(isNodeName) && acceptors !== proposers;
  const why = isSound
    ? "mixes a host with a dot and one without; Erlang connects only nodes of one kind"
    : `is ${JSON.stringify(text)}; it must be ${MUST_BE}`;
  if (!isSound || isLong(acceptors) !== isLong(proposers))
    return refused(problem("--use-nodes", why));
  return parsed({ acceptors, proposers, cookie });
}

const isNodeName = (name: string): boolean => /^[A-Za-z0-9_-]+@[A-Za-z0-9._-]+$/.test(name);

/** A cookie as a file has it: one word. */
export function parseCookie(file: string, text: string): Parsed<string> {
  const cookie = text.trim();
  if (/^[A-Za-z0-9_@.-]{1,255}$/.test(cookie)) return parsed(cookie);
  const must = "one word of letters, digits, _, @, . and -, at most 255";
  return refused(problem("--cookie-file", `${file} must hold ${must}`));
}

const hostOf = (node: string): string => node.slice(node.indexOf("@") + 1);

const isLong = (node: string): boolean => hostOf(node).includes(".");

export const isOnLoopback = (node: string): boolean =>
  ["127.0.0.1", "localhost"].includes(hostOf(node));

/** The host in the name of our own node beside them; it only ever calls, and is never called. */
export function ownHost({ acceptors, proposers }: UserNodes, here = hostname()): string {
  const short = (host: string): string => host.split(".")[0] ?? host;
  const same = [acceptors, proposers].find(
    (node) => isOnLoopback(node) || short(hostOf(node)) === short(here),
  );
  if (same !== undefined) return hostOf(same);
  return isLong(acceptors) ? "127.0.0.1" : short(here);
}

/** The command that starts such a node; one on loopback is reached from this computer alone. */
export function howToStart(node: string, cookie: string): string {
  const shown = cookie === KNOWN_COOKIE ? cookie : "COOKIE";
  const start = `erl ${isLong(node) ? "-name" : "-sname"} ${node} -setcookie ${shown}`;
  if (!isOnLoopback(node)) return start;
  return `ERL_EPMD_ADDRESS=127.0.0.1 ${start} -kernel inet_dist_use_interface '{127,0,0,1}'`;
}
