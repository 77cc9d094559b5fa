import type { BatchSettings, TrialState } from "../core/queue/state.ts";
import { type Changes, lostMessage } from "../core/run/changes.ts";
import { type TraceEvent, tidyEvent } from "../core/run/trace-event.ts";
import { drawKeyOf } from "../core/trial/configuration.ts";
import type { Trial } from "../core/trial/trial.ts";
import { ask } from "../nodes/erlang-answer.ts";
import { shrinkTerm } from "../wire/questions.ts";
import { type Answer, type AnswerOf, reasonsOf } from "../wire/records.ts";

/** A simulated run of a batch, with all that is needed to repeat it. */
export interface SimulatedRun {
  readonly settings: Pick<BatchSettings, "seed" | "timeLimitMs" | "shared">;
  readonly trial: Pick<TrialState, "trial" | "occurrence">;
  readonly run: number;
  readonly erlang: Parameters<typeof ask>[0];
}

export interface Shrunk extends Changes {
  readonly events: readonly TraceEvent[];
  /** Why it violates. */
  readonly reason: string;
  /** Runs that were tried. */
  readonly tried: number;
  /** True if no step found anything smaller; false if time ran out first. */
  readonly finished: boolean;
}

/**
 * Makes a simulated violation smaller within a number of ms; throws if the run does not violate.
 */
export async function shrink(which: SimulatedRun, budgetMs: number): Promise<Shrunk> {
  const { occurrence, trial } = which.trial;
  const { seed, timeLimitMs: limitMs, shared } = which.settings;
  const hash = drawKeyOf(trial, shared);
  const drawn = { config: trial, hash, occurrence, seed, timeLimitMs: limitMs };
  const events: TraceEvent[] = [];
  let end: Answer | undefined;
  await ask(which.erlang, shrinkTerm(drawn, which.run, budgetMs), (record) => {
    if (record.t === "event") events.push(tidyEvent(record.event));
    else end = record;
  }).answered;
  if (end?.t !== "shrunk") throw new Error(reasonsOf(end).join("; "));
  const { run, time_limit: timeLimitMs, tried, finished, reason } = end;
  return {
    trial: smaller(trial, end),
    ...{ run, timeLimitMs, tried, finished, reason, events },
    lost: end.lost.map((word) => lostMessage(word)).filter((each) => each !== undefined),
  };
}

function smaller(trial: Trial, answer: AnswerOf<"shrunk">): Trial {
  const { proposers, acceptors, sleep, drop, duplicate, faults } = answer;
  const kept = new Set(faults.map(([kind, at, lasting]) => [kind, at, lasting].join()));
  return {
    ...trial,
    ...{ numProposers: proposers, numAcceptors: acceptors, sleep, drop, duplicate },
    requestDrop: answer.request_drop,
    requestDuplicate: answer.request_duplicate,
    faults: trial.faults.filter((fault) => kept.has([fault.do, fault.at, fault.for].join())),
  };
}
