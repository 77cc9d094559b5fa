import { counted } from "../../core/count-text.ts";
import type { Change, Command, TrialCommand } from "../../core/queue/state.ts";
import { percentText } from "../../core/statistics/figure-text.ts";

/**
 * The notice after a command, if its effect is not visible on the screen.
 * @param last the change before the command, which an undo takes back
 */
export function commandNotice(command: Command, last: Change | undefined): string | undefined {
  switch (command.type) {
    case "add":
      return `${counted(command.trials.length, "trial")} added`;
    case "edit":
      return `trial ${command.number} updated`;
    case "delete":
      return `trial ${command.number} deleted. u undoes`;
    case "pause":
      return "paused. Runs in progress will finish";
    case "cancel":
      return command.run === undefined
        ? `trial ${command.number} cancelled: its other runs will not start. u undoes`
        : `run ${command.run} of trial ${command.number} cancelled`;
    case "moreRuns":
      return `${counted(command.runs, "more run")} of trial ${command.number}`;
    case "untilPrecise":
      return `trial ${command.number} runs until its median's interval is ${percentText(command.precision)} % wide`;
    case "retry":
      return `retrying trial ${command.number}. u undoes`;
    case "retryAll":
      return "retrying all failed and undecided runs. u undoes";
    case "resume":
      return "the batch is running again";
    case "pauseTrial":
      return `trial ${command.number} paused`;
    case "resumeTrial":
      return `trial ${command.number} is running again`;
    case "move":
      return `trial ${command.number} moved ${command.by < 0 ? "up" : "down"}`;
    case "undo":
      return last === undefined ? "undone" : `undone: ${changeText(last)}`;
    case "setJobs":
      return `${counted(command.jobs, "job")} at the same time`;
    case "several":
      return severalNotice(command.commands);
    default:
      return undefined;
  }
}

const DONE: Readonly<Partial<Record<Command["type"], string>>> = {
  delete: "deleted",
  cancel: "cancelled",
  pauseTrial: "paused",
  resumeTrial: "running again",
  retry: "retried",
};

function severalNotice(commands: readonly TrialCommand[]): string | undefined {
  const done = DONE[commands[0]?.type ?? "stop"];
  return done && `${commands.length} marked trials ${done}. u undoes`;
}

/** A change in the words of its undo. */
function changeText(change: Change): string {
  switch (change.type) {
    case "add":
      return `addition of ${counted(change.numbers.length, "trial")}`;
    case "delete":
      return "deletion of a trial";
    case "setJobs":
      return "change of the number of jobs";
    case "pause":
      return change.wasPaused ? "end of the pause" : "pause of the batch";
    case "several":
      return `${NOUNS[change.changes[0]?.type ?? "several"]} of ${counted(change.changes.length, "trial")}`;
    default:
      return `${NOUNS[change.type]} of trial ${change.number}`;
  }
}

const NOUNS: Readonly<Record<Change["type"], string>> = {
  ...{ add: "addition", delete: "deletion", move: "move", edit: "edit", several: "changes" },
  ...{ pauseTrial: "pause", pause: "pause", setJobs: "jobs", moreRuns: "more runs" },
  ...{ untilPrecise: "wanted interval", cancel: "cancellation", retry: "retry" },
};
