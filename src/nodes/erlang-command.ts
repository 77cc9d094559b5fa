import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import type { Hello } from "../wire/requests.ts";

export interface ErlangCode {
  /** The program, `erl` unless a test says otherwise. */
  readonly erl: string;
  /** Folder of our compiled modules. */
  readonly ebin: string;
  /** Folders of the user's compiled modules. */
  readonly codePaths: readonly string[];
}

/**
 * - `-user` gives the terminal to paxy_terminal alone, `-noinput` keeps the shell off it;
 * - `-nocookie`: no ~/.erlang.cookie is read or made; the cookie comes with the hello;
 * - `no_dot_erlang`: what a user's ~/.erlang does belongs to the user's shell;
 * - `+sbwt none`: schedulers that wait sleep, so that idle nodes cost nothing;
 * - `+zdbbl`: a process is not suspended in mid-protocol because the
 *   connection has 1 MB to send.
 */
export const erlangArguments = (code: ErlangCode, epmd: "none" | "users"): string[] =>
  argumentsFor(
    [code.ebin, ...code.codePaths].map((path) => resolve(path)),
    epmd,
  );

/** The folders of code, ours first, as paths relative to where the node starts. */
export function argumentsFor(
  [ebin = "", ...codePaths]: readonly string[],
  epmd: "none" | "users",
): string[] {
  return [
    ...["+Bi", "+sbwt", "none", "+sbwtdcpu", "none", "+sbwtdio", "none", "+zdbbl", "65536"],
    ...["-boot", "no_dot_erlang", "-noinput", "-user", "paxy_terminal"],
    ...["-nocookie", "-connect_all", "false"],
    ...(epmd === "none" ? ["-start_epmd", "false", "-epmd_module", "paxy_epmd"] : []),
    ...["-pa", ebin],
    ...codePaths.flatMap((path) => ["-pz", path]),
    ...["-s", "paxy_agent"],
  ];
}

/**
 * Half the processors each for acceptors and proposers, who send more than
 * they compute: a scheduler that need not wake another one sends messages
 * together, for three quarters of the processor time (measured on 2). The run
 * node keeps them all, to simulate.
 */
export function schedulerFlags(role: Hello["role"]): string[] {
  if (role === "run") return [];
  const count = String(Math.max(1, Math.floor(availableParallelism() / 2)));
  return ["+S", `${count}:${count}`, "+SDio", count];
}

/** The user's flags for other Erlang programs must not reach ours. */
export function erlangEnvironment(): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) {
    const isFlags = /^ERL_([AZ]?FLAGS|OTP\d+_FLAGS|LIBS|INETRC|EPMD_ADDRESS)$/.test(name);
    if (value !== undefined && !isFlags) environment[name] = value;
  }
  // An epmd that a node of ours starts serves this computer alone.
  const epmd = { ERL_EPMD_ADDRESS: "127.0.0.1" };
  return {
    ...environment,
    ...epmd,
    TERM: "dumb",
    ERL_CRASH_DUMP_BYTES: "0",
    ERL_CRASH_DUMP_SECONDS: "0",
  };
}
