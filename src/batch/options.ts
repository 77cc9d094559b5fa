import { randomInt } from "node:crypto";
import { availableParallelism } from "node:os";
import { basename, extname } from "node:path";
import { flagOf } from "../console/flags.ts";
import { InputError, inputError } from "../console/problems.ts";
import { say } from "../console/say.ts";
import { type Batch, NAME_LENGTH_MAX, parseBatch } from "../core/batch/batch.ts";
import { parseShard, type ShardGiven } from "../core/batch/shard.ts";
import type { Problem } from "../core/problem.ts";
import { VERSIONS } from "../core/trial/parameters.ts";
import { isObject, type Versions } from "../core/trial/schema.ts";
import { type Axis, parseSets } from "../core/trial/sweep.ts";
import { BatchFileError } from "./file/error.ts";
import { loadBatchFile } from "./file/load.ts";
import { macroProblems, ownValues } from "./folder-trials.ts";
import type { LabFolder } from "./lab-folder.ts";
import { isPython } from "./python/name.ts";
import type { UserCode } from "./user-code.ts";

/** Options about batches, as commander hands them over. */
export interface BatchOptions {
  readonly set?: readonly string[];
  readonly module?: string;
  readonly repeat?: string;
  readonly timeLimit?: string;
  readonly jobs?: string;
  readonly seed?: string;
  readonly name?: string;
  readonly until?: string;
  readonly precision?: string;
  readonly for?: string;
  readonly interleave?: boolean;
  /** The seed if neither the file nor `seed` gives one; drawn at random if this is missing, too. */
  readonly fallbackSeed?: number;
  readonly place?: string;
  readonly through?: string;
  readonly ports?: string;
  readonly allowPartition?: boolean | undefined;
  /** Reads batch files, if their evaluation has begun already. */
  readonly load?: typeof loadBatchFile;
  /** `3/16`, or `auto`. */
  readonly shard?: string;
  /** The command that runs the batch, without its shard. */
  readonly command?: readonly string[];
}

/**
 * The batches of the files. Without files, the batch that the options describe, which runs the
 * user's code if there is any. Throws an InputError.
 */
export async function readBatches(
  files: readonly string[],
  options: BatchOptions,
  { versions: userVersions, folders }: Pick<UserCode, "versions" | "folders">,
): Promise<readonly Batch[]> {
  const [moduleVersion] = userVersions;
  const versions = [...VERSIONS, ...userVersions];
  const set = axes(options, versions);
  const context = { set, options, versions, folders };
  if (files.length === 0) {
    const trial = moduleVersion === undefined ? {} : { moduleVersion };
    return [complete({ trials: [trial] }, (message) => message, nameOf(set), context)];
  }
  const batches: Batch[] = [];
  for (const file of files) {
    const { data, place, name, notes } = await read(file, options);
    for (const note of notes) say(`${file}: ${note}`);
    batches.push(complete(data, place, name, context));
  }
  return batches;
}

/**
 * The name of a batch without a file: the swept fields distinguish its folder in out/ from others.
 */
function nameOf(set: readonly Axis[]): string {
  const swept = set
    .filter(({ values }) => values.length > 1)
    .map(({ parameter }) => parameter.name);
  return swept.length === 0 ? "trial" : ["sweep", ...swept].join("-").slice(0, NAME_LENGTH_MAX);
}

/** The content of a file, not validated yet. */
interface Loaded {
  readonly data: unknown;
  /** The batch's name if the file gives none. */
  readonly name: string;
  /** A problem, preceded by its place in the file. */
  place(message: string): string;
  readonly notes: readonly string[];
}

async function read(given: string, { load }: BatchOptions): Promise<Loaded> {
  try {
    if (!isPython(given)) return await loadPlain(given, load);
    // The grammar of Python is a fifth of what the command would load.
    const { loadPythonTrials } = await import("./python/load.ts");
    return loadPythonTrials(given);
  } catch (error) {
    throw error instanceof BatchFileError ? new InputError(error.message) : error;
  }
}

const loadPlain = async (file: string, load = loadBatchFile): Promise<Loaded> => ({
  data: await load(file),
  name: basename(file, extname(file)),
  place: (message) => `${file}: ${message}`,
  notes: [],
});

function axes(options: BatchOptions, versions: Versions): readonly Axis[] {
  const module = options.module === undefined ? [] : [`moduleName=${options.module}`];
  const found = parseSets([...module, ...(options.set ?? [])], versions);
  if (!found.ok) throw inputError("", found.problems);
  return found.value;
}

interface Context {
  readonly set: readonly Axis[];
  readonly options: BatchOptions;
  readonly versions: Versions;
  readonly folders: readonly LabFolder[];
}

function complete(
  data: unknown,
  place: (message: string) => string,
  name: string,
  { set, options, versions, folders }: Context,
): Batch {
  const shard = shardOf(data, options);
  const batch = parseBatch(data, {
    versions,
    fallback: { name, seed: options.fallbackSeed ?? shard?.seed ?? randomInt(2 ** 32) },
    given: {
      name: options.name,
      repeat: number(options.repeat),
      timeLimit: number(options.timeLimit),
      jobs: options.jobs === "auto" ? autoJobs() : number(options.jobs),
      seed: number(options.seed),
      until: options.until,
      precision: options.precision,
      for: options.for,
      interleave: options.interleave,
      place: options.place,
      through: options.through,
      ports: options.ports,
      allowPartition: options.allowPartition,
    },
    set,
    own: ownValues(folders),
  });
  if (!batch.ok)
    throw inputError(
      "",
      batch.problems.map((each) => placed(each, place, options)),
    );
  const wrong = [
    ...macroProblems(batch.value.trials, folders),
    ...shareProblems(batch.value, folders),
  ];
  if (wrong.length > 0) throw new InputError(wrong.map((each) => `${place(each)}.`).join("\n"));
  return shard === undefined ? batch.value : inShards(batch.value, shard, options);
}

/** The actors of a folder find each other by its own code, which needs one node for each side. */
function shareProblems(
  { settings, trials }: Batch,
  folders: readonly LabFolder[],
): readonly string[] {
  const { acceptors = [], proposers = [] } = settings.places ?? {};
  const names = new Set(folders.map(({ name }) => name));
  const folder = trials.find(({ moduleVersion }) => names.has(String(moduleVersion)));
  const isShared = acceptors.length > 1 || proposers.length > 1;
  return isShared && folder !== undefined
    ? [
        `place names several hosts for one side; the folder ${folder.moduleVersion} needs one host for its acceptors and one for its proposers`,
      ]
    : [];
}

/** The shard that the options ask for. Shards of different seeds would be parts of different batches. */
function shardOf(data: unknown, { shard, seed }: BatchOptions): ShardGiven | undefined {
  if (shard === undefined) return undefined;
  const found = parseShard(shard, process.env);
  if (!found.ok) throw inputError("", found.problems);
  const isGiven = seed !== undefined || found.value.seed !== undefined || hasSeed(data);
  if (!isGiven) throw new InputError(NO_SEED);
  return found.value;
}

const NO_RULES =
  "--shard can't be used with --until, --precision, --for or --interleave: these need all runs of a batch, and a shard has only some of them.";

const NO_SEED =
  "--shard needs a seed that all shards share: give --seed N, or `seed` in the batch file.";

const NO_RULE =
  "--shard can't be used with `until`, `precision` or `for`: a shard does not know the runs of the others. Give --repeat, or run the batch in one place.";

const hasSeed = (data: unknown): boolean => isObject(data) && data.seed !== undefined;

function inShards(
  { settings, trials }: Batch,
  { number, of }: ShardGiven,
  { command = [], seed }: BatchOptions,
): Batch {
  if (settings.stop !== undefined || settings.interleave === true) throw new InputError(NO_RULES);
  if (settings.stop !== undefined) throw new InputError(NO_RULE);
  const seeded = seed === undefined ? ["--seed", String(settings.seed)] : [];
  return {
    trials,
    settings: { ...settings, shard: { number, of, command: [...command, ...seeded] } },
  };
}

/** A problem, preceded by its flag or file. */
function placed(
  problem: Problem,
  place: (message: string) => string,
  options: BatchOptions,
): Problem {
  const isFlag = options[problem.path as keyof BatchOptions] !== undefined;
  const message = isFlag
    ? problem.message.replace(problem.path, flagOf(problem.path))
    : place(problem.message);
  return { ...problem, message };
}

/** Text that is not a number is kept, for the sentence that refuses it. */
const number = (text: string | undefined): unknown =>
  text === undefined || text.trim() === "" || Number.isNaN(Number(text)) ? text : Number(text);

/** Runs mostly wait, so a processor can serve several at once without delay. */
const JOBS_PER_PROCESSOR = 8;

const autoJobs = (): number => JOBS_PER_PROCESSOR * availableParallelism();
