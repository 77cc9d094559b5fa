import { existsSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { beamsAreCurrent } from "./beams.mjs";
import { bundlesAreCurrent } from "./bundles.mjs";
import { dependenciesAreCurrent } from "./dependencies.mjs";
import { findErlang, OLDEST_RELEASE } from "./erlang.mjs";
import { howToInstall } from "./erlang-install.mjs";
import { buildDirectory, root } from "./places.mjs";
import { runQuietly } from "./run.mjs";

/**
 * `needed` is how to get what is missing; `later` marks what the next start does by itself.
 * @typedef {{ what: string, found: string, needed?: string, later?: boolean }} Finding
 */

/**
 * Says what is installed, what is missing and how to get it; installs nothing.
 * @returns {Promise<number>} 0, or 2 when something is missing that the user has to see to
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
    folder(),
  ];
  for (const finding of findings) console.log(lineOf(finding));
  const missing = findings.filter(({ needed, later }) => needed !== undefined && !later);
  console.log(
    missing.length === 0 ? "\npaxy can run batches here." : "\npaxy can't run batches here yet.",
  );
  return missing.length === 0 ? 0 : 2;
}

/** @param {Finding} finding */
function lineOf({ what, found, needed, later }) {
  const mark = needed === undefined ? "ok" : later ? "later" : "MISSING";
  return `${mark.padEnd(8)}${what.padEnd(16)}${found}${needed === undefined ? "" : `: ${needed}`}`;
}

const atNextStart = { needed: "the next start sees to it", later: true };

/** @returns {Finding} */
const node = () => ({ what: "Node", found: `${process.versions.node} (20.19 or newer is needed)` });

/** @returns {Finding} */
function packages() {
  const what = "npm packages";
  if (dependenciesAreCurrent("program")) return { what, found: "as in the lockfile" };
  const present = existsSync(join(root, "node_modules"));
  return { what, found: present ? "not those of the lockfile" : "not installed", ...atNextStart };
}

/** @returns {Finding} */
function pty() {
  const what = "terminals (pty)";
  if (!existsSync(join(root, "node_modules", "node-pty")))
    return { what, found: "not tried", ...atNextStart };
  const { ok, stdout, stderr } = runQuietly(
    process.execPath,
    ["--input-type=module", "-e", echoUnderPty],
    {
      cwd: root,
      timeout: 10_000,
    },
  );
  if (ok && stdout.includes("paxy-pty")) return { what, found: "a command under node-pty answers" };
  const why =
    stderr
      .trim()
      .split("\n")
      .find((line) => /error/i.test(line)) ?? "no answer";
  return {
    what,
    found: why,
    needed: `npm rebuild node-pty --ignore-scripts=false (needs Python, make and a C++ compiler)`,
  };
}

const echoUnderPty = `
  import { spawn } from "node-pty";
  const terminal = spawn("/bin/sh", ["-c", "echo paxy-pty; read line"], {});
  terminal.onData((data) => { process.stdout.write(data); if (data.includes("paxy-pty")) process.exit(0); });
`;

/** @returns {Finding} */
function bundles() {
  const built = bundlesAreCurrent();
  return {
    what: "program",
    found: built ? "built" : "not built from the present sources",
    ...(built ? {} : atNextStart),
  };
}

/** @returns {Finding} */
function erlang() {
  const found = findErlang();
  const what = "Erlang/OTP";
  if (!found) return { what, found: "not on the PATH", needed: howToInstall(["run"]) };
  const release = `${found.release || "an unknown release"} at ${found.erl}`;
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
    found: current ? "compiled" : "not compiled from the present sources",
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
      server.close(() => resolve({ what, found: "127.0.0.1 can be listened on" })),
    );
  });
}

/** @returns {Finding} */
const folder = () => ({ what: "state folder", found: buildDirectory });
