import { type Changes, lostMessage } from "../core/run/changes.ts";
import { type TraceEvent, tidyEvent } from "../core/run/trace-event.ts";
import { type Fault, ownValues } from "../core/trial/faults.ts";
import type { Trial } from "../core/trial/trial.ts";
import { ask } from "../nodes/erlang-answer.ts";
import { shrinkTerm } from "../wire/questions.ts";
import { type Answer, type AnswerOf, reasonsOf } from "../wire/records.ts";
import { type BatchTrial, drawnTrial } from "../wire/requests.ts";

/** A simulated run of a batch, with all that is needed to repeat it. */
export interface SimulatedRun extends BatchTrial {
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
  const events: TraceEvent[] = [];
  let end: Answer | undefined;
  await ask(which.erlang, shrinkTerm(drawnTrial(which), which.run, budgetMs), (record) => {
    if (record.t === "event") events.push(tidyEvent(record.event));
    else end = record;
  }).answered;
  if (end?.t !== "shrunk") throw new Error(reasonsOf(end).join("; "));
  const { run, time_limit: timeLimitMs, tried, finished, reason } = end;
  return {
    trial: smaller(which.trial.trial, end),
    ...{ run, timeLimitMs, tried, finished, reason, events },
    lost: end.lost.map((word) => lostMessage(word)).filter((each) => each !== undefined),
  };
}

function smaller(trial: Trial, answer: AnswerOf<"shrunk">): Trial {
  const { proposers, acceptors, sleep, drop, duplicate, faults } = answer;
  return {
    ...trial,
    ...{ numProposers: proposers, numAcceptors: acceptors, sleep, drop, duplicate },
    requestDrop: answer.request_drop,
    requestDuplicate: answer.request_duplicate,
    faults: keptFaults(trial.faults, faults),
  };
}

/** The faults that are left, by their Erlang terms as lists; equal ones count as often as they stand there. */
export function keptFaults(
  faults: readonly Fault[],
  terms: readonly (readonly unknown[])[],
): readonly Fault[] {
  const left = terms.map((term) => term.join());
  return faults.filter((fault) => {
    const word = [fault.do, fault.at, fault.for, ...ownValues(fault)].join();
    const at = left.indexOf(word);
    if (at >= 0) left.splice(at, 1);
    return at >= 0;
  });
}
