import { accessSync, constants, existsSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { beamsAreCurrent } from "./beams.mjs";
import { bundlesAreCurrent } from "./bundles.mjs";
import { dependenciesAreCurrent } from "./dependencies.mjs";
import { findErlang, OLDEST_RELEASE } from "./erlang.mjs";
import { howToInstall } from "./erlang-install.mjs";
import { home } from "./home.mjs";
import { buildDirectory, root } from "./places.mjs";
import { ptyProblem, rebuildNeeds, rebuildPty } from "./pty.mjs";
import { version } from "./version.mjs";

/**
 * `needed` says how to get a missing part; `later` marks a part that the next start installs or builds.
 * @typedef {{ what: string, found: string, needed?: string, later?: boolean }} Finding
 */

/**
 * Lists the parts that are installed and those that are missing, with the way to get them; installs nothing.
 * @returns {Promise<number>} 0, or 2 when the user has to install something
 */
export async function doctor() {
  const findings = [
    node(),
    packages(),
    pty(),
    bundles(),
    erlang(),
    beams(),
    await loopback(),
    folder("set-up folder", buildDirectory),
    folder("state folder", stateFolder()),
  ];
  console.log(`paxy ${version()} on ${process.platform} ${process.arch}, in ${root}\n`);
  for (const finding of findings) console.log(lineOf(finding));
  const missing = findings.filter(({ needed, later }) => needed !== undefined && !later);
  console.log(
    missing.length === 0 ? "\npaxy can run batches here." : "\npaxy cannot run batches here yet.",
  );
  return missing.length === 0 ? 0 : 2;
}

/** @param {Finding} finding */
function lineOf({ what, found, needed, later }) {
  const mark = needed === undefined ? "ok" : later ? "later" : "MISSING";
  return `${mark.padEnd(8)}${what.padEnd(16)}${found}${needed === undefined ? "" : `: ${needed}`}`;
}

const atNextStart = { needed: "set up at the next start", later: true };

/** @returns {Finding} */
const node = () => ({ what: "Node", found: `${process.versions.node} (20.19 or newer is needed)` });

/** @returns {Finding} */
function packages() {
  const what = "npm packages";
  if (dependenciesAreCurrent("program")) return { what, found: "match the lockfile" };
  const present = existsSync(join(root, "node_modules"));
  return { what, found: present ? "do not match the lockfile" : "not installed", ...atNextStart };
}

/** @returns {Finding} */
function pty() {
  const what = "terminals (pty)";
  if (!isInstalled("node-pty")) return { what, found: "not tested", ...atNextStart };
  const problem = ptyProblem();
  if (problem === undefined) return { what, found: "works" };
  return { what, found: problem, needed: `npm ${rebuildPty.join(" ")} (${rebuildNeeds})` };
}

/** @param {string} name */
function isInstalled(name) {
  try {
    return Boolean(createRequire(join(root, "package.json")).resolve(name));
  } catch {
    return false;
  }
}

/** @returns {Finding} */
function bundles() {
  const built = bundlesAreCurrent();
  return {
    what: "program",
    found: built ? "built" : "not built from the current sources",
    ...(built ? {} : atNextStart),
  };
}

/** @returns {Finding} */
function erlang() {
  const found = findErlang();
  const what = "Erlang/OTP";
  if (!found) return { what, found: "not on the PATH", needed: howToInstall(["run"]) };
  const release = `${found.release || "unknown release"} at ${found.erl}`;
  if (found.release >= OLDEST_RELEASE) return { what, found: release };
  return {
    what,
    found: release,
    needed: `${OLDEST_RELEASE} or newer, from https://www.erlang.org/downloads`,
  };
}

/** @returns {Finding} */
function beams() {
  const found = findErlang();
  const current = found !== undefined && beamsAreCurrent(found);
  return {
    what: "Erlang modules",
    found: current ? "compiled" : "not compiled from the current sources",
    ...(current ? {} : atNextStart),
  };
}

/** Nodes talk to each other on 127.0.0.1. @returns {Promise<Finding>} */
function loopback() {
  const what = "loopback";
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", ({ message }) =>
      resolve({
        what,
        found: message,
        needed: "a network interface with 127.0.0.1 (ip link set lo up)",
      }),
    );
    server.listen(0, "127.0.0.1", () =>
      server.close(() => resolve({ what, found: "can listen on 127.0.0.1" })),
    );
  });
}

/**
 * A folder that is there, or could be made, for this user to write in.
 * @param {string} what
 * @param {string} path
 * @returns {Finding}
 */
function folder(what, path) {
  let existing = path;
  while (!existsSync(existing)) existing = dirname(existing);
  try {
    accessSync(existing, constants.W_OK);
    return { what, found: path };
  } catch {
    return { what, found: `cannot write ${path}`, needed: `write permission for ${existing}` };
  }
}

/** Where running batches are noted (XDG's state folder). */
const stateFolder = () => join(process.env.XDG_STATE_HOME || join(home, ".local", "state"), "paxy");
