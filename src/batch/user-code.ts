import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
} from "node:fs";
import { join, resolve } from "node:path";
import { ebin, userCodeFolder } from "../console/places.ts";
import { InputError } from "../console/problems.ts";
import type { Macros } from "../core/trial/macros.ts";
import { ask } from "../nodes/erlang-answer.ts";
import { compileTerm } from "../wire/questions.ts";
import { type Answer, reasonsOf } from "../wire/records.ts";
import { codeSource } from "./code-source.ts";
import { type LabFolder, packFolder } from "./lab-folder.ts";

/** The user's own protocol: compiled, and registered as versions. */
export interface UserCode {
  readonly versions: readonly string[];
  /** Folders of compiled modules. */
  readonly codePaths: readonly string[];
  /** The versions that are folders of process-style modules. */
  readonly folders: readonly LabFolder[];
  /** The macros with which the folders were packed. */
  readonly macros: Macros;
}

/**
 * Compiles what `--code` names: a file is a version by the name of its module,
 * a folder by its own or the one given. `macros` take the place of the folders'
 * own, where no trial sets them. Throws an InputError.
 */
export async function userCode(
  given: readonly string[] = [],
  macros: Macros = {},
): Promise<UserCode> {
  const versions: string[] = [];
  const codePaths: string[] = [];
  const folders: LabFolder[] = [];
  for (const each of given) {
    const source = codeSource(each, versions);
    if (source.kind === "folder") {
      const { made, folder } = await kept((draft) => packFolder({ ...source, macros }, draft));
      folders.push(made);
      versions.push(made.name);
      codePaths.push(folder);
    } else {
      refuseWhatIsNoSource(source.path);
      const { made, folder } = await kept((draft) => compile(source.path, draft));
      versions.push(made);
      codePaths.push(folder);
    }
  }
  refuseWithoutFolder(macros, folders);
  return { versions, codePaths, folders, macros };
}

/** Erlang checks that a folder has a macro; without a folder, no macro can be set. */
function refuseWithoutFolder(macros: Macros, folders: readonly LabFolder[]): void {
  const [name] = Object.keys(macros);
  if (name === undefined || folders.length > 0) return;
  throw new InputError(`macros.${name} is for the code of a folder; give the folder with --code.`);
}

/**
 * The compiled module, in a folder that is named by its content. Whatever the
 * compiler read, headers included, is in it; so a batch in the background
 * keeps the code that it started with when the sources change.
 */
async function kept<Made>(
  make: (draft: string) => Promise<Made>,
): Promise<{ made: Made; folder: string }> {
  mkdirSync(userCodeFolder, { recursive: true });
  const draft = mkdtempSync(join(userCodeFolder, "new-"));
  try {
    const made = await make(draft);
    const folder = join(userCodeFolder, hashOf(draft));
    if (existsSync(folder)) utimesSync(folder, new Date(), new Date());
    else renameSync(draft, folder);
    return { made, folder };
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

function hashOf(folder: string): string {
  const hash = createHash("sha256");
  for (const name of readdirSync(folder).sort()) {
    hash.update(name).update(readFileSync(join(folder, name)));
  }
  return hash.digest("hex").slice(0, 16);
}

function refuseWhatIsNoSource(file: string): void {
  if (!file.endsWith(".erl")) {
    throw new InputError(`--code ${file} must be an Erlang source file, whose name ends in .erl.`);
  }
  const found = statSync(file, { throwIfNoEntry: false });
  if (found === undefined) throw new InputError(`--code ${file} does not exist.`);
  if (!found.isFile()) throw new InputError(`--code ${file} is not a file.`);
}

async function compile(file: string, folder: string): Promise<string> {
  let answer: Answer | undefined;
  const code = { erl: "erl", ebin, codePaths: [] };
  await ask(code, compileTerm(resolve(file), folder), (record) => {
    answer = record;
  }).answered;
  if (answer?.t === "compiled") return answer.module;
  throw new InputError(
    reasonsOf(answer)
      .map((reason) => `--code ${file}: ${reason}`)
      .join("\n"),
  );
}
