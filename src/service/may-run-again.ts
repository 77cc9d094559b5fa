import type { UserCode } from "../batch/user-code.ts";
import { ebin } from "../console/places.ts";
import { InputError } from "../console/problems.ts";
import { say } from "../console/say.ts";
import { GENERATION } from "../core/results-format.ts";
import { VERSIONS } from "../core/trial/parameters.ts";
import type { Manifest } from "../results/manifest.ts";
import { codeChange, erlangCode } from "./erlang-code.ts";

/**
 * Throws an InputError where simulated runs of these trials can't be repeated: their draws are of
 * another paxy, or their version is not there. Says once if the code has changed since.
 */
export function mayRunAgain(
  { codeFiles, erlangCode: hash, generation, versions }: Manifest,
  trials: Manifest["trials"],
  code: UserCode,
): void {
  if (generation !== GENERATION) {
    throw new InputError(
      `paxy ${versions.paxy} simulated this run, with other draws and rules; only that version can repeat it.`,
    );
  }
  const known: readonly (number | string)[] = [...VERSIONS, ...code.versions];
  const missing = trials.find(({ trial }) => !known.includes(trial.moduleVersion));
  if (missing !== undefined) {
    throw new InputError(
      `its version ${missing.trial.moduleVersion} is your own code; give it with --code.`,
    );
  }
  const now = erlangCode(ebin, code.codePaths);
  if (now.hash !== hash) say(`${codeChange(codeFiles, now)} since; the run may differ.`);
}
