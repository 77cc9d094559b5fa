import { resolve } from "node:path";
import type { UserCode } from "../batch/user-code.ts";
import { commandText } from "../console/command-text.ts";
import { ebin } from "../console/places.ts";
import { pathHere } from "../console/shown-path.ts";
import type { Batch } from "../core/batch/batch.ts";
import { counted } from "../core/count-text.ts";
import type { Shard } from "../core/queue/share.ts";
import { type Unfinished, unfinishedIn } from "../results/unfinished.ts";
import { erlangCode } from "./erlang-code.ts";
import { sessionAt } from "./sessions.ts";
import type { ServiceOptions } from "./start.ts";

/**
 * The unfinished results of a batch, if they can be resumed: their runs would count (same Erlang
 * code), and no other process runs them now.
 */
export async function unfinished(
  { settings }: Batch,
  code: UserCode,
  { out = "out" }: Pick<ServiceOptions, "out">,
): Promise<Unfinished | undefined> {
  const found = await unfinishedIn(resolve(out), settings.name);
  if (found === undefined || (await sessionAt(found.directory)) !== undefined) return undefined;
  const sameCode = found.manifest.erlangCode === erlangCode(ebin, code.codePaths).hash;
  return sameCode && isSameShard(settings.shard, found.manifest.settings.shard) ? found : undefined;
}

/** The other shards of a batch are for others to finish. */
const isSameShard = (one: Shard | undefined, other: Shard | undefined): boolean =>
  one?.number === other?.number && one?.of === other?.of;

/** The offer in one sentence. */
export const offer = (left: Unfinished): string =>
  `${standing(left)}; starting a new batch. To resume the old one: ${commandText("resume", pathHere(left.directory))}`;

/** The offer as a question. */
export const question = (left: Unfinished): string =>
  `${standing(left)}.\nResume it? (n starts a new batch and keeps the old results)`;

const standing = ({ manifest, done, runs }: Unfinished): string =>
  `Batch "${manifest.settings.name}" is unfinished (${done} of ${counted(runs, "run")})`;
