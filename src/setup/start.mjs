import { pathToFileURL } from "node:url";
import { cliBundle } from "./bundles.mjs";
import { commandName } from "./command-name.mjs";
import { home } from "./home.mjs";
import { endWithNpm } from "./parent.mjs";
import { prepare } from "./prepare.mjs";
import { SetupError, say } from "./say.mjs";
import { version } from "./version.mjs";
import { wantedBy } from "./wanted.mjs";

/**
 * Sets up what the arguments need, then becomes what they ask for.
 * @param {readonly string[]} args
 */
export const start = (args) => reporting(() => begin(wantedBy(args), args));

/**
 * The set-up alone, for programs that begin otherwise.
 * @param {readonly string[]} args as of the command that it is for
 */
export const prepareFor = (args) => reporting(() => prepare(wantedBy(args).needs));

/** @param {() => Promise<void>} work */
async function reporting(work) {
  try {
    await work();
  } catch (error) {
    say(sentenceFor(error));
    process.exitCode = 2;
  }
}

/**
 * Why set-up stopped, for people. An unexpected error shows where it
 * came from only with --debug; the exit code 1 belongs to violations.
 * @param {unknown} error
 */
function sentenceFor(error) {
  if (error instanceof SetupError) return error.message;
  const { code, path, message, stack } = /** @type {NodeJS.ErrnoException} */ (error);
  if (path && code && ["EACCES", "EPERM", "EROFS", "ENOSPC", "EDQUOT"].includes(code)) {
    return `set-up cannot write ${path} (${code}).`;
  }
  if (process.argv.includes("--debug")) return String(stack);
  return `set-up failed: ${message ?? String(error)}. --debug shows where.`;
}

/**
 * @param {import("./wanted.mjs").Wanted} wanted
 * @param {readonly string[]} args
 */
async function begin(wanted, args) {
  process.env.HOME ||= home;
  endWithNpm();
  if (wanted.kind === "version") {
    console.log(version());
  } else if (wanted.kind === "doctor") {
    const { doctor } = await import("./doctor.mjs");
    process.exitCode = await doctor();
  } else if (wanted.kind === "task") {
    const { runTask } = await import("./tasks.mjs");
    process.exitCode = await runTask(wanted.task, wanted.rest);
  } else {
    if (args.includes("--debug")) process.setSourceMapsEnabled(true);
    process.env.PAXY_COMMAND = commandName();
    await prepare(wanted.needs);
    await import(pathToFileURL(cliBundle).href);
  }
}
