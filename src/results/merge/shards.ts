import { readdir, realpath, stat } from "node:fs/promises";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { type Parsed, type Problem, parsed, problem, refused } from "../../core/problem.ts";
import type { Shard } from "../../core/queue/share.ts";
import { MANIFEST_FILE, type Manifest, readManifest } from "../manifest.ts";

/** A folder of results that is one shard of a batch. */
export interface ShardFolder {
  readonly directory: string;
  readonly manifest: Manifest;
  readonly shard: Shard;
}

/**
 * The shards that the user means: folders of results, or folders that hold
 * some, each once. Refused where they are not parts of one batch.
 */
export async function findShards(
  given: readonly string[],
): Promise<Parsed<readonly ShardFolder[]>> {
  const directories = new Map<string, string>();
  for (const each of given) {
    const found = await foldersIn(each);
    if (found.length === 0) return refused(problem(each, await whyNone(each)));
    for (const directory of found) directories.set(await realpath(directory), directory);
  }
  const shards: ShardFolder[] = [];
  for (const directory of directories.values()) {
    const shard = await readShard(directory);
    if (!shard.ok) return shard;
    shards.push(shard.value);
  }
  const wrong = whyNotOneBatch(shards);
  if (wrong !== undefined) return refused(wrong);
  return parsed(shards.toSorted((one, other) => one.shard.number - other.shard.number));
}

async function foldersIn(given: string): Promise<readonly string[]> {
  if (await hasManifest(given)) return [given];
  const entries = await readdir(given, { withFileTypes: true }).catch(() => []);
  const folders = entries
    .filter((each) => each.isDirectory())
    .map((each) => join(given, each.name));
  const flags = await Promise.all(folders.map(hasManifest));
  return folders.filter((_, index) => flags[index]).sort();
}

const hasManifest = (directory: string): Promise<boolean> =>
  stat(join(directory, MANIFEST_FILE)).then(
    (found) => found.isFile(),
    () => false,
  );

async function whyNone(given: string): Promise<string> {
  const found = await stat(given).catch(() => undefined);
  if (found === undefined) return "does not exist";
  return `holds no results: there is no ${MANIFEST_FILE} in it`;
}

async function readShard(directory: string): Promise<Parsed<ShardFolder>> {
  const manifest = await readManifest(directory);
  if (!manifest.ok) return manifest;
  const { shard } = manifest.value.settings;
  if (shard !== undefined) return parsed({ directory, manifest: manifest.value, shard });
  const is =
    manifest.value.shards === undefined
      ? "is a whole batch and not a shard of one (paxy run --shard K/N)"
      : "was joined from shards; name the folders of the shards themselves";
  return refused(problem(directory, is));
}

/** The properties that all shards of a batch share, and the words for a difference. */
const COMMON: readonly (readonly [string, (manifest: Manifest) => unknown])[] = [
  ["names", ({ settings }) => settings.name],
  ["seeds", ({ settings }) => settings.seed],
  ["numbers of shards", ({ settings }) => settings.shard?.of],
  ["numbers of runs per trial", ({ settings }) => settings.repeat],
  ["time limits", ({ settings }) => settings.timeLimitMs],
  ["numbers of attempts", ({ settings }) => settings.attemptsMax],
  ["fields with shared luck", ({ settings }) => settings.shared?.join() ?? "none"],
  ["versions of the Erlang code", ({ erlangCode }) => erlangCode],
  ["formats of results", ({ format }) => format],
  ["generations of draws and rules", ({ generation }) => generation],
  [
    "trials",
    ({ trials }) => trials.map(({ number, hash, occurrence }) => [number, hash, occurrence]),
  ],
];

function whyNotOneBatch([first, ...others]: readonly ShardFolder[]): Problem | undefined {
  if (first === undefined) return undefined;
  const seen = new Map([[first.shard.number, first]]);
  for (const other of others) {
    const folders = `${first.directory} and ${other.directory}`;
    for (const [what, of] of COMMON) {
      const [one, two] = [of(first.manifest), of(other.manifest)];
      if (isDeepStrictEqual(one, two)) continue;
      const values = typeof one === "object" ? "" : ` (${one} and ${two})`;
      return problem(
        "",
        `${folders} have different ${what}${values}, so they are not shards of one batch`,
      );
    }
    const same = seen.get(other.shard.number);
    if (same !== undefined) {
      const { number, of } = other.shard;
      return problem(
        "",
        `${same.directory} and ${other.directory} are both shard ${number}/${of}; leave one out`,
      );
    }
    seen.set(other.shard.number, other);
  }
  return undefined;
}
