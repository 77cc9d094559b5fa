import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { isAlive, startTimeOf } from "./alive.mjs";
import { buildDirectory } from "./places.mjs";

/** Each service notes here which folders its nodes load from: `PID-STARTTIME`, a path a line. */
const notes = join(buildDirectory, "in-use");

/**
 * Folders of compiled modules that running batches use. A node that is started
 * again loads from the folder that its batch began with.
 * @returns {Set<string>} absolute paths
 */
export function codeInUse() {
  const names = read(() => readdirSync(notes)) ?? [];
  return new Set(names.flatMap(foldersOf));
}

/** @param {string} name */
function foldersOf(name) {
  const note = join(notes, name);
  const [pid, startTime] = name.split("-");
  if (isAlive(Number(pid)) && startTimeOf(Number(pid)) === startTime) {
    return (read(() => readFileSync(note, "utf8")) ?? "").split("\n").filter(Boolean);
  }
  rmSync(note, { force: true });
  return [];
}

/**
 * @template T
 * @param {() => T} it
 */
function read(it) {
  try {
    return it();
  } catch {
    return undefined;
  }
}
