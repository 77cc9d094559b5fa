import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout } from "node:timers/promises";
import { isAlive } from "./alive.mjs";
import { say } from "./say.mjs";

const POLL_MS = 100;

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
    rmSync(file, { force: true });
  }
}

/** @param {string} file */
async function take(file) {
  mkdirSync(dirname(file), { recursive: true });
  for (let waited = false; !tryToTake(file); waited = true) {
    const holder = holderOf(file);
    if (holder === undefined) continue;
    if (!isAlive(holder)) {
      if (holderOf(file) === holder) rmSync(file, { force: true });
      continue;
    }
    if (!waited) say(`waiting for the set-up that process ${holder} is doing (${file})`);
    await setTimeout(POLL_MS);
  }
}

/** @param {string} file */
function tryToTake(file) {
  try {
    writeFileSync(file, `${process.pid}\n`, { flag: "wx" });
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === "EEXIST") return false;
    throw error;
  }
}

/**
 * The process that holds the lock; undefined when the file is gone.
 * @param {string} file
 */
function holderOf(file) {
  try {
    return Number(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}
