import type { BatchSettings, TrialState } from "../core/queue/state.ts";
import type { RunRequest } from "../core/run/run.ts";
import { drawKeyOf } from "../core/trial/configuration.ts";
import { type Fault, ownValues } from "../core/trial/faults.ts";
import type { MacroValue } from "../core/trial/macros.ts";
import type { Parameter } from "../core/trial/parameter.ts";
import { PARAMETERS } from "../core/trial/parameters.ts";
import type { Trial } from "../core/trial/trial.ts";
import { atom, binary, whole } from "./term.ts";

/** Requests to the agent of a node (erlang/node/paxy_agent.erl), as Erlang terms. */
export function runTerm(request: RunRequest): string {
  const { trial, run, step, count, attempt, slots, config } = request;
  return `{run,#{trial=>${whole(trial)},run=>${whole(run)},step=>${whole(step)},count=>${whole(count)},attempt=>${whole(attempt)},slots=>${whole(slots)},module=>${atom(config.moduleName)},config=>${trialTerm(request)}}}`;
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

/** Where a node finds another, and which of the two calls. */
export interface Peer {
  readonly name: string;
  readonly address: string;
  readonly port: number;
  readonly who: "call" | "wait";
}

export function peersTerm(ref: number, peers: readonly Peer[]): string {
  const terms = peers.map(
    ({ name, address, port, who }) =>
      `{${[atom(name), addressTerm(address), whole(port), who].join()}}`,
  );
  return `{peers,${whole(ref)},[${terms}]}`;
}

/** `10.0.0.2` or `fd00::2` as Erlang has it (inet:ip_address()). */
const addressTerm = (address: string): string => `{${partsOf(address).map(whole)}}`;

/** RFC 4291, 2.2: `::` stands for as many zeros as are missing. */
function partsOf(address: string): readonly number[] {
  if (!address.includes(":")) return address.split(".").map(Number);
  const [before = [], after] = address
    .split("::")
    .map((part) =>
      part.split(":").flatMap((word) => (word === "" ? [] : Number.parseInt(word, 16))),
    );
  if (after === undefined) return before;
  return [...before, ...Array(8 - before.length - after.length).fill(0), ...after];
}

/** Has a node measure round trips to others. */
export const pingTerm = (ref: number, names: readonly string[], times: number): string =>
  `{ping,${whole(ref)},[${names.map(atom)}],${whole(times)}}`;

export const useNodesTerm = (names: readonly string[]): string =>
  `{use_nodes,[${names.map(atom)}]}`;

/** Where acceptors and proposers live from now on. */
export const placesTerm = (acceptors: readonly string[], proposers: readonly string[]): string =>
  `{places,[${acceptors.map(atom)}],[${proposers.map(atom)}]}`;

/** Ends the connection to a node that does not answer. */
export const forgetTerm = (name: string): string => `{forget,${atom(name)}}`;

export interface Hello {
  readonly token: string;
  readonly cookie: string;
  readonly name: string;
  /** Whether this node asks the others for their health. */
  readonly role: "run" | "acceptors" | "proposers";
  readonly storage: string;
  readonly listens: Listens;
  readonly code: readonly string[];
}

/** Where a node listens for the others. */
export interface Listens {
  readonly address: string;
  /** First and last; any if missing. */
  readonly ports?: readonly [number, number] | undefined;
  /** The silence after which a node takes another for gone; 0: Erlang's default. */
  readonly tickS: number;
}

export const LOOPBACK: Listens = { address: "127.0.0.1", tickS: 0 };

export function helloTerm({ token, cookie, name, role, storage, listens, code }: Hello): string {
  const ports = listens.ports === undefined ? "any" : `{${listens.ports.map(whole)}}`;
  const where = `#{address=>${addressTerm(listens.address)},ports=>${ports},tick_s=>${whole(listens.tickS)}}`;
  return `{hello,#{token=>${binary(token)},cookie=>${binary(cookie)},name=>${atom(name)},role=>${atom(role)},storage=>${binary(storage)},listens=>${where},code=>[${code.map(binary)}]}}`;
}

/** A trial, and the keys of its draws. */
export type DrawnTrial = Pick<
  RunRequest,
  "config" | "seed" | "hash" | "occurrence" | "timeLimitMs"
>;

/** A trial of a batch, with what its draws depend on. */
export interface BatchTrial {
  readonly settings: Pick<BatchSettings, "seed" | "timeLimitMs" | "shared">;
  readonly trial: Pick<TrialState, "trial" | "occurrence">;
}

/** The trial with the keys of its draws. */
export function drawnTrial({
  settings,
  trial: { occurrence, trial: config },
}: BatchTrial): DrawnTrial {
  const { seed, timeLimitMs, shared } = settings;
  return { config, hash: drawKeyOf(config, shared), occurrence, seed, timeLimitMs };
}

/** The map `paxy_trial:trial()`: every parameter by its Erlang name, and what keys the draws. */
export function trialTerm({ config, seed, hash, occurrence, timeLimitMs }: DrawnTrial): string {
  const parameters = PARAMETERS.flatMap((each) =>
    each.erlang === null ? [] : [`${each.erlang}=>${valueTerm(each, config[each.name])}`],
  );
  return `#{${parameters.join()},time_limit=>${whole(timeLimitMs)},seed=>${whole(seed)},hash=>${binary(hash)},occurrence=>${whole(occurrence)}}`;
}

function valueTerm({ kind }: Parameter, value: Trial[keyof Trial]): string {
  switch (kind) {
    case "whole":
      return whole(value as number);
    case "sleep":
      return `[${(value as Trial["sleep"]).map(whole)}]`;
    case "scope":
      return value === "replies" ? "replies" : `[${(value as string).split("+").map(atom)}]`;
    case "faults":
      return `[${(value as Trial["faults"]).map(faultTerm)}]`;
    case "macros":
      return macrosTerm(value as Trial["macros"]);
    case "version":
    case "choice":
      return typeof value === "number" ? whole(value) : atom(value as string);
  }
}

/** The map `#{binary() => paxy_lab_text:value()}`. */
export const macrosTerm = (macros: Trial["macros"]): string =>
  `#{${Object.entries(macros).map(([name, each]) => `${binary(name)}=>${macroTerm(each)}`)}}`;

const macroTerm = (value: MacroValue): string =>
  typeof value === "string" ? binary(value) : String(value);

/** `paxy_faults:fault()`: the kind, the times, and its own fields. */
function faultTerm(fault: Fault): string {
  const rest = ownValues(fault).map((own) => (typeof own === "number" ? whole(own) : atom(own)));
  return `{${[atom(fault.do), whole(fault.at), whole(fault.for), ...rest].join()}}`;
}
