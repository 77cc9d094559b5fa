import { createHash } from "node:crypto";
import { mkdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { ebin } from "../console/places.ts";
import { InputError } from "../console/problems.ts";
import { type AnswerRecord, ask } from "../nodes/erlang-answer.ts";
import { compileTerm } from "../nodes/questions.ts";

/** The user's own protocol: compiled, and registered as versions. */
export interface UserCode {
  readonly versions: readonly string[];
  /** Folders of compiled modules. */
  readonly codePaths: readonly string[];
}

/** Compiles the files of `--code`; each is a version by the name of its module. Throws an InputError. */
export async function userCode(files: readonly string[] = []): Promise<UserCode> {
  const versions: string[] = [];
  const codePaths: string[] = [];
  for (const file of files) {
    const folder = folderFor(file);
    versions.push(await compile(file, folder));
    codePaths.push(folder);
  }
  return { versions, codePaths };
}

/** By its content: a batch in the background goes on with the code that it began with. */
function folderFor(file: string): string {
  const hash = createHash("sha256").update(basename(file)).update(read(file)).digest("hex");
  const folder = join(dirname(ebin), "user-code", hash.slice(0, 16));
  mkdirSync(folder, { recursive: true });
  return folder;
}

function read(file: string): Buffer {
  if (!file.endsWith(".erl")) {
    throw new InputError(`--code ${file} must be an Erlang source file, whose name ends in .erl.`);
  }
  try {
    return readFileSync(file);
  } catch {
    throw new InputError(`--code ${file} can't be read: it does not exist or is not readable.`);
  }
}

async function compile(file: string, folder: string): Promise<string> {
  let answer: AnswerRecord | undefined;
  const code = { erl: "erl", ebin, codePaths: [] };
  await ask(code, compileTerm(resolve(file), folder), (record) => {
    answer = record;
  }).answered;
  if (answer?.t === "compiled") return String(answer.module);
  const reasons = (answer?.reasons ?? ["it does not compile"]) as readonly string[];
  throw new InputError(reasons.map((reason) => `--code ${file}: ${reason}`).join("\n"));
}
