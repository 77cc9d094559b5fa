import { realpathSync } from "node:fs";
import { dirname } from "node:path";
import { readBatches } from "../batch/options.ts";
import { userCode } from "../batch/user-code.ts";
import { commandText } from "../console/command-text.ts";
import { leave, watch } from "../console/follow-batch.ts";
import { InputError } from "../console/problems.ts";
import type { Batch } from "../core/batch/batch.ts";
import type { Manifest } from "../results/manifest.ts";
import { manifestIn, resultsIn } from "../service/open-folder.ts";
import { sessionAt } from "../service/sessions.ts";
import { prepareService } from "../service/start.ts";

export interface ResumeOptions {
  readonly json?: boolean;
  readonly detach?: boolean;
  readonly useNodes?: string;
  readonly cookieFile?: string;
  readonly takeOver?: boolean;
  readonly code?: readonly string[];
  readonly allowPartition?: boolean;
}

/** `paxy resume DIR [FILE]`: runs the rest of a batch; with a batch file, as the file is now. */
export async function resume(
  given: string,
  file: string | undefined,
  options: ResumeOptions,
): Promise<number> {
  const service = prepareService();
  const code = await userCode(options.code);
  const directory = await resultsIn(given);
  const manifest = await manifestIn(directory);
  const { seed, shard } = manifest.settings;
  const [found = batchOf(manifest)] =
    file === undefined
      ? []
      : await readBatches(
          [file],
          { fallbackSeed: seed, allowPartition: options.allowPartition },
          code,
        );
  const batch = { ...found, settings: { ...found.settings, shard } };
  const folder = realpathSync(directory);
  const running = await sessionAt(folder);
  if (running !== undefined) {
    throw new InputError(
      `this batch is running.\nOpen it: ${commandText("attach", running.id)}\nStop it: ${commandText("stop", running.id)}`,
    );
  }
  const places = { out: dirname(dirname(folder)), resume: folder, fromFile: file !== undefined };
  const life = options.detach ? "free" : "held";
  const client = await service.start(batch, code, { ...options, ...places }, life);
  return options.detach ? leave(client) : watch(client, options);
}

const batchOf = ({ settings, trials }: Manifest): Batch => ({
  settings,
  trials: trials.map(({ trial }) => trial),
});
