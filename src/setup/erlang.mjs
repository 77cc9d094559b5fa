import { accessSync, constants, realpathSync, statSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { home } from "./home.mjs";
import { readJson } from "./json.mjs";
import { buildDirectory } from "./places.mjs";
import { runQuietly } from "./run.mjs";

/** The oldest OTP release that the Erlang side runs on. */
export const OLDEST_RELEASE = 25;

const remembered = join(buildDirectory, "erlang.json");

/**
 * @typedef {{ erl: string, erlc: string, release: number }} Erlang
 */

/**
 * The Erlang on the PATH; undefined when `erl` or `erlc` is missing.
 * @returns {Erlang | undefined}
 */
export function findErlang() {
  const erl = findOnPath("erl");
  const erlc = findOnPath("erlc");
  return erl && erlc ? { erl, erlc, release: releaseOf(erl) } : undefined;
}

/**
 * First executable file of that name on the PATH.
 * @param {string} name
 */
export function findOnPath(name, path = process.env.PATH ?? "") {
  return path
    .split(delimiter)
    .filter(Boolean)
    .map((directory) => join(directory, name))
    .find(isExecutable);
}

/** @param {string} file */
function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/**
 * OTP release of an `erl`. Asking takes 0.2 s, so the answer is kept for as
 * long as the file stays the same.
 * @param {string} erl
 */
function releaseOf(erl) {
  const target = realpathSync(erl);
  const { mtimeMs, size } = statSync(target);
  const identity = `${erl} ${target} ${mtimeMs} ${size}`;
  const known = recall();
  if (known?.identity === identity) return known.release;
  const release = askRelease(erl);
  if (release > 0) remember({ identity, release });
  return release;
}

/** @returns {{ identity: string, release: number } | undefined} */
const recall = () => readJson(remembered);

/** @param {{ identity: string, release: number }} known */
function remember(known) {
  try {
    writeFileSync(remembered, JSON.stringify(known));
  } catch {
    // Asking again costs 0.2 s, and the doctor makes no folder for it.
  }
}

/**
 * 0 when it does not answer.
 * @param {string} erl
 */
function askRelease(erl) {
  return (
    Number.parseInt(ask(erl, "io:put_chars(erlang:system_info(otp_release)), halt()."), 10) || 0
  );
}

/**
 * Those of `names` that this Erlang does not have whole: Debian packages the
 * headers apart from the modules.
 * @param {Erlang} erlang
 * @param {readonly string[]} names
 */
export function missingApplications({ erl }, names) {
  if (names.length === 0) return [];
  const present =
    'fun(N) -> D = code:lib_dir(N), is_list(D) andalso filelib:is_dir(D ++ "/ebin") andalso (N =/= eunit orelse filelib:is_file(D ++ "/include/eunit.hrl")) end';
  const program = `[io:format("~s ", [N]) || N <- [${names}], not (${present})(N)], halt().`;
  return ask(erl, program).split(" ").filter(Boolean);
}

/**
 * The output of a short Erlang program.
 * @param {string} erl
 * @param {string} program
 */
function ask(erl, program) {
  const env = { ...process.env, HOME: home };
  return runQuietly(erl, ["-noinput", "-boot", "no_dot_erlang", "-eval", program], { env }).stdout;
}
