import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { hashOf } from "./hash.mjs";
import { root } from "./places.mjs";
import { runLoudly } from "./run.mjs";
import { SetupError, say } from "./say.mjs";

/** @typedef {"program" | "development"} Extent what the packages are for */

const lockfile = join(root, "package-lock.json");
const modules = join(root, "node_modules");
const stamp = join(modules, ".paxy.json");

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
 * A missing node_modules is installed clean; an old one is brought up to date
 * in place, because a program that is running may still load files from it.
 * @param {Extent} extent
 */
export function installDependencies(extent) {
  if (!installedByHand(extent)) {
    const isNew = !existsSync(modules);
    say(
      `${isNew ? "installing" : "updating"} the npm packages (${extent === "program" ? "to run" : "to develop"})`,
    );
    const which = extent === "program" && isNew ? "--omit=dev" : "--include=dev";
    npm([...(isNew ? ["ci"] : ["install", "--no-save"]), which]);
  }
  writeFileSync(stamp, `${JSON.stringify({ lock: lockHash(), extent })}\n`);
}

/**
 * No package needs its install script: node-pty and esbuild bring binaries.
 * @param {readonly string[]} args
 */
function npm(args) {
  const quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  const cli = process.env.npm_execpath;
  const [command, before] = cli?.endsWith(".js") ? [process.execPath, [cli]] : ["npm", []];
  if (!runLoudly(command, [...before, ...args, ...quiet], { cwd: root })) {
    throw new SetupError(
      `npm could not install the packages; what it says is above. Try "npm ci" in ${root}.`,
    );
  }
}

const lockHash = () => hashOf([readFileSync(lockfile)]);

/** @returns {{ lock: string, extent: Extent } | undefined} */
function readStamp() {
  try {
    return JSON.parse(readFileSync(stamp, "utf8"));
  } catch {
    return undefined;
  }
}

/**
 * Whether npm's own record of node_modules already agrees with the lockfile,
 * for people who run `npm ci` themselves.
 * @param {Extent} extent
 */
function installedByHand(extent) {
  const record = join(modules, ".package-lock.json");
  if (!existsSync(record)) return false;
  const present = JSON.parse(readFileSync(record, "utf8")).packages;
  return Object.entries(JSON.parse(readFileSync(lockfile, "utf8")).packages)
    .filter(
      ([path, wanted]) => path && !wanted.optional && (extent === "development" || !wanted.dev),
    )
    .every(([path, wanted]) => present[path]?.version === wanted.version);
}
