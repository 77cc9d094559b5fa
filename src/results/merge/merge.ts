import { mkdirSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { appendFile, copyFile, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { basename, dirname, join } from "node:path";
import { NO_TOTALS, plus } from "../../core/queue/draft.ts";
import { runsIn, WHOLE } from "../../core/queue/share.ts";
import type { Totals } from "../../core/queue/state.ts";
import { reportOf, type TrialReport } from "../../core/statistics/uncertainty.ts";
import { DIRECTORY_MODE, FILE_MODE } from "../append-file.ts";
import { MANIFEST_FILE, type Manifest, manifestText } from "../manifest.ts";
import { OUTPUT_FILE } from "../output-log.ts";
import { DRAFT } from "../replace-file.ts";
import { SUMMARY_FILE, summaryCsv } from "../summary-csv.ts";
import { VIOLATIONS_DIRECTORY } from "../violations.ts";
import { mergeRows } from "./rows.ts";
import type { ShardFolder } from "./shards.ts";
import { Tally } from "./tally.ts";

/** The result of a merge. */
export interface Merged {
  readonly trials: readonly TrialReport[];
  readonly totals: Totals;
  /** Lines of runs.csv that were left out. */
  readonly damaged: number;
}

/**
 * Joins shards in the new folder `out`. The folder is complete or absent: until then it has a
 * temporary name, and it is removed if the merge fails or the process ends. Throws sentences, and
 * as mkdir does.
 */
export async function mergeShards(out: string, shards: readonly ShardFolder[]): Promise<Merged> {
  const draft = makeDraft(out);
  const discard = (): void => rmSync(draft, { recursive: true, force: true });
  process.once("exit", discard);
  try {
    const merged = await writeMerged(draft, shards);
    renameSync(draft, out);
    return merged;
  } finally {
    process.off("exit", discard);
    discard();
  }
}

async function writeMerged(draft: string, shards: readonly ShardFolder[]): Promise<Merged> {
  const tallies = talliesOf(shards);
  const damaged = await mergeRows(shards, draft, (trial, end) => tallies.get(trial)?.add(end));
  const all = [...tallies.values()];
  const totals = all.reduce((sum, each) => plus(sum, each.totals(), 1), NO_TOTALS);
  const manifest = mergedManifest(shards, totals);
  const trials = all.map((each) => reportOf(each.reported(), manifest.settings));
  await writeFile(join(draft, SUMMARY_FILE), summaryCsv(trials), { mode: FILE_MODE });
  await writeFile(join(draft, MANIFEST_FILE), manifestText(manifest), { mode: FILE_MODE });
  for (const { directory } of shards) {
    await copyViolations(directory, draft);
    await appendOutput(directory, draft);
  }
  return { trials, totals, damaged };
}

function talliesOf([first]: readonly ShardFolder[]): ReadonlyMap<number, Tally> {
  const { trials = [], settings } = first?.manifest ?? {};
  const runs = runsIn(WHOLE, settings?.repeat ?? 0);
  return new Map(trials.map((each) => [each.number, new Tally(each, runs)]));
}

/** The batch as one machine would have left it, and its shards. */
function mergedManifest(shards: readonly ShardFolder[], { runs, done }: Totals): Manifest {
  const manifests = shards.map(({ manifest }) => manifest);
  const [first] = manifests as [Manifest];
  const { shard: _, ...settings } = first.settings;
  const hosts = [...new Set(manifests.map(({ host }) => host))];
  const ends = manifests.map(({ endedAt }) => endedAt ?? "").sort();
  const isEnded = !ends.includes("");
  return {
    ...first,
    settings,
    host: hosts.join(", "),
    startedAt: manifests.map(({ startedAt }) => startedAt).sort()[0] ?? first.startedAt,
    endedAt: isEnded ? (ends.at(-1) ?? null) : null,
    status: done === runs ? "finished" : "stopped",
    totals: { runs, done, violations: violations(manifests) },
    trials: first.trials.map((each, index) => ({
      ...each,
      runs: settings.repeat,
      paused: false,
      cancelled: manifests.some(({ trials }) => trials[index]?.cancelled === true),
    })),
    shards: shards.map(({ shard: { number, of }, manifest: { host, startedAt, endedAt } }) => ({
      ...{ number, of, host, startedAt, endedAt },
    })),
  };
}

/** Of all shards; null where one of them did not count them. */
function violations(manifests: readonly Manifest[]): number | null {
  const counts = manifests.map(({ totals }) => totals.violations);
  return counts.includes(null) ? null : counts.reduce((sum: number, each) => sum + (each ?? 0), 0);
}

async function copyViolations(from: string, to: string): Promise<void> {
  const names = await readdir(join(from, VIOLATIONS_DIRECTORY)).catch(() => []);
  const traces = names.filter((name) => name.endsWith(".jsonl"));
  if (traces.length === 0) return;
  await mkdir(join(to, VIOLATIONS_DIRECTORY), { recursive: true, mode: DIRECTORY_MODE });
  for (const name of traces) {
    await copyFile(join(from, VIOLATIONS_DIRECTORY, name), join(to, VIOLATIONS_DIRECTORY, name));
  }
}

async function appendOutput(from: string, to: string): Promise<void> {
  const text = await readFile(join(from, OUTPUT_FILE)).catch(() => Buffer.alloc(0));
  await appendFile(join(to, OUTPUT_FILE), text, { mode: FILE_MODE });
}

/** Beside the folder that it becomes, with the process that makes it in its name. */
function makeDraft(out: string): string {
  const parent = dirname(out);
  mkdirSync(parent, { recursive: true, mode: DIRECTORY_MODE });
  removeDrafts(parent, basename(out));
  if (statSync(out, { throwIfNoEntry: false }) !== undefined) {
    throw new Error(`${out} already exists; name a new folder, or delete it.`);
  }
  const draft = `${out}.${hostname()}.${process.pid}${DRAFT}`;
  mkdirSync(draft, { mode: DIRECTORY_MODE });
  return draft;
}

/** Temporary folders of merges that were killed on this computer. */
function removeDrafts(parent: string, name: string): void {
  const start = `${name}.${hostname()}.`;
  for (const each of readdirSync(parent)) {
    if (!each.startsWith(start) || !each.endsWith(DRAFT)) continue;
    const pid = Number(each.slice(start.length, -DRAFT.length));
    if (Number.isInteger(pid) && !isRunning(pid)) rmSync(join(parent, each), { recursive: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
