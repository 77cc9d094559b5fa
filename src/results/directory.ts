import { randomUUID } from "node:crypto";
import type { Stats } from "node:fs";
import { lstat, mkdir, readdir, rename, rm, rmdir, stat, symlink } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { naturalOrder } from "../core/natural-order.ts";
import type { BatchSettings } from "../core/queue/state.ts";
import { DIRECTORY_MODE } from "./append-file.ts";
import { attempted, type Written } from "./disk-problem.ts";
import { DRAFT, replaceFile } from "./replace-file.ts";
import { SUMMARY_FILE } from "./summary-csv.ts";

const LATEST = "latest";

/**
 * Makes `out/<batch>/<yyyymmdd-hhmmss>` (local time; of a shard with its number
 * behind it; "-2" and so on where a batch of that second exists) and points
 * `latest` at it. Throws as mkdir does.
 */
export async function createDirectory(
  out: string,
  { name, shard }: Pick<BatchSettings, "name" | "shard">,
  at: Date,
): Promise<string> {
  const parent = join(out, name);
  await makeParents(parent);
  const part = shard === undefined ? "" : `-shard-${shard.number}-of-${shard.of}`;
  const directory = await makeNew(parent, `${timestamp(at)}${part}`);
  await pointLatest(parent, basename(directory));
  return directory;
}

/**
 * A folder and those above it. One by one: Node's recursive mkdir never ends
 * below /proc, and says ENOENT where the permission is missing.
 */
async function makeParents(folder: string): Promise<void> {
  const isThere = await stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (isThere) return;
  if (dirname(folder) !== folder) await makeParents(dirname(folder));
  await mkdir(folder, { mode: DIRECTORY_MODE }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error;
    return lstat(folder).then(refuseWhatIsNoFolder);
  });
}

/** Another start may have made the folder meanwhile; a file or a broken link is in the way. */
function refuseWhatIsNoFolder(found: Stats): void {
  if (found.isDirectory()) return;
  throw Object.assign(new Error("not a folder"), { code: "ENOTDIR" });
}

async function makeNew(parent: string, name: string): Promise<string> {
  for (let copy = 1; ; copy++) {
    const directory = join(parent, copy === 1 ? name : `${name}-${copy}`);
    try {
      await mkdir(directory, { mode: DIRECTORY_MODE });
      return directory;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
  }
}

/** Restores the link if it was deleted with the results. */
export async function keepLatest(directory: string): Promise<void> {
  const parent = dirname(directory);
  const isThere = await lstat(join(parent, LATEST)).then(
    () => true,
    () => false,
  );
  if (!isThere) await pointLatest(parent, basename(directory));
}

/** Removes the folder of a batch that never started; `latest` points at the previous one again. */
export async function discardDirectory(directory: string): Promise<void> {
  const parent = dirname(directory);
  await rm(directory, { recursive: true, force: true });
  const left = await readdir(parent, { withFileTypes: true });
  const before = left.filter((each) => each.isDirectory()).map((each) => each.name);
  const newest = before
    .filter((name) => name !== LATEST)
    .sort(naturalOrder)
    .at(-1);
  if (newest !== undefined) return pointLatest(parent, newest);
  await rm(join(parent, LATEST), { force: true });
  await rmdir(parent).catch(() => undefined);
}

/**
 * A link that always points somewhere: the new one takes the place of the old
 * in one step. Starts at the same time have drafts of their own. A real folder
 * of that name, as a copy of the results may have, stays as it is.
 */
async function pointLatest(parent: string, name: string): Promise<void> {
  const draft = join(parent, `${LATEST}-${randomUUID()}${DRAFT}`);
  await symlink(name, draft);
  await rename(draft, join(parent, LATEST)).catch(async (error) => {
    await rm(draft, { force: true });
    if (error.code !== "EISDIR") throw error;
  });
}

const TIMESTAMPED = /^\d{8}-\d{6}(-shard-\d+-of-\d+)?(-\d+)?$/;

/**
 * The folder of a batch's latest results: the link's target, or without a link the newest by name;
 * undefined if there is none.
 */
export async function latestIn(parent: string): Promise<string | undefined> {
  const latest = join(parent, LATEST);
  const found = await lstat(latest).catch(() => undefined);
  if (found?.isSymbolicLink()) return latest;
  const names = await readdir(parent).catch(() => []);
  const newest = names
    .filter((name) => TIMESTAMPED.test(name))
    .sort(naturalOrder)
    .at(-1);
  if (newest !== undefined) return join(parent, newest);
  return found?.isDirectory() ? latest : undefined;
}

/** "20261122-183005" */
function timestamp(at: Date): string {
  const two = (value: number): string => String(value).padStart(2, "0");
  const day = `${at.getFullYear()}${two(at.getMonth() + 1)}${two(at.getDate())}`;
  return `${day}-${two(at.getHours())}${two(at.getMinutes())}${two(at.getSeconds())}`;
}

export const writeSummary = (directory: string, text: string): Promise<Written> =>
  attempted(SUMMARY_FILE, () => replaceFile(join(directory, SUMMARY_FILE), text));
