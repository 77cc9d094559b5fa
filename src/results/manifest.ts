import { join } from "node:path";
import * as z from "zod";
import { REPEAT_MAX, SETTINGS_RULES, TIME_LIMIT_S_MAX } from "../core/batch/batch.ts";
import { KEPT_RULES } from "../core/batch/rules.ts";
import { type Parsed, parsed, problem, refused } from "../core/problem.ts";
import type { KnownTrial } from "../core/queue/restore.ts";
import type { Shard } from "../core/queue/share.ts";
import type { BatchSettings, QueueState } from "../core/queue/state.ts";
import { GENERATION, generationBefore, RESULTS_FORMAT } from "../core/results-format.ts";
import type { RoundTrips } from "../core/run/links.ts";
import { PARAMETERS, VERSIONS } from "../core/trial/parameters.ts";
import { isObject, parseTrial } from "../core/trial/schema.ts";
import { attempted, type Written } from "./disk-problem.ts";
import { readRegular } from "./regular-file.ts";
import { replaceFile } from "./replace-file.ts";

export const MANIFEST_FILE = "manifest.json";

/** The service's own data in the manifest. */
export interface Circumstances {
  readonly versions: { readonly paxy: string; readonly node: string; readonly otp: string };
  /** Hash of the Erlang code that is loaded on the nodes. */
  readonly erlangCode: string;
  /** The hash of each source of the users' folders, by `folder/acceptor.erl`. */
  readonly codeFiles?: Readonly<Record<string, string>> | undefined;
  readonly host: string;
  /**
   * Hashes of the trials as the batch file gave them, in one text; other trials were edited on the
   * screen.
   */
  readonly fileTrials: string;
  /** Runs at the same time as the batch file gave them; 0 where that is unknown. */
  readonly fileJobs: number;
  /** ISO 8601; `endedAt` is null while the batch runs. */
  readonly startedAt: string;
  readonly endedAt: string | null;
  /** Of a batch on several hosts: its nodes, and how far they were from each other. */
  readonly nodes?: readonly NodeTold[] | undefined;
  readonly links?: readonly RoundTrips[] | undefined;
  /** Of a batch that was joined, the shards that it was made from. */
  readonly shards?: readonly ShardTold[] | undefined;
  /** Of a batch that was given a time: ms that it has run, in all its processes. */
  readonly ranMs?: number | undefined;
}

/** Where a node lived, and its release of OTP. */
export interface NodeTold {
  readonly name: string;
  readonly host: string;
  readonly otp: string;
}

/** When and where a shard was run. */
export interface ShardTold extends Shard {
  readonly host: string;
  readonly startedAt: string;
  readonly endedAt: string | null;
}

/** `violations` is null if the program that wrote the folder did not count them. */
export interface ManifestTotals {
  readonly runs: number;
  readonly done: number;
  readonly violations: number | null;
}

/** manifest.json: the batch with all edits. */
export interface Manifest extends Circumstances {
  /** The format of its content (core/results-format.ts). */
  readonly format: number;
  /** Of draws and rules. */
  readonly generation: number;
  readonly status: QueueState["status"];
  readonly settings: BatchSettings;
  readonly nextNumber: number;
  /** Runs wanted and ended when this was written. */
  readonly totals: ManifestTotals;
  readonly trials: readonly (KnownTrial & { readonly hash: string })[];
}

export const manifestOf = (state: QueueState, circumstances: Circumstances): Manifest => ({
  ...circumstances,
  format: RESULTS_FORMAT,
  generation: GENERATION,
  status: hasFinished(state) ? "finished" : state.status,
  settings: state.settings,
  nextNumber: state.nextNumber,
  totals: manifestTotals(state.totals),
  trials: state.trials.map(
    ({ number, hash, occurrence, runs, paused, cancelled, precision, trial }) => ({
      ...{ number, hash, occurrence, runs, paused, cancelled, precision, trial },
    }),
  ),
});

export const manifestTotals = ({ runs, done, counts }: QueueState["totals"]): ManifestTotals => ({
  runs,
  done,
  violations: counts.violation,
});

/** A service that closes stops its batch, unless the batch had finished. */
const hasFinished = ({ status, totals, trials }: QueueState): boolean =>
  status === "stopped" &&
  totals.done === totals.runs &&
  trials.every((each) => each.cancelled || each.cancelledToRetry === 0);

export const writeManifest = (directory: string, manifest: Manifest): Promise<Written> =>
  attempted(MANIFEST_FILE, () =>
    replaceFile(join(directory, MANIFEST_FILE), manifestText(manifest)),
  );

/** A line per trial, and the long line of hashes last: people look into it too. */
export function manifestText({ trials, fileTrials, ...rest }: Manifest): string {
  const head = JSON.stringify(rest, null, 2).slice(0, -2);
  const lines = trials.map((each) => `    ${JSON.stringify(each)}`);
  const last = `"fileTrials": ${JSON.stringify(fileTrials)}`;
  return `${head},\n  "trials": [\n${lines.join(",\n")}\n  ],\n  ${last}\n}\n`;
}

const count = z.int().min(0);

/** More than any batch asks for, with what may be added for undecided runs. */
const RUNS_MAX = 10 * REPEAT_MAX;

const hasNoNumberTwice = (trials: readonly { readonly number: number }[]): boolean =>
  new Set(trials.map(({ number }) => number)).size === trials.length;

const ROUND_TRIPS = z
  .object({ count, medianMs: z.number(), p95Ms: z.number(), maxMs: z.number() })
  .nullable();

const MANIFEST = z.object({
  format: z.int().min(1),
  generation: z.int().min(1).optional(),
  versions: z.object({ paxy: z.string(), node: z.string(), otp: z.string() }),
  erlangCode: z.string(),
  codeFiles: z.record(z.string(), z.string()).optional(),
  host: z.string(),
  fileTrials: z.string().default(""),
  fileJobs: count.default(0),
  startedAt: z.string(),
  endedAt: z.string().nullable(),
  nodes: z.array(z.object({ name: z.string(), host: z.string(), otp: z.string() })).optional(),
  links: z
    .array(
      z.object({
        from: z.string(),
        to: z.string(),
        before: ROUND_TRIPS,
        during: ROUND_TRIPS,
        after: ROUND_TRIPS,
      }),
    )
    .optional(),
  shards: z
    .array(
      z.object({
        number: z.int().min(1),
        of: z.int().min(1),
        host: z.string(),
        startedAt: z.string(),
        endedAt: z.string().nullable(),
      }),
    )
    .optional(),
  ranMs: z.number().min(0).optional(),
  status: z.enum(["running", "paused", "finished", "stopping", "stopped"]),
  settings: z.object({
    ...SETTINGS_RULES,
    timeLimitMs: z
      .int()
      .min(1)
      .max(TIME_LIMIT_S_MAX * 1000),
    attemptsMax: z.int().min(1),
    ...KEPT_RULES,
    places: z
      .object({
        run: z.string(),
        acceptors: z.array(z.string()),
        proposers: z.array(z.string()),
        through: z.enum(["tls", "tls6", "ssh"]),
        ports: z.tuple([z.int(), z.int()]).optional(),
        partition: z.literal(true).optional(),
      })
      .optional(),
    shard: z
      .object({ number: z.int().min(1), of: z.int().min(1), command: z.array(z.string()) })
      .optional(),
  }),
  nextNumber: count,
  totals: z
    .object({ runs: count, done: count, violations: count.nullable().default(null) })
    .default({ runs: 0, done: 0, violations: null }),
  trials: z
    .array(
      z.object({
        number: z.int().min(1),
        hash: z.string(),
        occurrence: z.int().min(1),
        runs: z.int().min(0).max(RUNS_MAX),
        paused: z.boolean(),
        cancelled: z.boolean(),
        precision: KEPT_RULES.stop.unwrap().shape.precision,
        trial: z.unknown(),
      }),
    )
    .refine(hasNoNumberTwice, { error: "has a trial number twice" }),
});

/** The manifest of a batch, checked by the same rules as a batch file; or why it can't be used. */
export async function readManifest(directory: string): Promise<Parsed<Manifest>> {
  const path = join(directory, MANIFEST_FILE);
  try {
    return parseManifest(JSON.parse(await readRegular(path)), path);
  } catch (error) {
    return refused(problem(path, whyUnreadable(error)));
  }
}

function whyUnreadable(error: unknown): string {
  if (error instanceof SyntaxError) return "is not valid JSON";
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "ENOENT") return "is missing";
  return `cannot be read: ${code === "EACCES" ? "permission denied" : message}`;
}

function parseManifest(data: unknown, path: string): Parsed<Manifest> {
  const format = isObject(data) ? data.format : undefined;
  if (Number.isSafeInteger(format) && (format as number) > RESULTS_FORMAT) {
    return refused(problem(path, `${NEWER} (format ${format}); use that version to open it`));
  }
  const found = MANIFEST.safeParse(data);
  if (!found.success) {
    const [issue] = found.error.issues;
    const where = issue?.path.join(".") || "the file";
    return refused(problem(path, `cannot be used: ${where} ${issue?.message ?? "is damaged"}`));
  }
  const trials: (KnownTrial & { hash: string })[] = [];
  for (const each of found.data.trials) {
    const trial = parseTrial(
      asItWas(each.trial, found.data.format),
      versionsWith(each.trial),
      `trial ${each.number} in ${path}`,
    );
    if (!trial.ok) return trial;
    trials.push({ ...each, trial: trial.value });
  }
  const { generation = generationBefore(found.data.format) } = found.data;
  return parsed({ ...found.data, generation, trials });
}

const NEWER = "was written by a newer version of paxy";

/** A trial whose missing parameters have the meaning that they had in that format. */
function asItWas(trial: unknown, format: number): unknown {
  const later = PARAMETERS.filter(({ since }) => since > format);
  return isObject(trial)
    ? { ...Object.fromEntries(later.map(({ name, before }) => [name, before])), ...trial }
    : trial;
}

/** A version that user code registered may be reported on without that code. */
export function versionsWith(trial: unknown): readonly (number | string)[] {
  const version = isObject(trial) ? trial.moduleVersion : undefined;
  const isName = typeof version === "string" && /^[a-z][a-zA-Z0-9_]{0,99}$/.test(version);
  return isName && !VERSIONS.includes(version as never) ? [...VERSIONS, version] : VERSIONS;
}

/** Whether the batch's time is over. */
export const isTimeUp = ({ ranMs = 0, settings: { stop } }: Manifest): boolean =>
  stop?.forMs !== undefined && ranMs >= stop.forMs;
