import {
  copyFileSync,
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
import { basename, join } from "node:path";
import { codeInUse } from "./code-in-use.mjs";
import { filesBelow } from "./hash.mjs";
import { buildDirectory, ebin, root } from "./places.mjs";
import { hashOfSources } from "./remembered.mjs";
import { runQuietly } from "./run.mjs";
import { SetupError, say } from "./say.mjs";

/** The newest compiled sets are kept, whoever uses them. */
const SETS_KEPT = 10;

const beams = join(buildDirectory, "beams");

/** The users' compiled modules (src/batch/user-code.ts); a folder's time is that of its last use. */
const userCode = join(buildDirectory, "user-code");
const USER_CODE_KEPT_MS = 30 * 24 * 3600 * 1000;

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
  const endings = [".erl", ".hrl", ".sh"];
  return `otp${release}-${hashOfSources("sources-of-beams", join(root, "erlang"), endings)}`;
}

/**
 * @param {import("./erlang.mjs").Erlang} erlang
 * @param {string} directory
 */
function compile({ erlc }, directory) {
  const args = ["+debug_info", "-I", join(root, "erlang"), "-pa", directory, "-o", directory];
  const { ok, stdout, stderr } = runQuietly(erlc, [...args, ...erlangSources()]);
  if (ok) return copyScripts(directory);
  rmSync(directory, { recursive: true });
  throw new SetupError(`the Erlang modules do not compile.\n${stdout}${stderr}`);
}

/**
 * What modules run on their hosts is sent there with them.
 * @param {string} directory
 */
function copyScripts(directory) {
  for (const script of filesBelow(join(root, "erlang"), [".sh"]))
    copyFileSync(script, join(directory, basename(script)));
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
  const inUse = codeInUse();
  const unused = (/** @type {string} */ folder) =>
    byAge(folder).filter(({ path }) => path !== join(beams, current) && !inUse.has(path));
  const old = [
    ...unused(beams).slice(SETS_KEPT),
    ...unused(userCode).filter(({ mtimeMs }) => Date.now() - mtimeMs > USER_CODE_KEPT_MS),
  ];
  for (const { path } of old) rmSync(path, { recursive: true, force: true });
}

/**
 * The content of a folder, the newest first.
 * @param {string} folder
 */
function byAge(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .map((name) => join(folder, name))
    .map((path) => ({ path, mtimeMs: statSync(path).mtimeMs }))
    .sort((a, b) => b.mtimeMs - a.mtimeMs);
}
