import { readFileSync } from "node:fs";

/**
 * What set-up noted for itself in a file; undefined if it is not there, or damaged.
 * @param {string} file
 */
export function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}
