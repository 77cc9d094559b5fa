import { type TraceEvent, tidyEvent } from "../core/run/trace-event.ts";
import type { Answer, AnswerOf } from "../wire/records.ts";
import { askWalled, type WalledPlace } from "./ask-walled.ts";

/** An answer of an Erlang, and the events before it. */
export interface Heard {
  readonly answer: Exclude<Answer, AnswerOf<"event"> | AnswerOf<"progress">>;
  readonly events: readonly TraceEvent[];
}

export interface HeardAll {
  readonly answers: readonly Heard[];
  /** The progress of a check that gave no answer. */
  readonly progress: AnswerOf<"progress"> | undefined;
  /** How Erlang ended abnormally, for people; the text starts with a verb. */
  readonly broken: string | undefined;
  /** Whether it was killed because its time ran out. */
  readonly isLate: boolean;
}

/** Asks an Erlang behind walls. `last` says whether an answer is the last one that is needed. */
export async function heard(
  at: WalledPlace,
  question: { term: string; killMs: number },
  last: (answer: Heard["answer"]) => boolean = () => false,
): Promise<HeardAll> {
  const answers: Heard[] = [];
  let events: TraceEvent[] = [];
  let progress: AnswerOf<"progress"> | undefined;
  const asked = askWalled(at, question, (answer) => {
    if (answer.t === "event") events.push(tidyEvent(answer.event));
    else if (answer.t === "progress") progress = answer;
    else {
      answers.push({ answer, events });
      events = [];
      progress = undefined;
      if (last(answer)) asked.stop();
    }
  });
  const broken = await asked.answered
    .then(() => undefined)
    .catch((error: Error) => brokenText(error.message));
  return { answers, progress, broken, isLate: asked.isLate() };
}

function brokenText(message: string): string {
  if (/Cannot (re)?allocate|bad_alloc|no more memory/i.test(message)) {
    return "needed more memory than allowed, and was stopped";
  }
  if (/SIGXCPU|SIGKILL|with 1(37|52)\b/.test(message))
    return "was stopped by a limit of the system";
  return message.replace(/^Erlang /, "");
}
