import { accessSync, constants, mkdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { hashOf } from "./hash.mjs";
import { home } from "./home.mjs";
import { privateFolder } from "./private-folder.mjs";

/** The folder of the project, or of the installed package. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Where the bundles are: a published package brings them along. */
export const bundleDirectory = join(root, ".build");

/** Used where the project's folder cannot be written, as in a package that root installed. */
const cache = join(
  process.env.XDG_CACHE_HOME || join(home, ".cache"),
  "paxy",
  `${basename(root)}-${hashOf([root])}`,
);

/** Where set-up keeps what it makes. */
export const buildDirectory = writable(bundleDirectory) ? bundleDirectory : cache;

/** Refuses a cache that another user made: everything in it is loaded and run. */
export function checkBuildDirectory() {
  if (buildDirectory !== cache) return;
  privateFolder(dirname(cache));
  privateFolder(cache);
}

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
