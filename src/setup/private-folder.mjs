import { chmodSync, lstatSync, mkdirSync } from "node:fs";
import { SetupError } from "./say.mjs";

/**
 * Makes a folder that only this user can write in: what lies there is loaded
 * and run. Throws if it belongs to another user.
 * @param {string} path
 */
export function privateFolder(path) {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  const { uid, mode } = folderAt(path);
  if (uid !== process.getuid?.()) {
    throw new SetupError(
      `${path} belongs to another user. Set XDG_CACHE_HOME to a folder of your own.`,
    );
  }
  if ((mode & 0o022) !== 0) chmodSync(path, 0o700);
}

/** @param {string} path */
function folderAt(path) {
  const found = lstatSync(path);
  if (!found.isDirectory()) throw new SetupError(`${path} is not a folder.`);
  return found;
}
