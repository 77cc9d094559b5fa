import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { hashOf } from "./hash.mjs";
import { readJson } from "./json.mjs";
import { root } from "./places.mjs";
import { ptyProblem, rebuildNeeds, rebuildPty } from "./pty.mjs";
import { runLoudly } from "./run.mjs";
import { SetupError, say } from "./say.mjs";

/** @typedef {"program" | "development"} Extent what the packages are for */

const lockfile = join(root, "package-lock.json");
const modules = join(root, "node_modules");
const stamp = join(modules, ".paxy.json");

/** npm's record of a complete installation. */
const record = join(modules, ".package-lock.json");

/**
 * Whether node_modules holds what the lockfile says, as far as it is needed.
 * A published package has no lockfile: whoever installed it saw to the rest.
 * @param {Extent} extent
 */
export function dependenciesAreCurrent(extent) {
  if (!existsSync(lockfile)) return true;
  const installed = readStamp();
  if (installed?.lock !== lockHash()) return false;
  return installed.extent === "development" || extent === "program";
}

/**
 * Installs what is missing. Packages for development stay where they are.
 * @param {Extent} extent
 */
export function installDependencies(extent) {
  const all =
    extent === "development" || readStamp()?.extent === "development" ? "development" : extent;
  if (!installedByHand(all)) install(all);
  ensurePty();
  writeFileSync(stamp, `${JSON.stringify({ lock: lockHash(), extent: all })}\n`);
}

/**
 * A node_modules that is missing or was left half done is installed clean; an
 * old one is brought up to date in place, because a program that is running
 * may still load files from it.
 * @param {Extent} extent
 */
function install(extent) {
  const isNew = !existsSync(record);
  say(`${isNew ? "installing" : "updating"} the npm packages`);
  const how = isNew ? ["ci"] : ["install", "--no-save"];
  const which = extent === "program" ? "--omit=dev" : "--include=dev";
  if (!npm([...how, which, "--ignore-scripts"])) {
    throw new SetupError(
      `npm could not install the packages; what it says is above. Try "npm ci" in ${root}.`,
    );
  }
}

/** No package needs its install script: esbuild and node-pty bring binaries, node-pty not for all systems. */
function ensurePty() {
  if (ptyProblem() === undefined) return;
  say("building node-pty, which has no binary for this system");
  if (!npm(rebuildPty, { npm_config_build_from_source: "true" }) || ptyProblem() !== undefined) {
    throw new SetupError(`node-pty could not be built; ${rebuildNeeds}.`);
  }
}

/**
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} [settings]
 */
function npm(args, settings) {
  const cli = process.env.npm_execpath;
  const [command, before] = cli?.endsWith(".js") ? [process.execPath, [cli]] : ["npm", []];
  const quiet = ["--no-audit", "--no-fund", "--loglevel=error"];
  const env = { ...process.env, ...settings };
  return runLoudly(command, [...before, ...args, ...quiet], { cwd: root, env });
}

const lockHash = () => hashOf([readFileSync(lockfile)]);

/** @returns {{ lock: string, extent: Extent } | undefined} */
const readStamp = () => readJson(stamp);

/**
 * Whether npm's own record of node_modules already agrees with the lockfile,
 * for people who run `npm ci` themselves.
 * @param {Extent} extent
 */
function installedByHand(extent) {
  if (!existsSync(record)) return false;
  const present = JSON.parse(readFileSync(record, "utf8")).packages;
  return Object.entries(JSON.parse(readFileSync(lockfile, "utf8")).packages)
    .filter(
      ([path, wanted]) => path && !wanted.optional && (extent === "development" || !wanted.dev),
    )
    .every(([path, wanted]) => present[path]?.version === wanted.version);
}
