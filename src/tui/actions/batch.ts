import { refusal } from "../../core/queue/refusal.ts";
import type { Command, TrialState } from "../../core/queue/state.ts";
import { asks, type Model, type Outcome } from "../model.ts";
import { selectedTrial } from "../trials/select-trials.ts";
import type { Choice, Effect, View } from "../view-state.ts";
import { withDialog } from "../view-state.ts";

/** What a key would ask of the engine; undefined where there is nothing to ask it about. */
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
export const ofTrial =
  (commandOf: (trial: TrialState) => Command): CommandOf =>
  ({ snapshot, view }) => {
    const trial = selectedTrial(snapshot, view);
    return trial && commandOf(trial);
  };

export const pauseOrResume: CommandOf = ({ snapshot }) =>
  snapshot.queue.status === "paused" ? { type: "resume" } : { type: "pause" };

export const pauseOrResumeTrial = ofTrial(({ number, paused }) =>
  paused ? { type: "resumeTrial", number } : { type: "pauseTrial", number },
);

export const retryTrial = ofTrial(({ number }) => ({ type: "retry", number }));
export const deleteTrial = ofTrial(({ number }) => ({ type: "delete", number }));
export const cancelTrial = ofTrial(({ number }) => ({ type: "cancel", number }));
export const moveTrial = (by: 1 | -1): CommandOf =>
  ofTrial(({ number }) => ({ type: "move", number, by }));
export const moreJobs =
  (by: 1 | -1): CommandOf =>
  ({ snapshot }) => ({
    type: "setJobs",
    jobs: snapshot.queue.settings.jobs + by,
  });

/** Deleting hides results that were waited for; an empty trial goes without a question. */
export function askDelete(model: Model): Outcome {
  const trial = selectedTrial(model.snapshot, model.view);
  if (trial === undefined || trial.nextRun === 1) return ask(model, deleteTrial);
  const choices = [choice("d", "delete", dispatched({ type: "delete", number: trial.number }))];
  return confirm(model.view, {
    title: `Delete trial ${trial.number}?`,
    text: ["Its finished runs stay in runs.csv; u brings it back."],
    choices,
  });
}

export function askRetryAll(model: Model): Outcome {
  const { trials } = model.snapshot.queue;
  const failed = trials.reduce((sum, each) => sum + each.failedRuns.length, 0);
  const undecided = trials.reduce((sum, each) => sum + each.undecidedToRetry, 0);
  return confirm(model.view, {
    title: "Retry all?",
    text: [
      `${failed} failed are attempted again; for ${undecided} undecided a run is added each.`,
      "Nothing is replaced: what was undecided stays in the data.",
    ],
    choices: [choice("R", "retry all", dispatched({ type: "retryAll" }))],
  });
}

/** The runs that are going one by one where there are few, or the trial with all that waits. */
export function askCancel(model: Model): Outcome {
  const trial = selectedTrial(model.snapshot, model.view);
  if (trial === undefined) return asks(model.view);
  const { number } = trial;
  const isVirtual = trial.trial.moduleName === "paxy_sim";
  const runs = isVirtual ? [] : trial.running.slice(0, 9);
  return confirm(model.view, {
    title: `Cancel trial ${number}?`,
    text: ["Runs that have ended keep their results; r takes a cancelled trial up again."],
    choices: [
      choice("x", "the whole trial", dispatched({ type: "cancel", number })),
      ...runs.map(({ run }, index) =>
        choice(String(index + 1), `run ${run} alone`, dispatched({ type: "cancel", number, run })),
      ),
    ],
  });
}

export function askQuit(model: Model): Outcome {
  const { snapshot, view, canLeave } = model;
  const isOver = snapshot.queue.status === "finished" || snapshot.queue.status === "stopped";
  if (isOver) return asks(view, { type: "end", how: "stop" });
  if (model.readOnly !== "") return asks(view, { type: "end", how: "leave" });
  const { runs, done } = snapshot.totals;
  const leave = canLeave ? [choice("l", "leave it running", { type: "end", how: "leave" })] : [];
  return confirm(view, {
    title: "Quit?",
    text: [
      `${runs - done} of ${runs} runs are not done.`,
      `What is done stays in ${snapshot.directory}.`,
    ],
    choices: [choice("q", "stop and quit", { type: "end", how: "stop" }), ...leave],
  });
}

const choice = (key: string, label: string, ...effects: readonly Effect[]): Choice => ({
  key,
  label,
  effects,
});

interface Question {
  readonly title: string;
  readonly text: readonly string[];
  readonly choices: readonly Choice[];
}

const confirm = (view: View, question: Question): Outcome =>
  asks(withDialog(view, { type: "confirm", ...question }));
