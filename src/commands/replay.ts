import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseTraceEvent, type TraceEvent, traceEvent } from "../core/run/trace-event.ts";
import { VERSIONS } from "../core/trial/parameters.ts";
import { type AnswerRecord, ask } from "../nodes/erlang-answer.ts";
import { replayTerm } from "../nodes/questions.ts";
import type { Manifest } from "../results/manifest.ts";
import { violationFile } from "../results/violations.ts";
import { erlangCode } from "./erlang-code.ts";
import { EXIT } from "./exit-code.ts";
import { manifestIn } from "./open-folder.ts";
import { ebin } from "./places.ts";
import { InputError } from "./problems.ts";
import { say } from "./say.ts";
import { showTimeline } from "./show-timeline.ts";
import { type UserCode, userCode } from "./user-code.ts";

export interface ReplayOptions {
  readonly json?: boolean;
  readonly code?: readonly string[];
}

type Trial = Manifest["trials"][number];

/** What is shown: the events, and a line on what came of the run. */
interface Replayed {
  readonly events: readonly TraceEvent[];
  readonly verdict: string;
}

/** `paxy replay DIR TRIAL RUN`: the message timeline of a run. Answers with the exit code. */
export async function replay(
  directory: string,
  trialText: string,
  runText: string,
  options: ReplayOptions,
): Promise<number> {
  const run = numbered("run", runText);
  const manifest = await manifestIn(directory);
  const trial = trialOf(manifest, numbered("trial", trialText), directory);
  if (run > trial.runs) {
    throw new InputError(`trial ${trial.number} of ${directory} has ${trial.runs} runs.`);
  }
  const shown =
    trial.trial.moduleName === "paxy_sim"
      ? await runAgain(manifest, trial, run, await userCode(options.code))
      : await recorded(directory, trial, run);
  if (options.json) {
    for (const event of shown.events) process.stdout.write(`${JSON.stringify(event)}\n`);
  } else {
    showTimeline(shown.events, "ms");
    process.stdout.write(`${shown.verdict}\n`);
  }
  return EXIT.ok;
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

/** Equal draws give an equal run: nothing of it had to be kept. */
async function runAgain(
  { settings, erlangCode: hash }: Manifest,
  trial: Trial,
  run: number,
  code: UserCode,
): Promise<Replayed> {
  const version = trial.trial.moduleVersion;
  if (![...VERSIONS, ...code.versions].includes(version as never)) {
    throw new InputError(`its version ${version} is code of a user's; give it with --code.`);
  }
  if (erlangCode(ebin, code.codePaths).hash !== hash) {
    say("the Erlang code has changed since; the run may be another.");
  }
  const events: TraceEvent[] = [];
  let answer: AnswerRecord | undefined;
  const { hash: configuration, occurrence, trial: config, number } = trial;
  const { seed, timeLimitMs } = settings;
  const request = { trial: number, run, count: 1, attempt: 1, config, seed, occurrence };
  await ask(
    { erl: "erl", ebin, codePaths: code.codePaths },
    replayTerm({ ...request, hash: configuration, timeLimitMs }),
    (record) => {
      const event = record.t === "event" ? traceEvent(record.event) : undefined;
      if (event === undefined) answer = record;
      else events.push(event);
    },
  ).answered;
  if (answer?.t !== "replayed") throw new Error(`Erlang gave no run: ${answer?.reason ?? ""}`);
  return { events, verdict: verdictText(String(answer.verdict), String(answer.reason)) };
}

const verdictText = (verdict: string, reason: string): string =>
  reason === "" ? `${verdict}.` : `${verdict}: ${reason}.`;

/** A run in real time never comes again; of a violation the trace was kept. */
async function recorded(
  directory: string,
  { number, trial }: Trial,
  run: number,
): Promise<Replayed> {
  for (let attempt = ATTEMPTS_MAX; attempt >= 1; attempt--) {
    const file = join(directory, violationFile({ trial: number, run, attempt }));
    const text = await readFile(file, "utf8").catch(() => undefined);
    if (text === undefined) continue;
    const events = text
      .split("\n")
      .map(parseTraceEvent)
      .filter((event) => event !== undefined);
    return { events, verdict: "violation." };
  }
  throw new InputError(
    `run ${run} of trial ${number} ran in real time (${trial.moduleName}) and left no trace: only violations do. Runs of paxy_sim can all be replayed.`,
  );
}

/** No run is attempted more often. */
const ATTEMPTS_MAX = 100;
