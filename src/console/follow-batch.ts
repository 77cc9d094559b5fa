import { existsSync } from "node:fs";
import { join } from "node:path";
import { counted } from "../core/count-text.ts";
import { cutOffRuns } from "../core/queue/draft.ts";
import { reportOf } from "../core/statistics/uncertainty.ts";
import { closingReport } from "../report/closing.ts";
import type { Closing } from "../report/closing-sentences.ts";
import { summaryJson } from "../report/json-lines.ts";
import { readManifest } from "../results/manifest.ts";
import { causesOf } from "../results/undecided-causes.ts";
import type { BatchClient, Snapshot } from "../service/client.ts";
import { commandText } from "./command-text.ts";
import { EXIT, exitCode } from "./exit-code.ts";
import { interruption } from "./interruption.ts";
import { followRuns } from "./print-runs.ts";
import { InputError } from "./problems.ts";
import { showProgress } from "./progress.ts";
import { say } from "./say.ts";
import { pathHere, shownPath } from "./shown-path.ts";
import { smallerLines } from "./smaller.ts";
import { violationOf } from "./why.ts";

/** Follows a batch to its end and prints its results. */
export async function watch(
  client: BatchClient,
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
  const closing = await closingOf(snapshot, interrupted.happened());
  process.stdout.write(
    json
      ? `${summaryJson(closing)}\n`
      : closingReport(closing, { columns: process.stdout.columns }),
  );
  if (html) await reportPage(snapshot);
  return ending(snapshot, trouble, interrupted.happened());
}

/**
 * Says how a batch was cut short and how to run the rest. Answers with the exit code; a batch
 * stopped from elsewhere was interrupted, too.
 */
export function ending(
  { queue, totals, directory }: Snapshot,
  trouble: string,
  interrupted: boolean,
): number {
  const { runs } = totals;
  const cutOff = queue.trials.reduce((sum, trial) => sum + cutOffRuns(trial), 0);
  const done = totals.done - cutOff;
  if (trouble !== "") say(trouble);
  else if (done < runs && !interrupted) {
    say(`Batch "${queue.settings.name}" was stopped; ${done} of ${counted(runs, "run")} done.`);
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
  const { writePage } = await import("./report-page.ts");
  const file = join(directory, "report.html");
  await writePage(file, { directory, settings: queue.settings, trials: queue.trials });
  process.stderr.write(`Page: ${shownPath(file)}\n`);
}

/** Leaves a batch running in the background. */
export function leave(client: BatchClient & { detach(): void }): number {
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

/** Who interrupts does not wait for a violation to become smaller. */
async function closingOf({ queue, directory }: Snapshot, isInterrupted: boolean): Promise<Closing> {
  const { name } = queue.settings;
  const trials = queue.trials.map((trial) => reportOf(trial, queue.settings));
  const found = await violationOf(directory, queue.trials);
  const smaller = found && !isInterrupted ? await smallerLines({ directory, queue }, found) : [];
  const violation = found && { ...found, smaller };
  const causes = await causesOf(directory, queue.trials);
  const manifest = await readManifest(directory);
  const links = manifest.ok ? manifest.value.links : undefined;
  return { name, directory: shownPath(directory), trials, violation, causes, links };
}
