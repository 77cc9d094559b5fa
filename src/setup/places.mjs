import { accessSync, constants, mkdirSync } from "node:fs";
import { homedir } from "node:os";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { hashOf } from "./hash.mjs";

/** The folder of the project, or of the installed package. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Where the bundles are: a published package brings them along. */
export const bundleDirectory = join(root, ".build");

/** Where set-up keeps what it makes. A package that root installed is not the user's to write in. */
export const buildDirectory = writable(bundleDirectory)
  ? bundleDirectory
  : join(
      process.env.XDG_CACHE_HOME || join(homedir(), ".cache"),
      "paxy",
      `${basename(root)}-${hashOf([root])}`,
    );

/** The compiled Erlang modules: a link to the beams of these sources and this OTP release. */
export const ebin = join(buildDirectory, "ebin");

/** @param {string} directory */
function writable(directory) {
  try {
    mkdirSync(directory, { recursive: true });
    accessSync(directory, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
