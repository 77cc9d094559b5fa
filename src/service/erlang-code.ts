import { createHash } from "node:crypto";
import { readdirSync, readFileSync, realpathSync } from "node:fs";
import { basename, join } from "node:path";

export type CodeFiles = Readonly<Record<string, string>>;

export interface ErlangCode {
  /** The folder itself, not the link to it: a later build must not change what a running batch loads. */
  readonly ebin: string;
  /** OTP release that it was compiled with. */
  readonly otp: string;
  /** Of all the Erlang code that nodes load, the user's included. */
  readonly hash: string;
  /** The hash of each source of a user's folders, by `folder/acceptor.erl`. */
  readonly files: CodeFiles;
}

/**
 * The code that the nodes of a batch load. Set-up names the folder of the compiled modules after
 * OTP release and sources.
 */
export function erlangCode(link: string, codePaths: readonly string[]): ErlangCode {
  const ebin = realpathSync(link);
  const [, otp = "", hash = basename(ebin)] = /^otp(\d+)-(.+)$/.exec(basename(ebin)) ?? [];
  if (codePaths.length === 0) return { ebin, otp, hash, files: {} };
  const all = createHash("sha256").update(hash);
  for (const folder of codePaths) {
    for (const name of readdirSync(folder).sort())
      all.update(name).update(readFileSync(join(folder, name)));
  }
  const files = Object.fromEntries(codePaths.flatMap(sourceHashes));
  return { ebin, otp, hash: all.digest("hex").slice(0, 16), files };
}

/** The file beside a folder's package (paxy_lab_package:write/3, Erlang). */
const SOURCES = /^paxy_lab_of_(.+)\.sources\.json$/;

function sourceHashes(folder: string): (readonly [string, string])[] {
  return readdirSync(folder).flatMap((name) => {
    const [, version] = SOURCES.exec(name) ?? [];
    if (version === undefined) return [];
    const sources = JSON.parse(readFileSync(join(folder, name), "utf8")) as Record<string, string>;
    return Object.entries(sources).map(([file, text]) => {
      const hash = createHash("sha256").update(text).digest("hex").slice(0, 16);
      return [`${version}/${file}`, hash] as const;
    });
  });
}

/** The difference in the code, as the start of a sentence: names of files if they are known. */
export function codeChange(before: CodeFiles | undefined, { files }: ErlangCode): string {
  const absent = foldersOf(before).filter((name) => !foldersOf(files).includes(name));
  if (absent.length > 0) return `the code of ${absent.join(", ")} is not given (--code)`;
  const names = before === undefined ? [] : Object.keys({ ...before, ...files });
  const changed = names.filter((name) => before?.[name] !== files[name]).sort();
  if (changed.length === 0) return "the Erlang code has changed";
  return `${changed.join(", ")} ${changed.length === 1 ? "has" : "have"} changed`;
}

/** The folders of `folder/acceptor.erl`. */
const foldersOf = (files: CodeFiles = {}): readonly string[] => [
  ...new Set(Object.keys(files).map((file) => file.slice(0, file.indexOf("/")))),
];
