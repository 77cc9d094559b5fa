import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { refuseErlangCode } from "../batch/code-source.ts";
import { folderSentences } from "../batch/folder-trials.ts";
import { type BatchOptions, readBatches } from "../batch/options.ts";
import { type UserCode, userCode } from "../batch/user-code.ts";
import { EXIT } from "../console/exit-code.ts";
import { refuseTogether } from "../console/flags.ts";
import { leave, watch } from "../console/follow-batch.ts";
import { InputError } from "../console/problems.ts";
import { say } from "../console/say.ts";
import { mergeCommand, shardsOf, slurmScript, submit } from "../console/slurm.ts";
import type { Batch } from "../core/batch/batch.ts";
import { plural } from "../core/count-text.ts";
import { isVirtual } from "../core/trial/trial.ts";
import { planText } from "../report/plan.ts";
import { prepareService, type ServiceOptions } from "../service/start.ts";
import { offer, unfinished } from "../service/unfinished.ts";

export interface RunOptions extends BatchOptions, ServiceOptions {
  readonly json?: boolean;
  readonly dryRun?: boolean;
  readonly detach?: boolean;
  /** A page of the batch is written at its end. */
  readonly html?: boolean;
  /** Events of interest that are counted at its end. */
  readonly count?: string;
  readonly code?: readonly string[];
  /** The number of Slurm jobs that run the batch. */
  readonly slurm?: string;
  readonly submit?: boolean;
}

/** `paxy run`: one batch after the other, without a screen. Answers with the exit code. */
export async function run(files: readonly string[], options: RunOptions): Promise<number> {
  refuseErlangCode(files, "run");
  refuseTogether(options, [["count", ["detach", "slurm"]]]);
  // The service of the first batch loads while the files are read.
  const startsNone = options.dryRun || options.slurm !== undefined;
  const prepared = startsNone ? [] : [prepareService()];
  const code = await userCode(options.code);
  const { count } = options;
  const counting = count === undefined ? undefined : await countingOf(count, code, options);
  const batches = await readBatches(
    files,
    { ...options, command: withoutShard(process.argv) },
    code,
  );
  refuseWithoutSimulated(options, batches);
  for (const sentence of folderSentences(batches, code.folders)) say(`${sentence}.`);
  if (options.dryRun) {
    for (const batch of batches) process.stdout.write(planText(batch));
    return EXIT.ok;
  }
  if (options.slurm !== undefined) return slurm(batches, options);
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
        say(`${others} more ${plural(others, "batch was", "batches were")} not started.`);
      return ended;
    }
    await counting?.(client.snapshot().directory);
    codes.push(ended);
  }
  return [EXIT.violation, EXIT.notRun].find((code) => codes.includes(code)) ?? EXIT.ok;
}

/**
 * `--count EVENTS`: says how many runs of a batch that has ended reached them, and keeps the counts
 * in its folder. Throws an InputError for an unknown event.
 */
async function countingOf(list: string, code: UserCode, { json = false }: RunOptions) {
  const { countEvents, eventNames } = await import("../service/event-counts.ts");
  const { countsText } = await import("../console/counts-text.ts");
  const names = eventNames(list);
  return async (directory: string): Promise<void> => {
    const rows = await countEvents(directory, names, code).catch((error: Error) => {
      say(error.message);
      return [];
    });
    if (rows.length === 0) return;
    await writeFile(join(directory, "events.csv"), countsText(rows, names, "csv"));
    if (!json) process.stdout.write("\nSimulated runs that reached events of interest:\n");
    process.stdout.write(countsText(rows, names, json ? "json" : "table"));
  };
}

/** Throws an InputError where `--count` finds no trial whose runs it can count. */
function refuseWithoutSimulated({ count }: RunOptions, batches: readonly Batch[]): void {
  const without = batches.find(({ trials }) => !trials.some(isVirtual));
  if (count === undefined || without === undefined) return;
  throw new InputError(
    `--count counts simulated runs, and batch "${without.settings.name}" has none: set moduleName to paxy_sim, or leave out --count.`,
  );
}

/** `--slurm N`: prints the script that runs the batches as shards, or submits it. */
function slurm(batches: readonly Batch[], options: RunOptions): number {
  const { slurm = "", submit: isSubmitted = false, shard, out = "out" } = options;
  if (shard !== undefined)
    throw new InputError("--slurm makes the shards itself: leave out --shard.");
  const [batch, ...others] = batches;
  if (batch === undefined || others.length > 0) {
    throw new InputError("--slurm takes one batch file.");
  }
  const array = {
    shards: shardsOf(slurm),
    command: withoutShard(process.argv),
    folder: process.cwd(),
    out,
  };
  const script = slurmScript(batch, array);
  process.stdout.write(isSubmitted ? submit(script) : script);
  if (isSubmitted) say(`when all jobs have ended: ${mergeCommand(batch.settings.name, out)}`);
  return EXIT.ok;
}

/** Options that say which shards are run, and where. */
const OF_SHARDS = ["--shard", "--slurm"];

/** The arguments of this call that start any shard of the batch. */
const withoutShard = (argv: readonly string[]): readonly string[] =>
  argv.slice(2).filter((argument, index, all) => {
    const isOption = OF_SHARDS.includes(argument.split("=")[0] ?? "");
    const isValue = OF_SHARDS.includes(all[index - 1] ?? "");
    return !isOption && !isValue && argument !== "--detach" && argument !== "--submit";
  });
