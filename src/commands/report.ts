import { join } from "node:path";
import { exitCode } from "../console/exit-code.ts";
import { type Apart, refuseTogether } from "../console/flags.ts";
import { inputError } from "../console/problems.ts";
import { say } from "../console/say.ts";
import { shownPath } from "../console/shown-path.ts";
import { violationOf } from "../console/why.ts";
import type { QueueState } from "../core/queue/state.ts";
import { reportOf } from "../core/statistics/uncertainty.ts";
import { closingReport } from "../report/closing.ts";
import { summaryJson } from "../report/json-lines.ts";
import { markdownReport } from "../report/markdown.ts";
import { textCharts } from "../report/text-chart.ts";
import { readBatch } from "../results/read-batch.ts";
import { summaryCsv } from "../results/summary-csv.ts";
import { causesOf } from "../results/undecided-causes.ts";

export interface ReportOptions {
  /** A file, or true for `report.html` in the folder of the batch. */
  readonly html?: string | true;
  /** A folder for the charts. */
  readonly svg?: string;
  /** Charts of characters below the table. */
  readonly chart?: boolean;
  readonly md?: boolean;
  readonly csv?: boolean;
  readonly json?: boolean;
}

const FORMS = ["csv", "json", "md", "chart"] as const;

const APART: Apart<ReportOptions> = [
  ["html", FORMS],
  ["svg", FORMS],
  ["csv", ["json", "md", "chart"]],
  ["json", ["md", "chart"]],
  ["md", ["chart"]],
];

/**
 * `paxy report DIR`: the results of a batch, from its files alone. Answers with the batch's exit
 * code.
 */
export async function report(folder: string, options: ReportOptions): Promise<number> {
  refuseTogether(options, APART);
  const batch = await readBatch(folder);
  if (!batch.ok) throw inputError("", batch.problems);
  const { directory, said, state } = batch.value;
  const { name } = state.settings;
  const trials = state.trials.map((trial) => reportOf(trial, state.settings));
  for (const sentence of said) say(sentence);
  const reported = { directory, settings: state.settings, trials: state.trials };
  if (options.html !== undefined || options.svg !== undefined) {
    // The charts are a bundle of their own, for those who want one.
    const { writeCharts, writePage } = await import("../console/report-page.ts");
    const file = typeof options.html === "string" ? options.html : join(directory, "report.html");
    if (options.html !== undefined) await writePage(file, reported);
    const pictures = options.svg === undefined ? [] : await writeCharts(options.svg, reported);
    const written = [...(options.html === undefined ? [] : [file]), ...pictures];
    for (const path of written) process.stdout.write(`${shownPath(path)}\n`);
    return exitCode(state.totals, false);
  }
  const violation = await violationOf(directory, state.trials);
  const causes = await causesOf(directory, state.trials);
  const links = batch.value.manifest?.links;
  const closing = { name, directory: shownPath(directory), trials, violation, causes, links };
  const text = options.csv
    ? summaryCsv(trials)
    : options.json
      ? `${summaryJson(closing)}\n`
      : options.md
        ? markdownReport(closing)
        : closingReport(closing, { columns: process.stdout.columns });
  process.stdout.write(text);
  if (options.chart === true) drawCharts(state);
  return exitCode(state.totals, false);
}

function drawCharts({ trials, settings }: QueueState): void {
  const { isTTY, columns = 80 } = process.stdout;
  const look = { width: columns, colours: isTTY === true && !process.env.NO_COLOR };
  const charts = textCharts(trials, settings, look);
  process.stdout.write(`\n${charts || "No chart: no two trials differ in exactly one number.\n"}`);
}
