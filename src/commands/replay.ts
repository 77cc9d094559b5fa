import { type UserCode, userCode } from "../batch/user-code.ts";
import { EXIT } from "../console/exit-code.ts";
import { ebin } from "../console/places.ts";
import { InputError } from "../console/problems.ts";
import { say } from "../console/say.ts";
import { showTimeline } from "../console/show-timeline.ts";
import { whyJson, whyText } from "../console/why.ts";
import { RESULTS_FORMAT } from "../core/results-format.ts";
import { VERSIONS } from "../core/trial/parameters.ts";
import { isVirtual } from "../core/trial/trial.ts";
import { sanitise } from "../nodes/sanitise.ts";
import type { Manifest } from "../results/manifest.ts";
import { erlangCode } from "../service/erlang-code.ts";
import { manifestIn, resultsIn } from "../service/open-folder.ts";
import { recorded, runTrace } from "../service/run-trace.ts";

export interface ReplayOptions {
  readonly json?: boolean;
  readonly code?: readonly string[];
}

type Trial = Manifest["trials"][number];

/** `paxy replay DIR TRIAL RUN`: the message timeline of a run. Answers with the exit code. */
export async function replay(
  given: string,
  trialText: string,
  runText: string,
  options: ReplayOptions,
): Promise<number> {
  const run = numbered("run", runText);
  const directory = await resultsIn(given);
  const manifest = await manifestIn(directory);
  const trial = trialOf(manifest, numbered("trial", trialText), directory);
  if (run > trial.runs) {
    throw new InputError(`trial ${trial.number} of ${directory} has ${trial.runs} runs.`);
  }
  const code = await userCode(options.code);
  const { codePaths } = code;
  const kept = await recorded({ directory, trial, run });
  const isOld = manifest.format !== RESULTS_FORMAT;
  if (isVirtual(trial.trial) && !(isOld && kept.events.length > 0))
    mayRunAgain(manifest, trial, code);
  const erlang = { erl: "erl", ebin, codePaths };
  const { settings } = manifest;
  const { numAcceptors } = trial.trial;
  const shown = isOld ? kept : await runTrace({ directory, settings, trial, run, erlang });
  if (shown.events.length === 0) throw new InputError(shown.said);
  if (options.json) {
    for (const event of shown.events) process.stdout.write(`${JSON.stringify(event)}\n`);
    if (shown.verdict === "violation")
      process.stdout.write(`${JSON.stringify(whyJson(shown.events, numAcceptors))}\n`);
  } else {
    showTimeline(shown.events, "ms");
    process.stdout.write(`${sanitise(shown.said)}\n`);
    if (shown.verdict === "violation") process.stdout.write(whyText(shown.events, numAcceptors));
  }
  return shown.verdict === "violation" ? EXIT.violation : EXIT.ok;
}

function numbered(what: string, text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InputError(`the ${what} is ${JSON.stringify(text)}; it must be a number from 1 on.`);
}

function trialOf({ trials }: Manifest, number: number, directory: string): Trial {
  const trial = trials.find((each) => each.number === number);
  if (trial !== undefined) return trial;
  const known = trials.map((each) => each.number);
  throw new InputError(
    `${directory} has no trial ${number}; its trials are ${Math.min(...known)} to ${Math.max(...known)}.`,
  );
}

/** The version must be there; that the code is the same is for the user to see to. */
function mayRunAgain(manifest: Manifest, { trial }: Trial, code: UserCode): void {
  const { erlangCode: hash, format, versions } = manifest;
  if (format !== RESULTS_FORMAT) {
    throw new InputError(
      `the run was simulated by paxy ${versions.paxy}, whose draws and rules were others; only that version can show it again.`,
    );
  }
  if (![...VERSIONS, ...code.versions].includes(trial.moduleVersion as never)) {
    throw new InputError(
      `its version ${trial.moduleVersion} is code of a user's; give it with --code.`,
    );
  }
  if (erlangCode(ebin, code.codePaths).hash !== hash) {
    say("the Erlang code has changed since; the run may be another.");
  }
}
