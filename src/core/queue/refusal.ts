import { JOBS_MAX, SEVERAL_MAX, TRIALS_MAX } from "../limits.ts";
import { holdsRun } from "../run/stretch.ts";
import { isVirtual, type Trial } from "../trial/trial.ts";
import { indexOfTrial } from "./draft.ts";
import { attemptsOf } from "./endings.ts";
import { whyNoPartition } from "./partition.ts";
import type {
  Attempt,
  BatchSettings,
  Change,
  Command,
  QueueState,
  TrialCommand,
  TrialState,
} from "./state.ts";

/** Why a command can't be done now, as a sentence; undefined if it can. */
export function refusal(state: QueueState, command: Command): string | undefined {
  if (state.status === "stopping") return "the batch is being stopped";
  if (state.status === "stopped") return "the batch was stopped";
  const { shard } = state.settings;
  if (shard !== undefined && wouldDiffer(state, command)) {
    return `this is shard ${shard.number} of ${shard.of}: all shards must have the same trials and runs`;
  }
  switch (command.type) {
    case "add":
      return refuseAdd(state, command);
    case "undo":
      return refuseUndo(state);
    case "pause":
      return refusePause(state);
    case "resume":
      return state.status === "paused" ? undefined : "the batch is not paused";
    case "retryAll":
      return state.trials.some((trial) => failedOrUndecided(trial) > 0)
        ? undefined
        : "no failed or undecided runs";
    case "setJobs":
      return refuseJobs(state, command.jobs);
    case "several":
      return refuseSeveral(state, command.commands);
    case "stop":
      return undefined;
    default:
      return refuseForTrial(state, command);
  }
}

const CHANGES: readonly Command["type"][] = [
  "add",
  "edit",
  "delete",
  "undo",
  "move",
  "moreRuns",
  "untilPrecise",
];

/** Whether a shard would no longer fit the others: a retry of an undecided run adds a run. */
function wouldDiffer({ trials }: QueueState, command: Command): boolean {
  if (command.type === "retryAll") return trials.some((each) => each.undecidedToRetry > 0);
  if (command.type === "retry") return addsRuns(trials[indexOfTrial(trials, command.number)]);
  return CHANGES.includes(command.type);
}

const addsRuns = (trial: TrialState | undefined): boolean =>
  trial !== undefined && trial.undecidedToRetry + trial.cancelledToRetry > 0;

/** The runs that `retryAll` would attempt or add in a trial. */
export const failedOrUndecided = (trial: TrialState): number =>
  trial.cancelled ? 0 : trial.failedRuns.length + trial.undecidedToRetry;

function refuseSeveral(state: QueueState, commands: readonly TrialCommand[]): string | undefined {
  const [first] = commands;
  if (first === undefined) return "no trial is marked";
  if (commands.length > SEVERAL_MAX)
    return `${commands.length} trials are marked; at most ${SEVERAL_MAX} at once`;
  return commands.some((each) => refuseForTrial(state, each) === undefined)
    ? undefined
    : refuseForTrial(state, first);
}

function refuseForTrial(state: QueueState, command: TrialCommand): string | undefined {
  const index = indexOfTrial(state.trials, command.number);
  const trial = state.trials[index];
  if (trial === undefined) return `there is no trial ${command.number}`;
  const name = `trial ${trial.number}`;
  switch (command.type) {
    case "edit":
      return refuseFaults(state.settings, [command.trial]);
    case "delete":
      return trial.running.length > 0 ? `${name} is running; cancel it first` : undefined;
    case "move":
      return refuseMove(state, index, name, command.by);
    case "pauseTrial":
      return trial.paused ? `${name} is paused` : leftToDo(trial, name);
    case "resumeTrial":
      return trial.paused ? undefined : `${name} is not paused`;
    case "cancel":
      return command.run === undefined
        ? leftToDo(trial, name)
        : refuseCancelRun(trial, command.run);
    case "moreRuns":
    case "untilPrecise":
      return trial.cancelled ? `${name} was cancelled; r restarts it` : undefined;
    case "retry":
      return hasSomethingToRetry(trial) ? undefined : `nothing to retry in ${name}`;
  }
}

function refuseAdd(
  state: QueueState,
  command: Extract<Command, { type: "add" }>,
): string | undefined {
  const { trials, after } = command;
  if (trials.length === 0) return "there is no trial to add";
  if (state.trials.length + trials.length > TRIALS_MAX)
    return `a batch may have at most ${TRIALS_MAX} trials`;
  const known = after === undefined || after === 0 || indexOfTrial(state.trials, after) >= 0;
  return known ? refuseFaults(state.settings, trials) : `there is no trial ${after}`;
}

/** What the batch was not started for. */
function refuseFaults(settings: BatchSettings, trials: readonly Trial[]): string | undefined {
  const why = trials
    .map((trial) => whyNoPartition(trial, settings))
    .find((each) => each !== undefined);
  return why === undefined ? undefined : `a partition ${why}`;
}

/** An undo never takes back anything that has run. */
function refuseUndo({ changes, trials }: QueueState): string | undefined {
  const last = changes.at(-1);
  if (last === undefined) return "nothing to undo";
  const numbers = made(last);
  const started = trials.find(({ number, nextRun }) => numbers.includes(number) && nextRun > 1);
  return started === undefined
    ? undefined
    : `trial ${started.number} has already run; d deletes it, x cancels it`;
}

/** The trials that an undo would take away or change back. */
function made(change: Change): readonly number[] {
  if (change.type === "several") return change.changes.flatMap(made);
  if (change.type === "add") return change.numbers;
  return change.type === "edit" ? [change.number] : [];
}

function refusePause(state: QueueState): string | undefined {
  if (state.status === "finished") return "the batch has finished";
  return state.status === "paused" && state.pausedBecause === ""
    ? "the batch is paused"
    : undefined;
}

function refuseMove(
  state: QueueState,
  index: number,
  name: string,
  by: number,
): string | undefined {
  if (!Number.isInteger(by) || by === 0) return "a trial is moved by a whole number of places";
  if (by < 0 && index === 0) return `${name} is already the first`;
  return by > 0 && index === state.trials.length - 1 ? `${name} is already the last` : undefined;
}

function leftToDo(trial: TrialState, name: string): string | undefined {
  if (trial.cancelled) return `${name} was cancelled`;
  const waiting = trial.again.length > 0 || trial.nextRun <= trial.runs;
  return waiting || trial.running.length > 0 ? undefined : `${name} is done`;
}

function refuseCancelRun(trial: TrialState, run: number): string | undefined {
  const which = `run ${run} of trial ${trial.number}`;
  if (trial.again.some((each) => each.run === run)) return undefined;
  if (goingAttempt(trial, run) === undefined) return `${which} is not in progress`;
  return isVirtual(trial.trial)
    ? "simulated runs can't be cancelled one by one; cancel the trial"
    : undefined;
}

/** The attempt at a run in progress. */
export function goingAttempt(trial: TrialState, run: number): Attempt | undefined {
  const attempts = trial.running.find((each) => holdsRun(each, run));
  return attempts && attemptsOf(trial, { run, attempt: attempts.attempt });
}

const hasSomethingToRetry = (trial: TrialState): boolean =>
  trial.cancelled || trial.failedRuns.length + trial.undecidedToRetry + trial.cancelledToRetry > 0;

function refuseJobs({ settings, trials }: QueueState, jobs: number): string | undefined {
  if (isJobs(jobs)) {
    const all = trials.map(({ trial }) => trial);
    return refuseFaults({ ...settings, jobs }, all);
  }
  if (jobs === 0 && settings.jobs === 1) return "already at 1 job";
  return `jobs must be a whole number from 1 to ${JOBS_MAX}`;
}

const isJobs = (jobs: number): boolean => Number.isInteger(jobs) && jobs >= 1 && jobs <= JOBS_MAX;
