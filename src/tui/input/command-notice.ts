import type { Command } from "../../core/queue/state.ts";
import { counted } from "../text/format.ts";

/** What is said once a command is done, where the screen alone does not show it. */
export function commandNotice(command: Command): string | undefined {
  switch (command.type) {
    case "add":
      return `${counted(command.trials.length, "trial")} added`;
    case "edit":
      return `trial ${command.number} is changed`;
    case "delete":
      return `trial ${command.number} deleted; u brings it back`;
    case "pause":
      return "the batch is paused; runs that are going end first";
    case "cancel":
      return command.run === undefined
        ? `trial ${command.number} is cancelled; r takes it up again`
        : `run ${command.run} of trial ${command.number} is cancelled`;
    case "retry":
      return `trial ${command.number} is retried`;
    case "retryAll":
      return "all failed and undecided are retried";
    default:
      return undefined;
  }
}
