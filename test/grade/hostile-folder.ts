import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

/** What a hostile folder finds outside, and must not change or tell. */
export interface Outside {
  /** A file with a secret in its first line. */
  readonly sentinel: string;
}

/** A folder that wants something else than to be graded. */
export interface Hostile {
  /** What it tries. */
  readonly tries: string;
  /** Erlang expressions that its acceptor evaluates as it begins. */
  readonly body?: (outside: Outside) => string;
  /** Lines of its acceptor below its exports. */
  readonly attributes?: (outside: Outside) => string;
  /** What else there is in the folder. */
  readonly besides?: (folder: string, outside: Outside) => void;
  /** What its row says; `runs` if it is judged like any other folder. */
  readonly told: RegExp | "runs";
}

/** The row names the line of the acceptor and the call. */
export const notAllowed = (call: string): RegExp =>
  new RegExp(`acceptor\\.erl:\\d+: .*${call.replaceAll(/[.*+?^${}()|[\]\\/]/g, "\\$&")}`);

/** A folder without a fault but for what is put into its acceptor. */
export function makeHostile(folder: string, hostile: Hostile, outside: Outside): void {
  cpSync(resolve("test/lab/folders/vote_is_no_promise"), folder, { recursive: true });
  const { attributes, body } = hostile;
  if (attributes !== undefined || body !== undefined) {
    writeAcceptor(folder, {
      ...(attributes === undefined ? {} : { attributes: attributes(outside) }),
      ...(body === undefined ? {} : { body: body(outside) }),
    });
  }
  hostile.besides?.(folder, outside);
}

/** One folder that tries all of them, each in a function on a line of its own; gives the numbers of those lines. */
export function makeHostileTogether(
  folder: string,
  all: readonly Hostile[],
  outside: Outside,
): readonly number[] {
  cpSync(resolve("test/lab/folders/vote_is_no_promise"), folder, { recursive: true });
  const body = all.map((_, index) => `hostile_${index}()`).join(", ");
  writeAcceptor(folder, { body });
  const path = join(folder, "acceptor.erl");
  const before = readFileSync(path, "utf8");
  const functions = all.map((each, index) => `hostile_${index}() -> ${each.body?.(outside)}.\n`);
  writeFileSync(path, before + functions.join(""));
  const first = before.split("\n").length;
  return all.map((_, index) => first + index);
}

export function writeAcceptor(folder: string, { attributes = "", body = "ok" }): void {
  const path = join(folder, "acceptor.erl");
  const text = readFileSync(path, "utf8")
    .replace("-export([start/2]).\n", () => `-export([start/2]).\n${attributes}\n`)
    .replace("    pers:open(Name),\n", () => `    hostile(),\n    pers:open(Name),\n`);
  writeFileSync(path, `${text}\nhostile() ->\n    ${body}.\n`);
}
