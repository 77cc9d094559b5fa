import { pathToFileURL } from "node:url";
import { cliBundle } from "./bundles.mjs";
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
 * What stopped set-up, for people; anything unforeseen is thrown on.
 * @param {unknown} error
 */
function sentenceFor(error) {
  if (error instanceof SetupError) return error.message;
  const { code, path } = /** @type {NodeJS.ErrnoException} */ (error);
  if (path && code && ["EACCES", "EPERM", "EROFS", "ENOSPC", "EDQUOT"].includes(code)) {
    return `set-up can't write ${path} (${code}).`;
  }
  throw error;
}

/**
 * @param {import("./wanted.mjs").Wanted} wanted
 * @param {readonly string[]} args
 */
async function begin(wanted, args) {
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
    await prepare(wanted.needs);
    await import(pathToFileURL(cliBundle).href);
  }
}
