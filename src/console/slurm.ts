import { spawnSync } from "node:child_process";
import type { Batch } from "../core/batch/batch.ts";
import { SHARDS_MAX } from "../core/batch/shard.ts";
import { shellArgument } from "../core/shell-argument.ts";
import { commandText } from "./command-text.ts";
import { InputError } from "./problems.ts";

/** A study as an array of Slurm jobs, a shard each. */
export interface SlurmArray {
  readonly shards: number;
  /** The command that runs a shard, without its number. */
  readonly command: readonly string[];
  /** Where the jobs run: the working folder of the one who submits. */
  readonly folder: string;
  readonly out: string;
}

/** `--slurm N`. Throws an InputError. */
export function shardsOf(text: string): number {
  const shards = Number(text);
  if (/^\d+$/.test(text) && shards >= 1 && shards <= SHARDS_MAX) return shards;
  throw new InputError(
    `--slurm is ${JSON.stringify(text)}; it must be a number of jobs, from 1 to ${SHARDS_MAX}.`,
  );
}

/** The batch script (sbatch(1), "Job Array Support"). Every job takes its shard from the array. */
export function slurmScript(
  { settings }: Batch,
  { shards, command, folder, out }: SlurmArray,
): string {
  return `#!/bin/bash
#SBATCH --job-name=${shellArgument(settings.name)}
#SBATCH --array=1-${shards}
#SBATCH --ntasks=1
#SBATCH --output=slurm-%A-%a.log
# Add what your cluster asks for: --partition, --time, --mem, --cpus-per-task.
# When all jobs have ended: ${mergeCommand(settings.name, out)}
cd ${shellArgument(folder)} || exit 2
exec ${commandText(...command, "--shard", "auto")}
`;
}

/** Joins the shards of an array. */
export function mergeCommand(name: string, out: string): string {
  const results = `${out}/${name}`;
  return commandText("merge", `${results}-joined`, results);
}

/**
 * Hands a script to sbatch; answers with its output. Throws an InputError if there is no sbatch.
 */
export function submit(script: string): string {
  const { error, status, stdout, stderr } = spawnSync("sbatch", [], {
    input: script,
    encoding: "utf8",
  });
  if (error !== undefined)
    throw new InputError(
      "--submit needs sbatch, which was not found; without --submit the script is printed.",
    );
  if (status !== 0) throw new InputError(`sbatch did not take the script: ${stderr.trim()}`);
  return stdout;
}
