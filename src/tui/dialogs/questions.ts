import { counted, grouped } from "../../core/count-text.ts";
import { refusal } from "../../core/queue/refusal.ts";
import { MEASURED_FIGURES } from "../../core/statistics/figure-text.ts";
import { reportOf } from "../../core/statistics/uncertainty.ts";
import { dispatched, severalOf } from "../input/batch.ts";
import type { Model } from "../model/model.ts";
import { doneRuns } from "../model/trial-status.ts";
import type { Effect, Question } from "../model/view.ts";

/** The current text of a question, and its answers. */
export interface Asked {
  readonly title: string;
  readonly text: readonly string[];
  readonly choices: readonly Choice[];
  /** The "cancel" answer; also chosen by enter if it is the safest one. */
  readonly leave: Pick<Choice, "keys" | "label">;
}

interface Choice {
  readonly keys: readonly string[];
  readonly label: string;
  readonly effects: readonly Effect[];
}

/** Made again for each frame and key: runs go on while a question is open. */
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
    case "deleteMarked":
      return ofMarked(model, question.trials, "delete", "Results stay in runs.csv. u undoes.", "d");
    case "cancelMarked":
      return ofMarked(
        model,
        question.trials,
        "cancel",
        "Finished runs keep their results. u undoes.",
        "x",
      );
    case "moreRuns":
      return moreRuns(model, question.trial);
  }
}

function ofMarked(
  { snapshot: { queue } }: Model,
  trials: readonly number[],
  type: "delete" | "cancel",
  text: string,
  key: string,
): Asked {
  const commands = trials.map((number) => ({ type, number }));
  const left = trials.filter((number) => refusal(queue, { type, number }) !== undefined);
  const many = `the ${trials.length} marked trials`;
  const why = type === "delete" ? "running" : "done";
  return {
    title: type === "delete" ? `Delete ${many}?` : `Cancel ${many}?`,
    text: [
      `Trials ${trials.join(", ")}. ${text}`,
      ...(left.length > 0 ? [`Left as they are (${why}): ${left.join(", ")}.`] : []),
    ],
    choices: [choice(["enter", key], `${type} them`, dispatched(severalOf(queue, commands)))],
    leave: NO,
  };
}

const NO = { keys: ["escape", "n"], label: "keep everything as it is" } as const;

/** The answer that loses nothing comes first, and is bound to enter. */
function quit({ snapshot, canLeave }: Model): Asked {
  const { runs, done } = snapshot.totals;
  const stop = choice(["q"], "stop the batch", { type: "end", how: "stop" });
  const leave = choice(["enter", "l"], "leave it running in the background", {
    type: "end",
    how: "leave",
  });
  return {
    title: "Quit?",
    text: [
      runs > done
        ? `${grouped(runs - done)} of ${grouped(runs)} runs still to do.`
        : `All runs are done (${grouped(runs)}).`,
      `Results so far: ${snapshot.directory}`,
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
      ...(failed > 0 ? [`Repeats ${counted(failed, "failed run")}.`] : []),
      ...(undecided > 0 ? [`Adds ${counted(undecided, "run")} for undecided ones.`] : []),
      "Undecided runs stay in the data.",
    ],
    choices: [choice(["enter", "R"], "retry all", dispatched({ type: "retryAll" }))],
    leave: NO,
  };
}

const deletion = (trial: number): Asked => ({
  title: `Delete trial ${trial}?`,
  text: ["Its results stay in runs.csv. u undoes."],
  choices: [choice(["enter", "d"], "delete", dispatched({ type: "delete", number: trial }))],
  leave: NO,
});

const FEW_MORE = 20;
/** A median's interval is then narrow enough for most questions. */
const PRECISION = 0.05;

function moreRuns({ snapshot }: Model, number: number): Asked {
  const { trials, settings } = snapshot.queue;
  const trial = trials.find((each) => each.number === number);
  const median = trial && MEASURED_FIGURES[0]?.text(reportOf(trial, settings));
  const again = Math.min(settings.repeat, trial?.runs ?? settings.repeat);
  return {
    title: `More runs of trial ${number}?`,
    text: [
      median
        ? `Median so far: ${median} ms, of ${counted(trial ? doneRuns(trial) : 0, "run")}.`
        : "No runs yet.",
    ],
    choices: [
      choice(
        ["enter", "M"],
        `${FEW_MORE} more`,
        dispatched({ type: "moreRuns", number, runs: FEW_MORE }),
      ),
      choice(
        ["a"],
        `as many again: ${grouped(again)}`,
        dispatched({ type: "moreRuns", number, runs: again }),
      ),
      choice(
        ["p"],
        `until the median's interval is within ${100 * PRECISION} %`,
        dispatched({ type: "untilPrecise", number, precision: PRECISION }),
      ),
    ],
    leave: NO,
  };
}

/**
 * The runs are those in progress when the question was asked, so that their keys never mean other
 * runs.
 */
function cancellation(
  { snapshot }: Model,
  { trial: number, runs }: Extract<Question, { readonly about: "cancel" }>,
): Asked {
  const going = snapshot.queue.trials.find((each) => each.number === number)?.running ?? [];
  const ended = (run: number): string =>
    going.some((each) => each.run === run) ? "" : " (finished)";
  return {
    title: `Cancel trial ${number}?`,
    text: ["Finished runs keep their results. u undoes."],
    choices: [
      choice(["enter", "x"], "cancel the trial", dispatched({ type: "cancel", number })),
      ...runs.map((run, index) =>
        choice(
          [String(index + 1)],
          `cancel only run ${run}${ended(run)}`,
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
