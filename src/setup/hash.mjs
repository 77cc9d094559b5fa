import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";

/**
 * Short hash of some texts, hex.
 * @param {readonly (string | Buffer)[]} parts
 */
export function hashOf(parts) {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part).update("\0");
  return hash.digest("hex").slice(0, 16);
}

/**
 * Names and contents of files below a folder, ready to be hashed. By content
 * and not by time: a checkout touches files that it does not change. The
 * folder itself may be moved.
 * @param {string} folder
 * @param {readonly string[]} files
 */
export const contentsOf = (folder, files) =>
  files.flatMap((file) => [relative(folder, file), readFileSync(file)]);

/**
 * The files below a folder whose names end in one of `endings`, in a fixed order.
 * @param {string} directory
 * @param {readonly string[]} endings
 */
export function filesBelow(directory, endings) {
  return readdirSync(directory, { recursive: true, encoding: "utf8" })
    .filter((name) => endings.some((ending) => name.endsWith(ending)))
    .sort()
    .map((name) => join(directory, name));
}
