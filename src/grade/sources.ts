import { createHash } from "node:crypto";
import { constants, lstatSync, readdirSync, type Stats } from "node:fs";
import { basename, dirname, join } from "node:path";
import { plain } from "../core/plain.ts";
import { openRegular } from "../results/regular-file.ts";

/** The sources of a submission, read once; nothing else is copied to where it runs. */
export interface Sources {
  readonly files: ReadonlyMap<string, Buffer>;
  /** Sources that were not read, and the reasons. */
  readonly unread: readonly string[];
  /** Of names and contents. */
  readonly hash: string;
}

const FILES_MAX = 300;
const DEPTH_MAX = 4;
/** Erlang's own limit is lower; this one keeps absurd files from being read. */
const BYTES_MAX = 1_000_000;

/**
 * Reads `.erl` and `.hrl` files below a folder: no links, no other kinds of files, and limits on
 * number and size.
 */
export async function sourcesIn(folder: string): Promise<Sources> {
  const files = new Map<string, Buffer>();
  const unread: string[] = [];
  for (const { name, path } of [...headersBeside(folder), ...sourcesBelow(folder)]) {
    const why = refusal(name, lstatSync(path, { throwIfNoEntry: false }));
    if (why === undefined) files.set(name, await readBytes(path));
    else unread.push(`${JSON.stringify(name)} ${why}.`);
  }
  return { files, unread, hash: hashOf(files, unread) };
}

interface Place {
  /** In the folder, as an -include sees it. */
  readonly name: string;
  readonly path: string;
}

const sourcesBelow = (folder: string): readonly Place[] =>
  namesBelow(folder, "", 0)
    .slice(0, FILES_MAX)
    .map((name) => ({ name, path: join(folder, name) }));

/** The modules of a project are in `src/`, and its headers in `include/` beside it. */
function headersBeside(folder: string): readonly Place[] {
  const project = dirname(folder);
  const found = lstatSync(join(project, "include"), { throwIfNoEntry: false });
  if (basename(folder) !== "src" || !found?.isDirectory()) return [];
  return namesBelow(project, "include", DEPTH_MAX - 1)
    .filter((name) => name.endsWith(".hrl"))
    .map((name) => ({ name, path: join(project, name) }));
}

async function readBytes(path: string): Promise<Buffer> {
  const handle = await openRegular(path, constants.O_NOFOLLOW);
  try {
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}

function namesBelow(folder: string, prefix: string, depth: number): readonly string[] {
  if (depth === DEPTH_MAX) return [];
  return readdirSync(join(folder, prefix), { withFileTypes: true })
    .filter(({ name }) => !name.startsWith("."))
    .sort((one, other) => (one.name < other.name ? -1 : 1))
    .flatMap((each) => {
      const name = prefix === "" ? each.name : `${prefix}/${each.name}`;
      if (each.isDirectory()) return namesBelow(folder, name, depth + 1);
      return /\.[eh]rl$/.test(name) ? [name] : [];
    });
}

function refusal(name: string, found: Stats | undefined): string | undefined {
  if (found === undefined || plain(name) !== name || name.includes("\ufffd"))
    return "has a name that no module has";
  if (found.isSymbolicLink()) return "is a symbolic link, and links are not followed";
  if (!found.isFile()) return "is not an ordinary file";
  if (found.size > BYTES_MAX) return `has ${found.size} bytes, too many for a source`;
  return undefined;
}

function hashOf(files: Sources["files"], unread: readonly string[]): string {
  const hash = createHash("sha256");
  for (const [name, bytes] of files) hash.update(`${name}\0${bytes.length}\0`).update(bytes);
  return hash.update(unread.join("\0")).digest("hex");
}
