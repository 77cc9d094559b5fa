import type { Fault, Trial } from "../core/trial/trial.ts";
import type { RunRequest } from "./cluster.ts";

/**
 * Erlang terms as text. Every value is checked here again, whatever checked it
 * before: nothing but numbers of the expected kind and plain names gets in.
 */
export function runTerm(request: RunRequest): string {
  const { trial, run, count, attempt, slots, config } = request;
  return `{run,#{trial=>${whole(trial)},run=>${whole(run)},count=>${whole(count)},attempt=>${whole(attempt)},slots=>${whole(slots)},module=>${atom(config.moduleName)},config=>${trialTerm(request)}}}`;
}

export interface AttemptId {
  readonly trial: number;
  readonly run: number;
  readonly attempt: number;
}

export function cancelTerm({ trial, run, attempt }: AttemptId): string {
  return `{cancel,${whole(trial)},${whole(run)},${whole(attempt)}}`;
}

export const healthTerm = (ref: number): string => `{health,${whole(ref)}}`;

export function peersTerm(ref: number, peers: readonly { name: string; port: number }[]): string {
  return `{peers,${whole(ref)},[${peers.map(({ name, port }) => `{${atom(name)},${whole(port)}}`)}]}`;
}

export const useNodesTerm = (names: readonly string[]): string =>
  `{use_nodes,[${names.map(atom)}]}`;

/** Ends the connection to a node that does not answer. */
export const forgetTerm = (name: string): string => `{forget,${atom(name)}}`;

export interface Hello {
  readonly token: string;
  readonly cookie: string;
  readonly name: string;
  /** Whether this node asks the others for their health. */
  readonly role: "run" | "acceptors" | "proposers";
  readonly storage: string;
  readonly code: readonly string[];
}

export function helloTerm({ token, cookie, name, role, storage, code }: Hello): string {
  return `{hello,#{token=>${binary(token)},cookie=>${binary(cookie)},name=>${atom(name)},role=>${atom(role)},storage=>${binary(storage)},code=>[${code.map(binary)}]}}`;
}

/** A trial, and what its draws are keyed by. */
export type DrawnTrial = Pick<
  RunRequest,
  "config" | "seed" | "hash" | "occurrence" | "timeLimitMs"
>;

/** The map `paxy_trial:trial()`. */
export function trialTerm({ config, seed, hash, occurrence, timeLimitMs }: DrawnTrial): string {
  return `#{sleep=>[${config.sleep.map(whole)}],${numbers(config)},version=>${version(config)},drop_scope=>${atom(config.dropScope)},faults=>[${config.faults.map(faultTerm)}],time_limit=>${whole(timeLimitMs)},seed=>${whole(seed)},hash=>${binary(hash)},occurrence=>${whole(occurrence)}}`;
}

function numbers(config: Trial): string {
  return [
    `proposers=>${whole(config.numProposers)}`,
    `acceptors=>${whole(config.numAcceptors)}`,
    `drop=>${number(config.drop)}`,
    `delay=>${whole(config.delay)}`,
    `timeout=>${whole(config.propTimeout)}`,
    `backoff=>${whole(config.propBackoff)}`,
    `duplicate=>${number(config.duplicate)}`,
  ].join();
}

const version = ({ moduleVersion }: Trial): string =>
  typeof moduleVersion === "number" ? whole(moduleVersion) : atom(moduleVersion);

function faultTerm(fault: Fault): string {
  const [at, lasts] = [whole(fault.at), whole(fault.for)];
  switch (fault.do) {
    case "crash":
      return `{crash,${at},${lasts},${whole(fault.acceptor)}}`;
    case "stop":
      return `{stop,${at},${lasts},${atom(fault.side)}}`;
    case "cut":
      return `{cut,${at},${lasts}}`;
    case "duplicate":
      return `{duplicate,${at},${lasts},${number(fault.percent)}}`;
  }
}

export function whole(value: number): string {
  if (!Number.isSafeInteger(value) || value < 0)
    throw new TypeError(`not a whole number: ${value}`);
  return String(value);
}

/** Erlang wants a digit on both sides of the point, also before an exponent. */
function number(value: number): string {
  if (Number.isSafeInteger(value)) return whole(value);
  if (!Number.isFinite(value) || value < 0) throw new TypeError(`not a number to send: ${value}`);
  const text = String(value);
  return text.includes(".") ? text : text.replace("e", ".0e");
}

export function atom(name: string): string {
  if (!/^[A-Za-z0-9_@.-]{1,255}$/.test(name)) throw new TypeError(`not a plain name: ${name}`);
  return `'${name}'`;
}

/** Bytes as numbers, so that no quoting has to be right. */
export function binary(text: string): string {
  if (/^[A-Za-z0-9_./-]*$/.test(text)) return `<<"${text}">>`;
  return `<<${[...Buffer.from(text, "utf8")].join()}>>`;
}
