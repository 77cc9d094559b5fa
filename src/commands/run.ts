import { refuseErlangCode } from "../batch/code-source.ts";
import { folderSentences } from "../batch/folder-trials.ts";
import { type BatchOptions, readBatches } from "../batch/options.ts";
import { userCode } from "../batch/user-code.ts";
import { EXIT } from "../console/exit-code.ts";
import { leave, watch } from "../console/follow-batch.ts";
import { say } from "../console/say.ts";
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
}

/** `paxy run`: one batch after the other, without a screen. Answers with the exit code. */
export async function run(files: readonly string[], options: RunOptions): Promise<number> {
  refuseErlangCode(files, "run");
  // The service of the first batch loads while the files are read.
  const prepared = options.dryRun ? [] : [prepareService()];
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
        say(`${others} more ${others === 1 ? "batch was" : "batches were"} not started.`);
      return ended;
    }
    codes.push(ended);
  }
  return [EXIT.violation, EXIT.notRun].find((code) => codes.includes(code)) ?? EXIT.ok;
}

/** The arguments of this call that start any shard of the batch. */
const withoutShard = (argv: readonly string[]): readonly string[] =>
  argv.slice(2).filter((argument, index, all) => {
    const isOfShard = argument === "--shard" || argument.startsWith("--shard=");
    return !isOfShard && all[index - 1] !== "--shard" && argument !== "--detach";
  });
