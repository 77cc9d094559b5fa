import { SEVERAL_MAX } from "../../core/limits.ts";
import { refusal } from "../../core/queue/refusal.ts";
import type { Command, QueueState, TrialCommand, TrialState } from "../../core/queue/state.ts";
import { isVirtual } from "../../core/trial/trial.ts";
import { asks, type Model, type Outcome } from "../model/model.ts";
import { remembered } from "../model/remembered.ts";
import { listedTrials, selectedTrial } from "../model/trials.ts";
import type { Effect, Question, View } from "../model/view.ts";
import { withDialog } from "../model/view.ts";

/** The command of a key; undefined if it has no target. */
export type CommandOf = (model: Model) => Command | undefined;

/** Why a command can't be asked for now. */
export function refusedBecause(model: Model, commandOf: CommandOf): string | undefined {
  if (model.readOnly !== "") return model.readOnly;
  const command = commandOf(model);
  return command === undefined ? "no trial is selected" : refusal(model.snapshot.queue, command);
}

export function ask(model: Model, commandOf: CommandOf): Outcome {
  const command = commandOf(model);
  return command === undefined ? asks(model.view) : asks(model.view, dispatched(command));
}

export const dispatched = (command: Command): Effect => ({ type: "command", command });

/** A command about the selected trial. */
const ofTrial =
  (commandOf: (trial: TrialState) => Command): CommandOf =>
  ({ snapshot, view }) => {
    const trial = selectedTrial(snapshot, view);
    return trial && commandOf(trial);
  };

/** The marked trials, where the selected one is marked, too, and is not the only one. */
function markedTrials({ snapshot, view }: Model): readonly TrialState[] {
  const { marked } = view.trials;
  const selected = selectedTrial(snapshot, view);
  if (marked.length < 2 || selected === undefined) return [];
  const set = setOf(marked);
  return set.has(selected.number)
    ? snapshot.queue.trials.filter(({ number }) => set.has(number))
    : [];
}

const setOf = remembered((marked: readonly number[]): ReadonlySet<number> => new Set(marked));

/** One command for several trials: for those that it can be done for, where there are any. */
export function severalOf(queue: QueueState, commands: readonly TrialCommand[]): Command {
  const possible =
    commands.length > SEVERAL_MAX
      ? commands
      : commands.filter((each) => refusal(queue, each) === undefined);
  return { type: "several", commands: possible.length > 0 ? possible : commands };
}

/** A command about the marked trials if the selected one is among them, else about the selected one. */
const ofTrials =
  (commandOf: (trial: TrialState) => TrialCommand): CommandOf =>
  (model) => {
    const marked = markedTrials(model);
    return marked.length === 0
      ? ofTrial(commandOf)(model)
      : severalOf(model.snapshot.queue, marked.map(commandOf));
  };

export const pauseOrResume: CommandOf = ({ snapshot }) =>
  snapshot.queue.status === "paused" ? { type: "resume" } : { type: "pause" };

/** Pauses all marked trials, or resumes them if all are paused. */
export const pauseOrResumeTrial: CommandOf = (model) => {
  const pause = ofTrials(({ number }) => ({ type: "pauseTrial", number }));
  const resume = ofTrials(({ number }) => ({ type: "resumeTrial", number }));
  const paused = pause(model);
  const mayPause = paused !== undefined && refusal(model.snapshot.queue, paused) === undefined;
  const resumed = resume(model);
  const mayResume = resumed !== undefined && refusal(model.snapshot.queue, resumed) === undefined;
  return mayPause || !mayResume ? paused : resumed;
};

export const retryTrial = ofTrials(({ number }) => ({ type: "retry", number }));
export const deleteTrial = ofTrials(({ number }) => ({ type: "delete", number }));
export const cancelTrial = ofTrials(({ number }) => ({ type: "cancel", number }));
export const moreRuns = ofTrial(({ number }) => ({ type: "moreRuns", number, runs: 1 }));

export const moveTrial = (by: 1 | -1): CommandOf =>
  ofTrial(({ number }) => ({ type: "move", number, by }));
export const moreJobs =
  (by: 1 | -1): CommandOf =>
  ({ snapshot }) => ({
    type: "setJobs",
    jobs: snapshot.queue.settings.jobs + by,
  });

/** Deleting hides results, so it asks first, except for a trial without runs. */
export function askDelete(model: Model): Outcome {
  const marked = markedTrials(model).map(({ number }) => number);
  if (marked.length > 0) return confirm(model.view, { about: "deleteMarked", trials: marked });
  const trial = selectedTrial(model.snapshot, model.view);
  if (trial === undefined) return asks(model.view);
  return trial.nextRun === 1
    ? deleted(model, trial.number)
    : confirm(model.view, { about: "delete", trial: trial.number });
}

/** The trial that takes its place is selected, so that the list stays where it is. */
export function deleted({ snapshot, view }: Model, number: number): Outcome {
  const listed = listedTrials(snapshot, view);
  const at = listed.findIndex((each) => each.number === number);
  const next = listed[at + 1] ?? listed[at - 1];
  const trials = { ...view.trials, selected: next?.number };
  return asks({ ...view, trials }, dispatched({ type: "delete", number }));
}

/** A deleted trial that comes back is selected. */
export function undo({ snapshot, view }: Model): Outcome {
  const { changes, deleted: gone } = snapshot.queue;
  if (changes.at(-1)?.type !== "delete") return asks(view, dispatched({ type: "undo" }));
  const back = gone.at(-1)?.trial.number;
  return asks(
    { ...view, trials: { ...view.trials, selected: back } },
    dispatched({ type: "undo" }),
  );
}

export function askMoreRuns({ snapshot, view }: Model): Outcome {
  const trial = selectedTrial(snapshot, view);
  return trial === undefined
    ? asks(view)
    : confirm(view, { about: "moreRuns", trial: trial.number });
}

export const askRetryAll = ({ view }: Model): Outcome => confirm(view, { about: "retryAll" });

/** Offers the runs in progress one by one if there are few, or the whole trial. */
export function askCancel(model: Model): Outcome {
  const { snapshot, view } = model;
  const marked = markedTrials(model).map(({ number }) => number);
  if (marked.length > 0) return confirm(view, { about: "cancelMarked", trials: marked });
  const trial = selectedTrial(snapshot, view);
  if (trial === undefined) return asks(view);
  const runs = isVirtual(trial.trial) ? [] : trial.running.slice(0, 9).map(({ run }) => run);
  return confirm(view, { about: "cancel", trial: trial.number, runs });
}

export function askQuit({ snapshot, view, readOnly, lost }: Model): Outcome {
  if (lost !== undefined) return asks(view, { type: "end", how: "lost" });
  const isOver = snapshot.queue.status === "finished" || snapshot.queue.status === "stopped";
  if (isOver) return asks(view, { type: "end", how: "stop" });
  if (readOnly !== "") return asks(view, { type: "end", how: "leave" });
  return confirm(view, { about: "quit" });
}

const confirm = (view: View, question: Question): Outcome =>
  asks(withDialog(view, { type: "confirm", question }));
