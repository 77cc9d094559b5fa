import { refuseErlangCode } from "../batch/code-source.ts";
import { folderSentences } from "../batch/folder-trials.ts";
import { type BatchOptions, readBatches } from "../batch/options.ts";
import { userCode } from "../batch/user-code.ts";
import { EXIT } from "../console/exit-code.ts";
import { leave, watch } from "../console/follow-batch.ts";
import { InputError } from "../console/problems.ts";
import { say } from "../console/say.ts";
import { mergeCommand, shardsOf, slurmScript, submit } from "../console/slurm.ts";
import type { Batch } from "../core/batch/batch.ts";
import { plural } from "../core/count-text.ts";
import { planText } from "../report/plan.ts";
import { prepareService, type ServiceOptions } from "../service/start.ts";
import { offer, unfinished } from "../service/unfinished.ts";

export interface RunOptions extends BatchOptions, ServiceOptions {
  readonly json?: boolean;
  readonly dryRun?: boolean;
  readonly detach?: boolean;
  /** A page of the batch is written at its end. */
  readonly html?: boolean;
  readonly code?: readonly string[];
  /** The number of Slurm jobs that run the batch. */
  readonly slurm?: string;
  readonly submit?: boolean;
}

/** `paxy run`: one batch after the other, without a screen. Answers with the exit code. */
export async function run(files: readonly string[], options: RunOptions): Promise<number> {
  refuseErlangCode(files, "run");
  // The service of the first batch loads while the files are read.
  const startsNone = options.dryRun || options.slurm !== undefined;
  const prepared = startsNone ? [] : [prepareService()];
  const code = await userCode(options.code);
  const batches = await readBatches(
    files,
    { ...options, command: withoutShard(process.argv) },
    code,
  );
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
    codes.push(ended);
  }
  return [EXIT.violation, EXIT.notRun].find((code) => codes.includes(code)) ?? EXIT.ok;
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
