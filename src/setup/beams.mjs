import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { join } from "node:path";
import { contentsOf, filesBelow, hashOf } from "./hash.mjs";
import { buildDirectory, ebin, root } from "./places.mjs";
import { runQuietly } from "./run.mjs";
import { SetupError, say } from "./say.mjs";

/** Compiled sets that are kept: nodes of a running batch load their modules late, from the set they began with. */
const SETS_KEPT = 10;

const beams = join(buildDirectory, "beams");

/** The Erlang sources, those that define a behaviour first: the others are checked against them. */
export function erlangSources() {
  const sources = filesBelow(join(root, "erlang"), [".erl"]);
  const isBehaviour = (/** @type {string} */ file) =>
    /^-callback\b/m.test(readFileSync(file, "utf8"));
  return [...sources.filter(isBehaviour), ...sources.filter((file) => !isBehaviour(file))];
}

/**
 * Whether `.build/ebin` holds these sources, compiled by this Erlang.
 * @param {import("./erlang.mjs").Erlang} erlang
 */
export function beamsAreCurrent(erlang) {
  try {
    return readlinkSync(ebin) === join("beams", keyFor(erlang)) && statSync(ebin).isDirectory();
  } catch {
    return false;
  }
}

/** @param {import("./erlang.mjs").Erlang} erlang */
export function compileBeams(erlang) {
  say(`compiling the Erlang modules (OTP ${erlang.release})`);
  mkdirSync(beams, { recursive: true });
  const key = keyFor(erlang);
  const fresh = join(beams, `new-${process.pid}`);
  mkdirSync(fresh, { recursive: true });
  compile(erlang, fresh);
  if (existsSync(join(beams, key))) rmSync(fresh, { recursive: true });
  else renameSync(fresh, join(beams, key));
  pointTo(key);
  removeOldSets(key);
}

/** @param {import("./erlang.mjs").Erlang} erlang */
function keyFor({ release }) {
  const sources = filesBelow(join(root, "erlang"), [".erl", ".hrl"]);
  return `otp${release}-${hashOf(contentsOf(root, sources))}`;
}

/**
 * @param {import("./erlang.mjs").Erlang} erlang
 * @param {string} directory
 */
function compile({ erlc }, directory) {
  const args = ["+debug_info", "-I", join(root, "erlang"), "-pa", directory, "-o", directory];
  const { ok, stdout, stderr } = runQuietly(erlc, [...args, ...erlangSources()]);
  if (ok) return;
  rmSync(directory, { recursive: true });
  throw new SetupError(`the Erlang modules do not compile.\n${stdout}${stderr}`);
}

/**
 * Replaces the link in one step, so that nobody finds it missing.
 * @param {string} key
 */
function pointTo(key) {
  const link = `${ebin}-${process.pid}`;
  rmSync(link, { force: true });
  symlinkSync(join("beams", key), link);
  renameSync(link, ebin);
}

/** @param {string} current */
function removeOldSets(current) {
  const byAge = readdirSync(beams)
    .filter((name) => name !== current)
    .map((name) => ({ path: join(beams, name), mtimeMs: statSync(join(beams, name)).mtimeMs }))
    .sort((a, b) => b.mtimeMs - a.mtimeMs);
  for (const { path } of byAge.slice(SETS_KEPT)) rmSync(path, { recursive: true, force: true });
}
