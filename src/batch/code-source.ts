import { existsSync, readFileSync, realpathSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { commandText } from "../console/command-text.ts";
import { InputError } from "../console/problems.ts";
import { shellArgument } from "../core/shell-argument.ts";
import { VERSIONS } from "../core/trial/parameters.ts";
import type { FolderSource } from "../wire/questions.ts";
import { isFolder, isLabFolder, modulesFolder } from "./modules-folder.ts";

/** What one `--code` means. */
export type CodeSource =
  | { readonly kind: "file"; readonly path: string }
  | ({ readonly kind: "folder"; readonly given: string } & FolderSource);

/**
 * `FILE.erl`, `DIR`, `NAME=DIR`, each folder also with `:acceptor=M,proposer=M`
 * behind it. Without NAME, the version is named after the folder. Throws an
 * InputError that says what to type instead.
 */
export function codeSource(given: string, taken: readonly string[]): CodeSource {
  const [, name, rest = given] = /^([^=/\\.:]+)=(.+)$/.exec(given) ?? [];
  const { place, roles } = placeAndRoles(rest);
  if (!isFolder(place)) {
    refuseFile(given, place, name);
    return { kind: "file", path: place };
  }
  const chosen = name ?? nearestName(basename(realpathSync(resolve(place))));
  refuseName(chosen, given, place, taken);
  const { path, problem } = modulesFolder(resolve(place));
  if (problem !== undefined) throw new InputError(`--code ${given}: ${problem}`);
  return { kind: "folder", given, path, name: chosen, roles };
}

const CHOICE = /^(.+?):((?:acceptor|proposer)=[\w@]+(?:,(?:acceptor|proposer)=[\w@]+)*)$/;

/** A path, and the modules that play if they are named behind it. */
export function placeAndRoles(given: string): { place: string; roles: FolderSource["roles"] } {
  const [, place = given, choice = ""] = CHOICE.exec(given) ?? [];
  return { place, roles: rolesOf(choice) };
}

const rolesOf = (choice: string): FolderSource["roles"] =>
  Object.fromEntries(
    choice
      .split(",")
      .filter((each) => each !== "")
      .map((each) => each.split("=").map((word) => word.replace(/\.erl$/, ""))),
  );

const NAME = /^[A-Za-z_][A-Za-z0-9_]{0,99}$/;

function refuseName(name: string, given: string, place: string, taken: readonly string[]): void {
  const rule = "a name has letters, digits and _, and does not begin with a digit";
  const free = freeName(name, taken);
  const instead = `type --code ${free}=${shellArgument(place)}`;
  if (!NAME.test(name)) {
    throw new InputError(
      `--code ${given}: ${JSON.stringify(name)} can't be the name of a version: ${rule}; ${instead}.`,
    );
  }
  if (isBuiltIn(name)) {
    throw new InputError(`--code ${given}: ${name} is a version that paxy has; ${instead}.`);
  }
  if (taken.includes(name)) {
    throw new InputError(`--code ${given}: the version ${name} exists already; ${instead}.`);
  }
}

const isBuiltIn = (name: string): boolean => VERSIONS.some((each) => String(each) === name);

/** A folder is called as its owner likes: `lab-3` is the version lab_3. */
const nearestName = (name: string): string =>
  name
    .replaceAll(/[^A-Za-z0-9_]/g, "_")
    .replace(/^(?=\d|$)/, "v")
    .slice(0, 100);

/** The valid version name nearest to `name` that is not in use. */
export function freeName(name: string, taken: readonly string[]): string {
  const plain = nearestName(name);
  const all = [plain, ...Array.from({ length: 99 }, (_, index) => `${plain}_${index + 2}`)];
  return all.find((each) => !isBuiltIn(each) && !taken.includes(each)) ?? plain;
}

/** A module of a folder is not a core: --code needs the folder. */
function refuseFile(given: string, path: string, name: string | undefined): void {
  if (existsSync(path) && isLabModule(path))
    throw new InputError(`--code ${given}: ${pointing(path)}`);
  if (name !== undefined && existsSync(path)) {
    throw new InputError(
      `--code ${given}: only a folder takes a name; the version of a file is named after its module.`,
    );
  }
}

/**
 * Whether a file is a process-style module: Erlang that is not a core, beside an acceptor and a
 * proposer.
 */
function isLabModule(path: string): boolean {
  if (!path.endsWith(".erl") || !existsSync(path) || isFolder(path)) return false;
  return (
    !/-\s*behaviou?r\s*\(\s*paxy_core\s*\)/.test(readFileSync(path, "latin1")) &&
    isLabFolder(dirname(path))
  );
}

/** What to type for a process-style module. */
const pointing = (path: string): string =>
  `${basename(path)} is a process-style module, which runs with the other modules of its folder. To use it: --code ${shellArgument(dirname(path))}`;

/** Throws an InputError if the batch file is Erlang code, and says how to pass such code. */
export function refuseErlangCode(given: readonly string[], command: string): void {
  for (const path of given) {
    if (isLabFolder(path)) {
      const how = commandText(command, "--code", path);
      throw new InputError(
        `${path} is a folder of Erlang modules, not a batch file. To use it: ${how}`,
      );
    }
    if (path.endsWith(".erl") && existsSync(path)) {
      const how = commandText(command, "--code", isLabModule(path) ? dirname(path) : path);
      throw new InputError(`${path} is Erlang code, not a batch file. To use it: ${how}`);
    }
  }
}
