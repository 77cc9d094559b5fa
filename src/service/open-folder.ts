import { readFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { root } from "../console/places.ts";
import { inputError } from "../console/problems.ts";
import { counted, plural } from "../core/count-text.ts";
import { createQueue } from "../core/queue/queue.ts";
import { restoreChanged, restoreQueue } from "../core/queue/restore.ts";
import type { BatchSettings, QueueState } from "../core/queue/state.ts";
import { GENERATION, RESULTS_FORMAT } from "../core/results-format.ts";
import { hashOf } from "../core/trial/configuration.ts";
import type { Trial } from "../core/trial/trial.ts";
import { Contradictions } from "../results/contradictions.ts";
import { createDirectory } from "../results/directory.ts";
import { orReason, readOrReason } from "../results/disk-problem.ts";
import { findResults } from "../results/find-results.ts";
import {
  type Circumstances,
  MANIFEST_FILE,
  type Manifest,
  readManifest,
} from "../results/manifest.ts";
import { rowsOf } from "../results/own-rows.ts";
import { repairAndRead } from "../results/repair.ts";
import { codeChange, type ErlangCode } from "./erlang-code.ts";
import type { ServicePlan } from "./plan.ts";

/** The folder of a batch's results, and its first queue. */
export interface Opened {
  readonly directory: string;
  readonly queue: QueueState;
  readonly circumstances: Circumstances;
  /** For people: repairs, and the runs that are repeated, with the reason. */
  readonly said: readonly string[];
}

/** A new folder for a new batch, or the folder and the runs of one that is resumed. */
export async function openFolder(plan: ServicePlan, code: ErlangCode): Promise<Opened> {
  return plan.resume === undefined ? startNew(plan, code, []) : resume(plan.resume, plan, code);
}

async function startNew(
  { out, settings, trials }: ServicePlan,
  code: ErlangCode,
  said: readonly string[],
): Promise<Opened> {
  const now = new Date();
  return {
    directory: await orReason(join(out, settings.name), () => createDirectory(out, settings, now)),
    queue: createQueue(settings, trials),
    circumstances: {
      versions: { paxy: version(), node: process.versions.node, otp: code.otp },
      erlangCode: code.hash,
      ...(Object.keys(code.files).length === 0 ? {} : { codeFiles: code.files }),
      host: hostname(),
      fileTrials: hashesOf(trials),
      fileJobs: settings.jobs,
      startedAt: now.toISOString(),
      endedAt: null,
    },
    said,
  };
}

const hashesOf = (trials: readonly Trial[]): string => trials.map(hashOf).join(" ");

const version = (): string => JSON.parse(readFileSync(join(root, "package.json"), "utf8")).version;

/**
 * Runs are the same where configuration, occurrence, seed, time limit and
 * Erlang code are. With a batch file, what it no longer has is left out and
 * what is new in it is run; where nothing can be the same, a new folder is made.
 */
async function resume(directory: string, plan: ServicePlan, code: ErlangCode): Promise<Opened> {
  const manifest = await manifestIn(directory);
  const changed = whatChanged(manifest, plan, code);
  if (changed !== undefined) {
    return startNew(plan, code, [
      `${changed}, so the runs in ${directory} do not count; starting a new batch.`,
    ]);
  }
  const rows = rowsOf(manifest);
  const { said } = await readOrReason(directory, () => repairAndRead(directory, rows.take));
  const { trials } = manifest;
  const given = manifest.fileTrials === "" ? {} : { given: manifest.fileTrials.split(" ") };
  const contradictions = new Contradictions();
  const { stop } = plan.settings;
  const timeIsUp = stop?.forMs !== undefined && (manifest.ranMs ?? 0) >= stop.forMs;
  const left = {
    ...{ trials, nextNumber: rows.nextNumber(), records: rows.records, timeIsUp, ...given },
    onContradiction: contradictions.note,
  };
  const circumstances = { ...manifest, endedAt: null };
  if (!plan.fromFile) {
    const queue = restoreQueue(plan.settings, left);
    return {
      directory,
      queue,
      circumstances,
      said: [...said, ...contradictions.said(), ...kept(queue)],
    };
  }
  const settings = withJobsOfScreen(plan.settings, manifest);
  const { state, added, gone, edited } = restoreChanged(settings, plan.trials, left);
  const differences = [
    ...(added.length > 0 ? [`Added in the batch file: ${numbered(added)}.`] : []),
    ...(gone.length > 0 ? [`Removed from the batch file: ${numbered(gone)}.`] : []),
    ...(edited.length > 0 ? [`Keeping your edits to ${numbered(edited)}.`] : []),
    ...(settings === plan.settings
      ? []
      : [`Keeping ${counted(settings.jobs, "job")}, as set on the screen.`]),
  ];
  return {
    directory,
    queue: state,
    circumstances: {
      ...circumstances,
      fileTrials: hashesOf(plan.trials),
      fileJobs: plan.settings.jobs,
    },
    said: [...said, ...contradictions.said(), ...differences, ...kept(state)],
  };
}

/** A setting of the file counts if it has changed. */
function withJobsOfScreen(settings: BatchSettings, manifest: Manifest): BatchSettings {
  const { jobs } = manifest.settings;
  const isNew = settings.jobs !== manifest.fileJobs;
  return isNew || jobs === settings.jobs ? settings : { ...settings, jobs };
}

/** The folder of results that the user means: the one given, or the latest of a batch. */
export async function resultsIn(given: string): Promise<string> {
  const found = await findResults(given, MANIFEST_FILE);
  if (!found.ok) throw inputError("", found.problems);
  return found.value;
}

export async function manifestIn(directory: string): Promise<Manifest> {
  const manifest = await readManifest(directory);
  if (!manifest.ok) throw inputError("", manifest.problems);
  return manifest.value;
}

const capitalised = (text: string): string => text.replace(/^the /, "The ");

/** Why runs of a folder can't count for a batch; undefined where they can. */
export function whatChanged(
  { erlangCode, codeFiles, format, generation, settings }: Manifest,
  plan: Pick<ServicePlan, "settings">,
  code: ErlangCode,
): string | undefined {
  if (generation !== GENERATION || format !== RESULTS_FORMAT)
    return "The results are of an earlier version of paxy";
  if (erlangCode !== code.hash) return capitalised(codeChange(codeFiles, code));
  if (settings.seed !== plan.settings.seed) return "The seed has changed";
  const shared = (list: readonly string[] = []): string => [...list].sort().join(", ");
  if (shared(settings.shared) !== shared(plan.settings.shared))
    return "The shared draws have changed";
  if (settings.timeLimitMs !== plan.settings.timeLimitMs) return "The time limit has changed";
  return undefined;
}

function kept({ totals, trials }: QueueState): string[] {
  const paused = trials.filter((each) => each.paused).map((each) => each.number);
  return [
    totals.done < totals.runs
      ? `${totals.done} of ${counted(totals.runs, "run")} done; running the rest.`
      : `All runs are done (${totals.runs}).`,
    ...(paused.length > 0
      ? [`Still paused: ${numbered(paused)}. Resume on the screen with p.`]
      : []),
  ];
}

const NUMBERS_SHOWN = 10;

function numbered(trials: readonly number[]): string {
  const shown = trials.slice(0, NUMBERS_SHOWN).join(", ");
  const more = trials.length > NUMBERS_SHOWN ? ` and ${trials.length - NUMBERS_SHOWN} more` : "";
  return `${plural(trials.length, "trial")} ${shown}${more}`;
}
