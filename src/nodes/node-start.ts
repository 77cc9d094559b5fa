import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Hello, Listens } from "../wire/requests.ts";
import {
  argumentsFor,
  type ErlangCode,
  erlangArguments,
  erlangEnvironment,
  schedulerFlags,
} from "./erlang-command.ts";
import { archive } from "./places/archive.ts";
import type { Identity } from "./places/certificates.ts";
import { startScript } from "./places/script.ts";
import { tlsArguments, tlsFiles, writeTlsFiles } from "./places/tls.ts";
import type { PtyCommand } from "./pty-process.ts";

export interface ErlangNodeOptions extends ErlangCode {
  readonly name: string;
  /** The host that ssh reaches it by; undefined for this computer. */
  readonly host?: string | undefined;
  /** Its identity in a batch whose nodes connect over TLS. */
  readonly identity?: Identity | undefined;
  readonly listens: Listens;
  readonly role: Hello["role"];
  readonly cookie: string;
  /** Folder of the acceptors' storage, and the node's working directory. */
  readonly storage: string;
  readonly epmd: "none" | "users";
  readonly startMsMax: number;
}

/** The operations of a node's process, wherever it runs. */
export interface NodeProcess {
  readonly pid: number;
  write(data: string | Buffer): void;
  acknowledgeEnd(): void;
  kill(): Promise<void>;
  killNow(): void;
  gone(): Promise<void>;
}

/** A node of this computer, under a terminal of its own. */
export function localCommand(options: ErlangNodeOptions, token: string): PtyCommand {
  const { identity, storage, erl, role, epmd } = options;
  const folder = `tls-${role}-${options.name.split("@")[0]}`;
  if (identity !== undefined) writeTlsFiles(storage, identity, folder);
  const tls = identity === undefined ? [] : tlsArguments(options.listens.address, folder);
  return {
    file: erl,
    args: [...schedulerFlags(role), ...tls, ...erlangArguments(options, epmd)],
    cwd: storage,
    env: erlangEnvironment(),
    token,
  };
}

/**
 * After this silence, a node on another host takes this program for gone; a local node ends with
 * its terminal.
 */
const SILENCE_MS_MAX = 10_000;

/** For a shell on another host. */
export function remoteScript(options: ErlangNodeOptions, token: string, bytes: number): string {
  const tls = options.identity === undefined ? [] : tlsArguments(options.listens.address);
  const pulse = ["-paxy_silence", String(SILENCE_MS_MAX)];
  const args = [...pulse, ...tls, ...argumentsFor(remoteFolders(options), options.epmd)];
  return startScript({ token, bytes, args });
}

/** Our modules and the scripts that they run, the user's modules, and the node's identity. */
export function parcel(options: ErlangNodeOptions): Buffer {
  const folders = codeFolders(options);
  const beams = folders.flatMap((folder, index) =>
    readdirSync(folder)
      .filter((name) => /\.(beam|app|sh)$/.test(name))
      .map((name) => [`code-${index}/${name}`, readFileSync(join(folder, name))] as const),
  );
  const identity = options.identity === undefined ? {} : tlsFiles(options.identity);
  return archive({ ...Object.fromEntries(beams), ...identity });
}

/** Where the parcel has what `codeFolders` names. */
export const remoteFolders = (code: ErlangCode): string[] =>
  codeFolders(code).map((_, index) => `code-${index}`);

export const codeFolders = ({ ebin, codePaths }: ErlangCode): string[] => [ebin, ...codePaths];
