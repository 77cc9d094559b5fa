import { type TraceEvent, tidyEvent } from "../core/run/trace-event.ts";
import type { Answer, AnswerOf } from "../wire/records.ts";
import { askWalled, type WalledPlace } from "./ask-walled.ts";

/** One of the answers of an Erlang, and the events that went ahead of it. */
export interface Heard {
  readonly answer: Exclude<Answer, AnswerOf<"event"> | AnswerOf<"progress">>;
  readonly events: readonly TraceEvent[];
}

export interface HeardAll {
  readonly answers: readonly Heard[];
  /** How far a check had come that gave no answer. */
  readonly progress: AnswerOf<"progress"> | undefined;
  /** How Erlang ended where it did not end well, for people; a verb comes first. */
  readonly broken: string | undefined;
  /** It was ended when its time was over. */
  readonly isLate: boolean;
}

/** Asks an Erlang behind walls. `last` says of an answer that those after it are not needed. */
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
