import { lstatSync, readdirSync, renameSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { contentsOf, filesBelow, hashOf } from "./hash.mjs";
import { readJson } from "./json.mjs";
import { buildDirectory, root } from "./places.mjs";

/** A file that changed this short a time ago may change again without another time: it is read. */
const SETTLED_MS = 2000;

/**
 * The hash of what is below a folder, and of some files beside it. Each start
 * asks for it, so that it is remembered with the sizes and times of all files
 * and folders, as git's index does: only when one of them differs are the
 * contents read again. They alone make the hash.
 * @param {string} name of the file in the build folder that remembers it
 * @param {string} folder
 * @param {readonly string[]} endings of the names of the files that count
 * @param {readonly string[]} [others]
 */
export function hashOfSources(name, folder, endings, others = []) {
  const file = join(buildDirectory, `${name}.json`);
  const below = (/** @type {string} */ path) => relative(root, path);
  const of = [below(folder), ...endings, ...others.map(below)].join(" ");
  /** @type {Memory | undefined} */
  const memory = readJson(file);
  const isSame = (/** @type {readonly string[]} */ [path = "", stamp]) =>
    stampOf(join(root, path)) === stamp;
  if (memory?.of === of && memory.seen.every(isSame)) return memory.hash;
  const began = Date.now();
  const files = [...filesBelow(folder, endings), ...others];
  const seen = [...foldersFrom(folder), ...files].map((path) => [below(path), stampOf(path)]);
  const hash = hashOf(contentsOf(root, files));
  if (seen.every(([, stamp]) => Number(stamp?.split(" ")[1]) < began - SETTLED_MS)) {
    remember(file, { of, hash, seen });
  }
  return hash;
}

/**
 * @typedef {object} Memory
 * @property {string} of which sources: the folder, endings and other files
 * @property {string} hash
 * @property {readonly (readonly string[])[]} seen paths below the root, each with its stamp
 */

/**
 * A folder and all below it: a file that comes or goes changes the time of its folder.
 * @param {string} folder
 */
const foldersFrom = (folder) => [
  folder,
  ...readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((path) => lstatSync(path).isDirectory()),
];

/**
 * Size, time of the last change (of the content or of anything else) in ms, and number of the file.
 * @param {string} path
 */
function stampOf(path) {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  return (
    stats && `${stats.isFile() ? stats.size : 0} ${stats.ctimeMs} ${stats.mtimeMs} ${stats.ino}`
  );
}

/**
 * @param {string} file
 * @param {unknown} memory
 */
function remember(file, memory) {
  try {
    writeFileSync(`${file}-${process.pid}`, JSON.stringify(memory));
    renameSync(`${file}-${process.pid}`, file);
  } catch {
    // The next start reads the sources again.
  }
}
