import { realpathSync } from "node:fs";
import { dirname } from "node:path";
import { type UserCode, userCode } from "../batch/user-code.ts";
import { commandText } from "../console/command-text.ts";
import { ebin } from "../console/places.ts";
import { InputError } from "../console/problems.ts";
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

interface HowToResume {
  readonly life: "held" | "free";
  /** Reads the batch file as it is now; without it, the batch is as its results tell it. */
  readonly readFile?: ((seed: number, code: UserCode) => Promise<readonly Batch[]>) | undefined;
  /** Refuses results that other code made, instead of starting a new batch. */
  readonly mustMatch?: boolean;
}

/** What runs a batch now, and its user's code. */
type Resumed = { readonly code: UserCode } & (
  | { readonly client: SocketClient }
  | { readonly running: Session }
);

/** A service on a folder of results, which runs the rest of the batch; or the session that runs it now. */
export async function resumeBatch(
  given: string,
  { code: sources, ...options }: ResumeOptions,
  { life, readFile, mustMatch = false }: HowToResume,
): Promise<Resumed> {
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
  const changed = mustMatch && whatChanged(manifest, batch, erlangCode(ebin, code.codePaths));
  if (changed) {
    throw new InputError(
      `${changed}, so the screen can't be opened on these results.\nPrint their table: ${commandText("report", given)}\nRun the batch again: ${commandText("resume", given)}`,
    );
  }
  const fromFile = readFile !== undefined;
  const places = { out: dirname(dirname(folder)), resume: folder, fromFile };
  return { client: await service.start(batch, code, { ...options, ...places }, life), code };
}

const batchOf = ({ settings, trials }: Manifest): Batch => ({
  settings,
  trials: trials.map(({ trial }) => trial),
});
