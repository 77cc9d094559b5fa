import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { dirname } from "node:path";
import { setTimeout } from "node:timers/promises";
import { isAlive, startTimeOf } from "./alive.mjs";
import { say } from "./say.mjs";

const POLL_MS = 100;

/** A lock file is made and filled within this time; one without a holder that is older was damaged. */
const FILL_MS_MAX = 3000;

/** Set-up takes minutes. Whether a process on another computer is alive cannot be seen; after this time it is not. */
const OTHER_HOST_MS_MAX = 30 * 60 * 1000;

/**
 * Does `work` while no other process does work under the same lock file. The
 * lock of a process that is gone is taken over.
 * @template T
 * @param {string} file
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(file, work) {
  await take(file);
  try {
    return await work();
  } finally {
    if (textOf(file) === ownText()) rmSync(file, { force: true });
  }
}

/** @param {string} file */
async function take(file) {
  mkdirSync(dirname(file), { recursive: true });
  for (let waited = false; !tryToTake(file); ) {
    const text = textOf(file);
    if (text === undefined) continue;
    if (isFree(file, text) && removeOnce(file, text)) continue;
    if (!waited)
      say(`waiting for the set-up that process ${holderIn(text)?.pid ?? "?"} is doing (${file})`);
    waited = true;
    await setTimeout(POLL_MS);
  }
}

/** The pid is not enough: after a restart of the computer, or in a container, another process has it. */
const ownText = () => `${process.pid} ${startTimeOf(process.pid)} ${hostname()}\n`;

/** @param {string} file */
function tryToTake(file) {
  try {
    writeFileSync(file, ownText(), { flag: "wx" });
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === "EEXIST") return false;
    // The file may have been made, and the disk be too full for its content.
    if (textOf(file) === "") rmSync(file, { force: true });
    throw error;
  }
}

/**
 * What a lock file says; undefined when it is gone.
 * @param {string} file
 */
function textOf(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

/** @param {string} text */
function holderIn(text) {
  const [, pid, startTime, host] = /^([1-9]\d{0,9}) (\d+) (.*)\n$/.exec(text) ?? [];
  if (pid === undefined || startTime === undefined) return undefined;
  return { pid: Number(pid), startTime, host };
}

/**
 * Whether nobody holds a lock any more.
 * @param {string} file
 * @param {string} text
 */
function isFree(file, text) {
  const holder = holderIn(text);
  if (holder === undefined) return ageOf(file) > FILL_MS_MAX;
  if (holder.host !== hostname()) return ageOf(file) > OTHER_HOST_MS_MAX;
  return !isAlive(holder.pid) || startTimeOf(holder.pid) !== holder.startTime;
}

/** @param {string} file */
function ageOf(file) {
  const modified = statSync(file, { throwIfNoEntry: false })?.mtimeMs;
  return modified === undefined ? 0 : Date.now() - modified;
}

/**
 * Removes a lock that says `text`. Of several processes that found it free
 * only the one that makes the marker may, so that none removes the lock which
 * another has taken meanwhile.
 * @param {string} file
 * @param {string} text
 * @returns {boolean} whether to try again at once
 */
function removeOnce(file, text) {
  const marker = `${file}-removal`;
  try {
    writeFileSync(marker, "", { flag: "wx" });
  } catch {
    if (ageOf(marker) > FILL_MS_MAX) rmSync(marker, { force: true });
    return false;
  }
  if (textOf(file) === text) rmSync(file, { force: true });
  rmSync(marker, { force: true });
  return true;
}
