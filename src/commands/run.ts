import { existsSync } from "node:fs";
import { join } from "node:path";
import { refuseErlangCode } from "../batch/code-source.ts";
import { folderSentences } from "../batch/folder-trials.ts";
import { type BatchOptions, readBatches } from "../batch/options.ts";
import { userCode } from "../batch/user-code.ts";
import { commandText } from "../console/command-text.ts";
import { EXIT, exitCode } from "../console/exit-code.ts";
import { interruption } from "../console/interruption.ts";
import { followRuns } from "../console/print-runs.ts";
import { InputError } from "../console/problems.ts";
import { showProgress } from "../console/progress.ts";
import { say } from "../console/say.ts";
import { pathHere, shownPath } from "../console/shown-path.ts";

import { reportOf } from "../core/statistics/uncertainty.ts";
import { type Closing, closingReport } from "../report/closing.ts";
import { summaryJson } from "../report/json-lines.ts";
import { planText } from "../report/plan.ts";
import { firstViolation } from "../results/violations.ts";
import type { Snapshot } from "../service/client.ts";
import type { SocketClient } from "../service/socket/client.ts";
import { prepareService, type ServiceOptions } from "../service/start.ts";
import { offer, unfinished } from "../service/unfinished.ts";

export interface RunOptions extends BatchOptions, ServiceOptions {
  readonly json?: boolean;
  readonly dryRun?: boolean;
  readonly detach?: boolean;
  /** A page of the batch is written at its end. */
  readonly html?: boolean;
  readonly code?: readonly string[];
}

/** `paxy run`: one batch after the other, without a screen. Answers with the exit code. */
export async function run(files: readonly string[], options: RunOptions): Promise<number> {
  refuseErlangCode(files, "run");
  // The service of the first batch loads while the files are read.
  const prepared = options.dryRun ? [] : [prepareService()];
  const code = await userCode(options.code);
  const batches = await readBatches(files, options, code);
  for (const sentence of folderSentences(batches, code.folders)) say(`${sentence}.`);
  if (options.dryRun) {
    for (const batch of batches) process.stdout.write(planText(batch));
    return EXIT.ok;
  }
  const codes: number[] = [];
  for (const [index, batch] of batches.entries()) {
    const left = await unfinished(batch, code, options);
    if (left) say(offer(left));
    const service = prepared.pop() ?? prepareService();
    const client = await service.start(batch, code, options, options.detach ? "free" : "held");
    const ended = options.detach ? leave(client) : await watch(client, options);
    if (ended === EXIT.interrupted) {
      const others = batches.length - index - 1;
      if (others > 0)
        say(`${others} more ${others === 1 ? "batch was" : "batches were"} not started.`);
      return ended;
    }
    codes.push(ended);
  }
  return [EXIT.violation, EXIT.notRun].find((code) => codes.includes(code)) ?? EXIT.ok;
}

/** Follows a batch to its end and prints its results. */
export async function watch(
  client: SocketClient,
  { json = false, html = false }: { readonly json?: boolean; readonly html?: boolean },
): Promise<number> {
  const interrupted = interruption(() => client.dispatch({ type: "stop" }));
  const progress = showProgress(client, process.stderr);
  const rows = json ? followRuns(client.snapshot().directory) : undefined;
  const trouble = await client.closed;
  interrupted.end();
  progress.end();
  const snapshot = client.snapshot();
  if (!existsSync(snapshot.directory)) throw new InputError(trouble);
  await rows?.end();
  const closing = await closingOf(snapshot);
  process.stdout.write(json ? `${summaryJson(closing)}\n` : closingReport(closing));
  if (html) await reportPage(snapshot);
  return ending(snapshot, trouble, interrupted.happened());
}

/**
 * Says how a batch ended before its time and how to run the rest. Answers with
 * the exit code: a batch that somebody stopped elsewhere was interrupted, too.
 */
export function ending(
  { queue, totals, directory }: Snapshot,
  trouble: string,
  interrupted: boolean,
): number {
  const { done, runs } = totals;
  if (trouble !== "") say(trouble);
  else if (done < runs && !interrupted) {
    say(`Batch "${queue.settings.name}" was stopped; ${done} of ${runs} runs are done.`);
  }
  if (done < runs || interrupted) {
    process.stderr.write(`To finish the rest: ${commandText("resume", pathHere(directory))}\n`);
  }
  if (interrupted) return EXIT.interrupted;
  if (trouble !== "") return EXIT.notRun;
  return exitCode(totals, done < runs);
}

/** Writes the page beside the results. */
async function reportPage({ queue, directory }: Snapshot): Promise<void> {
  const { writePage } = await import("../console/report-page.ts");
  const file = join(directory, "report.html");
  await writePage(file, { directory, settings: queue.settings, trials: queue.trials });
  process.stderr.write(`Page: ${shownPath(file)}\n`);
}

/** Leaves a batch running in the background. */
export function leave(client: SocketClient): number {
  const { name } = client.snapshot().queue.settings;
  client.detach();
  process.stderr.write(
    [
      `Batch "${name}" keeps running.`,
      `Reopen: ${commandText("attach", name)}`,
      `Stop: ${commandText("stop", name)}`,
      "",
    ].join("\n"),
  );
  return EXIT.ok;
}

async function closingOf({ queue, directory }: Snapshot): Promise<Closing> {
  const { name, timeLimitMs } = queue.settings;
  const trials = queue.trials.map((trial) => reportOf(trial, timeLimitMs));
  const replay = await replayCommand(directory);
  return { name, directory: shownPath(directory), trials, replay };
}

/** The command that shows the first violation of a batch; undefined where there is none. */
export async function replayCommand(directory: string): Promise<string | undefined> {
  const found = await firstViolation(directory);
  if (found === undefined) return undefined;
  return commandText("replay", pathHere(directory), String(found.trial), String(found.run));
}
