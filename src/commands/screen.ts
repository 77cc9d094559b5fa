import { existsSync, statSync } from "node:fs";
import { loadBatchFile } from "../batch/file/load.ts";
import { commandText } from "../console/command-text.ts";
import { EXIT } from "../console/exit-code.ts";
import { flagOf } from "../console/flags.ts";
import { quickstart } from "../console/places.ts";
import { InputError, inputError } from "../console/problems.ts";
import type { SocketClient } from "../service/socket/client.ts";
import { prepareService } from "../service/start.ts";
import type { ScreenOptions } from "./attach.ts";
import type { RunOptions } from "./run.ts";

type Options = RunOptions & ScreenOptions;

// This file imports little: it starts the processes that a screen waits for, and the rest of the
// program loads while they do.

/**
 * `paxy [FILE]`: the screen on a batch; without a terminal, the batch without the
 * screen. `paxy DIR`: the screen on a folder of results, whose rest is run.
 */
export async function screen(given: string | undefined, options: Options): Promise<number> {
  if (given !== undefined) await refuseWhatIsNoFile(given);
  // As for `run`: fields or code without a file are one trial of defaults.
  const { set, module, code: sources } = options;
  const describes = [set, module, sources].some((each) => each !== undefined);
  const files = given !== undefined ? [given] : describes ? [] : [quickstart];
  const isResults = given !== undefined && isFolder(given);
  if (isResults) refuseBatchOptions(given, options);
  if (!process.stdin.isTTY || !process.stdout.isTTY) {
    const { resume, run } = await import("../parts/batches.ts");
    return isResults ? resume(given, undefined, options) : run(files, options);
  }
  return isResults ? screenOnResults(given, options) : screenOnBatch(files, options);
}

/** The screen on the batch of a file, or on the one that the options describe. */
async function screenOnBatch(files: readonly string[], options: Options): Promise<number> {
  const service = prepareService();
  const loads = new Map(files.map((file) => [file, loadBatchFile(file)]));
  for (const load of loads.values()) load.catch(() => {});
  const { show, loadScreen } = await import("./attach.ts");
  // Where the screen can't be, `show` says so.
  loadScreen().catch(() => {});
  const { ask, question, readBatches, unfinished, userCode } = await import("../parts/opening.ts");
  const code = await userCode(options.code);
  const open = (client: SocketClient) => show(client, options, { code, files: options.code ?? [] });
  const load = (file: string) => loads.get(file) ?? loadBatchFile(file);
  const [batch] = await readBatches(files, { ...options, load }, code);
  if (batch === undefined) throw new Error("a batch file makes one batch");
  const left = await unfinished(batch, code, options);
  if (left === undefined) return open(await service.start(batch, code, options, "free"));
  // A question may stay open for hours.
  service.abandon();
  const goOn = await ask(question(left));
  if (goOn === undefined) return EXIT.interrupted;
  if (!goOn) return open(await prepareService().start(batch, code, options, "free"));
  // The runs that are there are those of its seed, where nobody says another.
  const { seed } = left.manifest.settings;
  const [again = batch] = await readBatches(files, { ...options, fallbackSeed: seed }, code);
  const places = { ...options, resume: left.directory };
  return open(await prepareService().start(again, code, places, "free"));
}

/** The options that say how a folder of results is shown, and on which nodes its rest is run. */
const OF_RESULTS = [
  ...["ascii", "mouse", "theme", "screenReader", "debug"],
  ...["code", "useNodes", "cookieFile"],
];

/** All other options describe a batch, and a folder of results has its own. */
function refuseBatchOptions(folder: string, options: object): void {
  const other = Object.keys(options).find((name) => !OF_RESULTS.includes(name));
  if (other === undefined) return;
  throw new InputError(
    `${flagOf(other)} can't be used with a folder of results, which has the settings of its batch. To run changes of its batch file: ${commandText("resume", folder, "FILE")}`,
  );
}

/** The batch as it was left, or as it runs now. */
async function screenOnResults(folder: string, options: Options): Promise<number> {
  const { attach, resumeBatch } = await import("../parts/batches.ts");
  const { show, showKept } = await import("./attach.ts");
  const code = (options.code ?? []).flatMap((path) => ["--code", path]);
  const again = commandText("resume", folder, ...code);
  const onChanged = (directory: string, changed: string) => onlyShown(directory, changed, again);
  const found = await resumeBatch(folder, options, { life: "free", onChanged });
  if ("kept" in found) return showKept(found.kept, { ...options, readOnly: found.because });
  const client =
    "client" in found ? found.client : await attach(found.running.socket, { readOnly: false });
  return show(client, options, { code: found.code, files: options.code ?? [] });
}

/** Results that can't count any more. Throws an InputError where they can't be read. */
async function onlyShown(directory: string, changed: string, again: string) {
  const { keptBatch, readBatch } = await import("../parts/batches.ts");
  const read = await readBatch(directory);
  if (!read.ok) throw inputError("", read.problems);
  const because = `${changed}, so results are only shown. Run again: ${again}`;
  return { kept: keptBatch(read.value, because), because };
}

/** A mistyped command is taken for a file; say so. */
async function refuseWhatIsNoFile(given: string): Promise<void> {
  if (given.endsWith(".erl") || isFolder(given)) {
    const { refuseErlangCode } = await import("../batch/code-source.ts");
    refuseErlangCode([given], "screen");
  }
  if (existsSync(given) || /[./\\]/.test(given)) return;
  throw new InputError(
    `"${given}" is neither a command nor a file. For the commands: ${commandText("--help")}`,
  );
}

const isFolder = (path: string): boolean =>
  statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
