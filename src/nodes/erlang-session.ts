import type { Answer } from "../wire/records.ts";
import { ask } from "./erlang-answer.ts";
import type { ErlangCode } from "./erlang-command.ts";

/** A conversation with an Erlang of its own: each question has one answer, in their order. */
export interface ErlangSession {
  question(term: string): Promise<Answer>;
  end(): void;
}

interface Waiting {
  readonly take: (answer: Answer) => void;
  readonly fail: (error: Error) => void;
}

/** `opening` says what the conversation is about; an answer to it, a refusal, is that of the first question. */
export function openSession(code: ErlangCode, opening: string): ErlangSession {
  const waiting: Waiting[] = [];
  let early: Answer | undefined;
  let ended: Error | undefined;
  const asked = ask(code, opening, (answer) => {
    const next = waiting.shift();
    if (next === undefined) early = answer;
    else next.take(answer);
  });
  const over = (error = new Error("Erlang has ended")): void => {
    ended = error;
    for (const { fail } of waiting.splice(0)) fail(error);
  };
  asked.answered.then(() => over(), over);
  return {
    question: (term) =>
      new Promise((take, fail) => {
        if (early !== undefined) return take(early);
        if (ended !== undefined) return fail(ended);
        waiting.push({ take, fail });
        asked.say(term);
      }),
    end: asked.end,
  };
}
