import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { batchFile } from "../core/batch/batch-file.ts";
import type { BatchSettings, TrialState } from "../core/queue/state.ts";
import { shellArgument } from "../core/shell-argument.ts";
import { chartsOf } from "../report/charts/all-charts.ts";
import { healthCharts } from "../report/charts/health.ts";
import { diagram } from "../report/diagram/draw.ts";
import { page } from "../report/page/page.ts";
import { readHealth } from "../results/health-log.ts";
import { readManifest } from "../results/manifest.ts";
import { readTrace } from "../results/traces.ts";
import { violationFile, violationsIn } from "../results/violations.ts";
import { pageTimeline } from "./show-timeline.ts";
import { shownPath } from "./shown-path.ts";

/** The data that a page and its pictures show. */
export interface Reported {
  readonly directory: string;
  readonly settings: BatchSettings;
  readonly trials: readonly TrialState[];
}

/** Violations whose messages a page shows; the rest are in `violations/`. */
const VIOLATIONS_SHOWN = 3;

/** Writes the page of a batch to a file. */
export async function writePage(file: string, reported: Reported): Promise<void> {
  const { settings, trials } = reported;
  const text = page({
    settings,
    trials,
    health: await readHealth(reported.directory),
    facts: await factsOf(reported),
    command: `paxy run ${shellArgument(`${settings.name}.json`)}`,
    file: {
      name: `${settings.name}.json`,
      text: batchFile(
        settings,
        trials.map(({ trial }) => trial),
      ),
    },
    ...(await shownViolations(reported)),
  });
  await writeFile(file, text);
}

/** Writes each chart and the diagrams of violations of a batch as NAME.svg into a folder, and answers with their paths. */
export async function writeCharts(folder: string, reported: Reported): Promise<readonly string[]> {
  await mkdir(folder, { recursive: true });
  const { settings, trials } = reported;
  const { violations } = await shownViolations(reported);
  const diagrams = violations.flatMap(({ name, diagram }) =>
    diagram === undefined ? [] : [{ name, svg: diagram }],
  );
  const health = healthCharts(await readHealth(reported.directory));
  const charts = [...chartsOf(trials, settings), ...health, ...diagrams];
  for (const { name, svg } of charts) await writeFile(join(folder, `${name}.svg`), svg);
  return charts.map(({ name }) => join(folder, `${name}.svg`));
}

async function factsOf({
  directory,
  settings,
}: Reported): Promise<readonly (readonly [string, string])[]> {
  const manifest = await readManifest(directory);
  const own: (readonly [string, string])[] = [
    ["results", shownPath(directory)],
    ["seed", String(settings.seed)],
    ["runs of a trial", String(settings.repeat)],
    ["time limit", `${settings.timeLimitMs / 1000} s`],
    ["jobs", String(settings.jobs)],
  ];
  if (!manifest.ok) return own;
  const { versions, host, startedAt, endedAt } = manifest.value;
  return [
    ...own,
    ["host", host],
    ["paxy", versions.paxy],
    ["Erlang/OTP", versions.otp],
    ["Node", versions.node],
    ["started", startedAt],
    ["ended", endedAt ?? "has not ended"],
  ];
}

/** The first violations of a batch, each with its diagram, and how many more there are. */
async function shownViolations({ directory, trials }: Reported) {
  const all = await violationsIn(directory);
  const shown = all.slice(0, VIOLATIONS_SHOWN);
  const violations = await Promise.all(
    shown.map(async (which) => {
      const events = readTrace(await readFile(join(directory, violationFile(which)), "utf8"));
      const { numAcceptors: acceptors = 0 } =
        trials.find(({ number }) => number === which.trial)?.trial ?? {};
      const title = `Trial ${which.trial}, run ${which.run}`;
      return {
        name: `violation-${which.trial}-${which.run}`,
        title: `${title}: two proposers decided different values, or a value that nobody proposed.`,
        diagram: diagram({ events, acceptors, title, unit: "ms" }),
        timeline: pageTimeline(events),
      };
    }),
  );
  return { violations, moreViolations: all.length - shown.length };
}
