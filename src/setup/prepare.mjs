import { realpathSync } from "node:fs";
import { join } from "node:path";
import { beamsAreCurrent, compileBeams } from "./beams.mjs";
import { buildBundles, bundlesAreCurrent } from "./bundles.mjs";
import { dependenciesAreCurrent, installDependencies } from "./dependencies.mjs";
import { findErlang } from "./erlang.mjs";
import { withLock } from "./lock.mjs";
import { buildDirectory, checkBuildDirectory, ebin } from "./places.mjs";

/**
 * What a command needs before it can begin.
 * @typedef {object} Needs
 * @property {import("./dependencies.mjs").Extent} [packages]
 * @property {boolean} [bundles]
 * @property {readonly import("./erlang-install.mjs").ErlangPart[]} [erlang] the modules are compiled, too
 */

/**
 * Does the set-up that is missing, and nothing when nothing is. Two starts at
 * once on a fresh clone: one works, the other waits and finds it done.
 * @param {Needs} needs
 */
export async function prepare(needs) {
  checkBuildDirectory();
  if (!isReady(needs)) await withLock(join(buildDirectory, "lock"), () => setUp(needs));
  // Not the link: a batch that runs for days keeps the modules it began with.
  if (needs.erlang) process.env.PAXY_EBIN = realpathSync(ebin);
  process.env.PAXY_BUILD = buildDirectory;
}

/** @param {Needs} needs */
function isReady(needs) {
  if (needs.packages && !dependenciesAreCurrent(needs.packages)) return false;
  if (needs.bundles && !bundlesAreCurrent()) return false;
  if (!needs.erlang) return true;
  // Development parts are looked for only where they are used: that takes a node's start.
  const erlang = findErlang();
  return needs.erlang.length === 1 && erlang !== undefined && beamsAreCurrent(erlang);
}

/** @param {Needs} needs */
async function setUp(needs) {
  const { requireErlang } = await import("./erlang-install.mjs");
  const erlang = needs.erlang && (await requireErlang(needs.erlang));
  if (needs.packages && !dependenciesAreCurrent(needs.packages))
    installDependencies(needs.packages);
  if (needs.bundles && !bundlesAreCurrent()) await buildBundles();
  if (erlang && !beamsAreCurrent(erlang)) compileBeams(erlang);
}
