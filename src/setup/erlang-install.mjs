import { readdirSync } from "node:fs";
import { createInterface } from "node:readline/promises";
import { findErlang, findOnPath, missingApplications, OLDEST_RELEASE } from "./erlang.mjs";
import { installationFor } from "./installers.mjs";
import { runLoudly } from "./run.mjs";
import { SetupError, say } from "./say.mjs";

/** @typedef {import("./installers.mjs").ErlangPart} ErlangPart */
/** @typedef {NonNullable<ReturnType<typeof installationFor>>} Installation */

/** Erlang applications, and one file of each, that Debian packages apart from the rest. */
const applications = { run: [], test: ["eunit"], analyse: ["dialyzer", "eunit"] };

const elsewhere = "https://www.erlang.org/downloads has packages for every system.";

/**
 * The Erlang to use, installed first where it is missing and may be installed.
 * @param {readonly ErlangPart[]} parts
 */
export async function requireErlang(parts) {
  if (whatIsMissing(parts) === undefined)
    return /** @type {import("./erlang.mjs").Erlang} */ (findErlang());
  refuseOldErlang();
  await install(parts);
  refuseOldErlang();
  const missing = whatIsMissing(parts);
  if (missing)
    throw new SetupError(`${missing} is still missing after its installation. ${elsewhere}`);
  return /** @type {import("./erlang.mjs").Erlang} */ (findErlang());
}

/**
 * In words; undefined when nothing is.
 * @param {readonly ErlangPart[]} parts
 */
function whatIsMissing(parts) {
  const erlang = findErlang();
  if (!erlang || erlang.release < OLDEST_RELEASE) return `Erlang/OTP ${OLDEST_RELEASE} or newer`;
  const missing = missingApplications(erlang, [
    ...new Set(parts.flatMap((part) => applications[part])),
  ]);
  return missing.length > 0 ? `Erlang's ${missing.join(" and ")}` : undefined;
}

/** An old Erlang is not replaced: something else on the system may need it. */
function refuseOldErlang() {
  const erlang = findErlang();
  if (erlang && erlang.release < OLDEST_RELEASE) {
    throw new SetupError(
      `Erlang/OTP ${OLDEST_RELEASE} or newer is needed; ${erlang.erl} is OTP ${erlang.release || "of an unknown release"}. ${elsewhere}`,
    );
  }
}

/** The facts about this system on which the choice of an installer depends. */
const thisSystem = {
  platform: process.platform,
  isRoot: process.getuid?.() === 0,
  has: (/** @type {string} */ command) => findOnPath(command) !== undefined,
};

/**
 * The command for this system, or where to look.
 * @param {readonly ErlangPart[]} parts
 */
export function howToInstall(parts) {
  const line = installationFor(thisSystem, parts)?.install;
  return line ? line.join(" ") : elsewhere;
}

/** @param {readonly ErlangPart[]} parts */
async function install(parts) {
  const missing = whatIsMissing(parts);
  const installation = installationFor(thisSystem, parts);
  if (!installation) throw new SetupError(`${missing} is needed. ${elsewhere}`);
  const command = installation.install.join(" ");
  if (!(await mayInstall(installation, missing))) {
    throw new SetupError(`${missing} is needed. To install it: ${command}`);
  }
  say(`${missing} is missing; installing it: ${command}`);
  if (!runInstallation(installation))
    throw new SetupError(`${missing} could not be installed with: ${command}`);
}

/**
 * @param {Installation} installation
 * @param {string | undefined} missing
 */
async function mayInstall({ consent, install }, missing) {
  if (consent === "given") return true;
  if (consent === "impossible" || !process.stdin.isTTY || !process.stderr.isTTY) return false;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question(
    `paxy: ${missing} is missing. Run "${install.join(" ")}" now? [y/N] `,
  );
  terminal.close();
  return /^y(es)?$/i.test(answer.trim());
}

/**
 * Lists that were never fetched are fetched first, and old ones when they turn out to be too old.
 * @param {Installation} installation
 */
function runInstallation({ refresh, install }) {
  const fetchLists = () => refresh === undefined || execute(refresh);
  if (aptListsAreEmpty()) fetchLists();
  return execute(install) || (refresh !== undefined && fetchLists() && execute(install));
}

/** @param {readonly string[]} line */
function execute([command = "", ...args]) {
  return runLoudly(command, args, { env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } });
}

function aptListsAreEmpty() {
  try {
    return !readdirSync("/var/lib/apt/lists").some((name) => name.includes("_Packages"));
  } catch {
    return true;
  }
}
