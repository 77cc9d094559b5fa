import { lstatSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isAlive, startTimeOf } from "./process-identity.ts";

/**
 * The folder of this process for the files of acceptors: readable only by this user, and named
 * after its owner (pid and start time), so that a later start can tell whose folder has lost its
 * owner.
 */
export function makeStorageFolder(parent = tmpdir()): string {
  const startTime = startTimeOf(process.pid);
  try {
    return mkdtempSync(join(parent, `paxy-${process.pid}-${startTime}-`));
  } catch (error) {
    const { message } = error as Error;
    throw new Error(`No folder for temporary files can be made in ${parent}: ${message}.`);
  }
}

export function removeStorageFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}

/** Removes the folders of killed processes. */
export function removeLeftovers(parent = tmpdir()): void {
  for (const name of namesIn(parent)) {
    const [, pid, startTime] = /^paxy-(\d+)-(\d+)-\w{6}$/.exec(name) ?? [];
    if (pid === undefined || startTime === undefined) continue;
    if (isAlive(Number(pid), startTime) || !isOurFolder(join(parent, name))) continue;
    removeStorageFolder(join(parent, name));
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function isOurFolder(path: string): boolean {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  return stat?.isDirectory() === true && stat.uid === process.getuid?.();
}
