import { realpathSync } from "node:fs";
import { dirname } from "node:path";
import { type UserCode, userCode } from "../batch/user-code.ts";
import { ebin } from "../console/places.ts";
import type { Batch } from "../core/batch/batch.ts";
import type { Manifest } from "../results/manifest.ts";
import { erlangCode } from "./erlang-code.ts";
import { manifestIn, resultsIn, whatChanged } from "./open-folder.ts";
import { type Session, sessionAt } from "./sessions.ts";
import type { SocketClient } from "./socket/client.ts";
import { prepareService, type ServiceOptions } from "./start.ts";

export interface ResumeOptions
  extends Pick<ServiceOptions, "useNodes" | "cookieFile" | "takeOver"> {
  readonly code?: readonly string[];
}

interface HowToResume<Shown> {
  readonly life: "held" | "free";
  /** Reads the batch file as it is now; without it, the batch is as its results tell it. */
  readonly readFile?: ((seed: number, code: UserCode) => Promise<readonly Batch[]>) | undefined;
  /** What is done with results that can't count any more, for this reason; without it, a new batch starts. */
  readonly onChanged?: (directory: string, changed: string) => Promise<Shown>;
}

/** What runs a batch now, and its user's code. */
type Resumed = { readonly code: UserCode } & (
  | { readonly client: SocketClient }
  | { readonly running: Session }
);

/**
 * A service on a folder of results, which runs the rest of the batch; the session that runs it
 * now; or what `onChanged` makes of results that can't count any more.
 */
export async function resumeBatch<Shown = never>(
  given: string,
  { code: sources, ...options }: ResumeOptions,
  { life, readFile, onChanged }: HowToResume<Shown>,
): Promise<Resumed | Shown> {
  const service = prepareService();
  const code = await userCode(sources);
  const directory = await resultsIn(given);
  const manifest = await manifestIn(directory);
  const { seed, shard } = manifest.settings;
  const [found = batchOf(manifest)] = (await readFile?.(seed, code)) ?? [];
  const batch = { ...found, settings: { ...found.settings, shard } };
  const folder = realpathSync(directory);
  const running = await sessionAt(folder);
  if (running !== undefined) {
    service.abandon();
    return { running, code };
  }
  if (onChanged !== undefined) {
    const changed = whatChanged(manifest, batch, erlangCode(ebin, code.codePaths));
    if (changed !== undefined) {
      service.abandon();
      return onChanged(folder, changed);
    }
  }
  const fromFile = readFile !== undefined;
  const places = { out: dirname(dirname(folder)), resume: folder, fromFile };
  return { client: await service.start(batch, code, { ...options, ...places }, life), code };
}

const batchOf = ({ settings, trials }: Manifest): Batch => ({
  settings,
  trials: trials.map(({ trial }) => trial),
});
