import { dispatched } from "./actions/batch.ts";
import type { Model } from "./model.ts";
import { grouped } from "./text/format.ts";
import type { Effect, Question } from "./view-state.ts";

/** What a question says now, and what may be answered. */
export interface Asked {
  readonly title: string;
  readonly text: readonly string[];
  readonly choices: readonly Choice[];
  /** What it is not to choose any; enter does it where it is the safest answer. */
  readonly leave: Pick<Choice, "keys" | "label">;
}

export interface Choice {
  readonly keys: readonly string[];
  readonly label: string;
  readonly effects: readonly Effect[];
}

/** Made anew for every frame and key: runs go on while a question is open. */
export function askedBy(model: Model, question: Question): Asked {
  switch (question.about) {
    case "quit":
      return quit(model);
    case "retryAll":
      return retryAll(model);
    case "delete":
      return deletion(question.trial);
    case "cancel":
      return cancellation(model, question);
  }
}

const NO = { keys: ["escape", "n"], label: "no" } as const;

/** What loses nothing comes first, and is what enter does. */
function quit({ snapshot, canLeave }: Model): Asked {
  const { runs, done } = snapshot.totals;
  const stop = choice(["q"], "stop it and quit", { type: "end", how: "stop" });
  const leave = choice(["enter", "l"], "quit and leave it running", { type: "end", how: "leave" });
  return {
    title: "Quit?",
    text: [
      runs > done ? `${runs - done} of ${runs} runs are not done.` : `All ${runs} runs are done.`,
      `What is done stays in ${snapshot.directory}.`,
    ],
    choices: canLeave ? [leave, stop] : [stop],
    leave: { keys: canLeave ? ["escape", "n"] : ["enter", "escape", "n"], label: "stay" },
  };
}

function retryAll({ snapshot }: Model): Asked {
  const trials = snapshot.queue.trials.filter(({ cancelled }) => !cancelled);
  const failed = trials.reduce((sum, each) => sum + each.failedRuns.length, 0);
  const undecided = trials.reduce((sum, each) => sum + each.undecidedToRetry, 0);
  return {
    title: "Retry all?",
    text: [
      ...(failed > 0 ? [`Failed runs that are attempted again: ${grouped(failed)}.`] : []),
      ...(undecided > 0 ? [`Runs that are added for undecided ones: ${grouped(undecided)}.`] : []),
      "Nothing is replaced: what was undecided stays in the data.",
    ],
    choices: [choice(["enter", "R"], "retry all", dispatched({ type: "retryAll" }))],
    leave: NO,
  };
}

const deletion = (trial: number): Asked => ({
  title: `Delete trial ${trial}?`,
  text: ["Its finished runs stay in runs.csv; u brings it back."],
  choices: [choice(["enter", "d"], "delete", dispatched({ type: "delete", number: trial }))],
  leave: NO,
});

/** The runs are those that were going when it was asked: their keys never come to mean others. */
function cancellation(
  { snapshot }: Model,
  { trial: number, runs }: Extract<Question, { readonly about: "cancel" }>,
): Asked {
  const going = snapshot.queue.trials.find((each) => each.number === number)?.running ?? [];
  const ended = (run: number): string =>
    going.some((each) => each.run === run) ? "" : ", which has ended";
  return {
    title: `Cancel trial ${number}?`,
    text: ["Runs that have ended keep their results; r takes a cancelled trial up again."],
    choices: [
      choice(["enter", "x"], "the whole trial", dispatched({ type: "cancel", number })),
      ...runs.map((run, index) =>
        choice(
          [String(index + 1)],
          `run ${run} alone${ended(run)}`,
          dispatched({ type: "cancel", number, run }),
        ),
      ),
    ],
    leave: NO,
  };
}

const choice = (keys: readonly string[], label: string, ...effects: readonly Effect[]): Choice => ({
  keys,
  label,
  effects,
});
