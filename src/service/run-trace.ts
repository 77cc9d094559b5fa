import { join } from "node:path";
import type { BatchSettings, TrialState } from "../core/queue/state.ts";
import type { Changes } from "../core/run/changes.ts";
import type { RunRecord } from "../core/run/run.ts";
import { type RunTrace, type TraceEvent, tidyEvent } from "../core/run/trace-event.ts";
import { isVirtual } from "../core/trial/trial.ts";
import { ask } from "../nodes/erlang-answer.ts";
import type { ErlangCode } from "../nodes/erlang-command.ts";
import { readRecent } from "../results/recent-runs.ts";
import { readRegular } from "../results/regular-file.ts";
import { readTrace } from "../results/traces.ts";
import { violationFile } from "../results/violations.ts";
import { replayTerm } from "../wire/questions.ts";
import { type Answer, reasonsOf } from "../wire/records.ts";
import { drawnTrial } from "../wire/requests.ts";
import { labSources } from "./lab-sources.ts";

/** A run of a batch, with all that is needed to repeat it. */
export interface TracedRun {
  readonly directory: string;
  readonly settings: Pick<BatchSettings, "seed" | "timeLimitMs" | "shared">;
  readonly trial: Pick<TrialState, "number" | "trial" | "occurrence">;
  readonly run: number;
  readonly erlang: ErlangCode;
}

type Attempted = Pick<RunRecord, "trial" | "run" | "attempt">;

/** The most attempts at a run. */
const ATTEMPTS_MAX = 100;

/** The events of a run: of a simulated one by running it again, of a violation in real time from its file. */
export async function runTrace(which: TracedRun): Promise<RunTrace> {
  const { trial } = which.trial;
  const found = await (isVirtual(trial) ? runAgain(which) : recorded(which));
  const { codePaths } = which.erlang;
  const places = found.events.flatMap(({ where }) => where ?? []);
  const sources = await labSources(String(trial.moduleVersion), codePaths, places);
  return { ...found, sources };
}

/** A simulated run, changed, with the draws of its trial. */
export const changedTrace = (which: TracedRun, changes: Changes): Promise<RunTrace> =>
  runAgain(which, changes);

/** Equal draws give an equal run, so none of it had to be kept. */
async function runAgain(
  { settings, trial, run, erlang }: TracedRun,
  changes?: Changes,
): Promise<RunTrace> {
  const events: TraceEvent[] = [];
  let end: Answer | undefined;
  const same = drawnTrial({ settings, trial });
  const { trial: config = same.config, timeLimitMs = same.timeLimitMs } = changes ?? {};
  const drawn = { ...same, config, timeLimitMs };
  const question = replayTerm(drawn, changes?.run ?? run, changes?.lost);
  await ask(erlang, question, (record) => {
    if (record.t === "event") events.push(tidyEvent(record.event));
    else end = record;
  }).answered;
  if (end?.t !== "replayed")
    throw new Error(`Erlang returned no run: ${reasonsOf(end).join("; ")}`);
  const { verdict, reason } = end;
  return { events, verdict, said: reason === "" ? `${verdict}.` : `${verdict}: ${reason}.` };
}

/**
 * The kept trace of a violation, the only one of a run in real time or of an earlier generation.
 */
export async function recorded({
  directory,
  trial: { number, trial },
  run,
}: Omit<TracedRun, "settings" | "erlang">): Promise<RunTrace> {
  for (let attempt = ATTEMPTS_MAX; attempt >= 1; attempt--) {
    const file = join(directory, violationFile({ trial: number, run, attempt }));
    const text = await readRegular(file).catch(() => undefined);
    if (text === undefined) continue;
    const events = readTrace(text);
    return {
      events,
      verdict: "violation",
      said: await verdictOf(directory, { trial: number, run, attempt }),
    };
  }
  return {
    events: [],
    said: `run ${run} of trial ${number} has no trace: runs on real nodes (${trial.moduleName}) are traced only if they violate. Every run of paxy_sim can be replayed.`,
    verdict: undefined,
  };
}

/** The row in runs.csv of an attempt that violated. */
async function verdictOf(directory: string, which: Attempted): Promise<string> {
  const runs = await readRecent(directory, which.trial);
  const row = runs.find(({ run, attempt }) => run === which.run && attempt === which.attempt);
  return row === undefined || row.reason === "" ? "violation." : `violation: ${row.reason}.`;
}
