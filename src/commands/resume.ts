import { readBatches } from "../batch/options.ts";
import type { UserCode } from "../batch/user-code.ts";
import { commandText } from "../console/command-text.ts";
import { leave, watch } from "../console/follow-batch.ts";
import { InputError } from "../console/problems.ts";
import { type ResumeOptions as Resumed, resumeBatch } from "../service/resume-batch.ts";

export interface ResumeOptions extends Resumed {
  readonly json?: boolean;
  readonly detach?: boolean;
  readonly allowPartition?: boolean | undefined;
}

/** `paxy resume DIR [FILE]`: runs the rest of a batch; with a batch file, as the file is now. */
export async function resume(
  given: string,
  file: string | undefined,
  { allowPartition, ...options }: ResumeOptions,
): Promise<number> {
  const life = options.detach ? "free" : "held";
  const readFile =
    file === undefined
      ? undefined
      : (fallbackSeed: number, code: UserCode) =>
          readBatches([file], { fallbackSeed, allowPartition }, code);
  const resumed = await resumeBatch(given, options, { life, readFile });
  if ("running" in resumed) {
    const { id } = resumed.running;
    throw new InputError(
      `this batch is running.\nOpen it: ${commandText("attach", id)}\nStop it: ${commandText("stop", id)}`,
    );
  }
  return options.detach ? leave(resumed.client) : watch(resumed.client, options);
}
