import { randomInt } from "node:crypto";
import { availableParallelism } from "node:os";
import { basename, extname } from "node:path";
import { InputError, inputError } from "../console/problems.ts";
import { type Batch, NAME_LENGTH_MAX, parseBatch } from "../core/batch/batch.ts";
import type { Problem } from "../core/problem.ts";
import { VERSIONS } from "../core/trial/parameters.ts";
import type { Versions } from "../core/trial/schema.ts";
import { type Axis, parseSets } from "../core/trial/sweep.ts";
import { BatchFileError } from "./file/error.ts";
import { loadBatchFile } from "./file/load.ts";

/** What the command line says about batches, as commander hands it over. */
export interface BatchOptions {
  readonly set?: readonly string[];
  readonly module?: string;
  readonly repeat?: string;
  readonly timeLimit?: string;
  readonly jobs?: string;
  readonly seed?: string;
  readonly name?: string;
  /** Where neither the file nor `seed` gives one; drawn where this is missing too. */
  readonly fallbackSeed?: number;
}

/** The batches of the files, or the one that the options describe alone. Throws an InputError. */
export async function readBatches(
  files: readonly string[],
  options: BatchOptions,
  userVersions: readonly string[],
): Promise<readonly Batch[]> {
  const versions = [...VERSIONS, ...userVersions];
  const set = axes(options, versions);
  if (files.length === 0) {
    return [complete({ trials: [{}] }, "", nameOf(set), set, options, versions)];
  }
  const batches: Batch[] = [];
  for (const file of files) {
    const name = basename(file, extname(file));
    batches.push(complete(await read(file), `${file}: `, name, set, options, versions));
  }
  return batches;
}

/** Of a batch without a file: what is swept tells its folder in out/ from those of others. */
function nameOf(set: readonly Axis[]): string {
  const swept = set
    .filter(({ values }) => values.length > 1)
    .map(({ parameter }) => parameter.name);
  return swept.length === 0 ? "trial" : ["sweep", ...swept].join("-").slice(0, NAME_LENGTH_MAX);
}

async function read(file: string): Promise<unknown> {
  try {
    return await loadBatchFile(file);
  } catch (error) {
    throw error instanceof BatchFileError ? new InputError(error.message) : error;
  }
}

function axes(options: BatchOptions, versions: Versions): readonly Axis[] {
  const module = options.module === undefined ? [] : [`moduleName=${options.module}`];
  const found = parseSets([...module, ...(options.set ?? [])], versions);
  if (!found.ok) throw inputError("", found.problems);
  return found.value;
}

function complete(
  data: unknown,
  where: string,
  name: string,
  set: readonly Axis[],
  options: BatchOptions,
  versions: Versions,
): Batch {
  const batch = parseBatch(data, {
    versions,
    fallback: { name, seed: options.fallbackSeed ?? randomInt(2 ** 32) },
    given: {
      name: options.name,
      repeat: number(options.repeat),
      timeLimit: number(options.timeLimit),
      jobs: options.jobs === "auto" ? autoJobs() : number(options.jobs),
      seed: number(options.seed),
    },
    set,
  });
  if (!batch.ok)
    throw inputError(
      "",
      batch.problems.map((each) => placed(each, where, options)),
    );
  return batch.value;
}

/** A problem with the flag or the file that it comes from in front of it. */
function placed(problem: Problem, where: string, options: BatchOptions): Problem {
  const isFlag = options[problem.path as keyof BatchOptions] !== undefined;
  const flag = `--${problem.path.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  const message = isFlag ? problem.message.replace(problem.path, flag) : where + problem.message;
  return { ...problem, message };
}

/** What is no number stays what it is, for the sentence that refuses it. */
const number = (text: string | undefined): unknown =>
  text === undefined || text.trim() === "" || Number.isNaN(Number(text)) ? text : Number(text);

/** Runs mostly wait, so a processor serves several at once without being late for any of them. */
const JOBS_PER_PROCESSOR = 8;

const autoJobs = (): number => JOBS_PER_PROCESSOR * availableParallelism();
