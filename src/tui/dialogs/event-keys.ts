import { isVirtual } from "../../core/trial/trial.ts";
import { runCommand } from "../input/command-text.ts";
import { asks, type Model, type Outcome, shows } from "../model/model.ts";
import { type ExploredRun, type Timeline, withDialog } from "../model/view.ts";
import { largestChange } from "./chance-column.ts";
import type { DialogKey } from "./dialog.ts";
import { jump } from "./timeline-jumps.ts";
import { eventAt } from "./timeline-lines.ts";

/** Keys about the event under the cursor, and about the futures of a run. */
export const eventKeys: readonly DialogKey<Timeline>[] = [
  {
    ...{ keys: ["e"], shown: "e", footer: "explore" },
    does: "explorer at this event: choose what happens next",
    refusal: noEvent,
    act: (model, shown) => exploreRun(model, shown, (eventAt(model, shown) ?? 0) + 1),
  },
  {
    ...{ keys: ["%"], shown: "%", footer: "chance" },
    does: "chance of a violation after each step; then the largest change",
    refusal: noChance,
    act: drawOrJump,
  },
  {
    ...{ keys: ["y"], shown: "y", does: "copy the event as JSON (OSC 52)" },
    refusal: noEvent,
    act: copyEvent,
  },
];

function noEvent(model: Model, shown: Timeline): string | undefined {
  return eventAt(model, shown) === undefined ? "no event is under the cursor" : undefined;
}

/** The explorer where a run was after some of its events; undefined: after all. */
export function exploreRun(
  model: Model,
  { trial, run }: ExploredRun,
  events: number | undefined,
): Outcome {
  const replay = `${runCommand(model, { trial, run })} --explore`;
  const command = events === undefined ? replay : `${replay} ${events}`;
  return asks(model.view, { type: "explore", run: { trial, run, events }, command });
}

function noChance({ trace, snapshot }: Model, { trial }: Timeline): string | undefined {
  const found = snapshot.queue.trials.find(({ number }) => number === trial);
  if (found === undefined || !isVirtual(found.trial)) {
    return "only the futures of a simulated run can be drawn";
  }
  return (trace?.events.length ?? 0) === 0 ? "the run has no events" : undefined;
}

/** Draws the futures of the run; once they are drawn, to the event that changed the chance most. */
function drawOrJump(model: Model, shown: Timeline): Outcome {
  if (!shown.chance) return shows(withDialog(model.view, { ...shown, chance: true }));
  const isDone = model.chance?.isDone === true;
  const otherwise = isDone
    ? "no step changes the chance of a violation"
    : "the futures are not drawn yet";
  return jump(model, shown, isDone ? largestChange(model) : undefined, otherwise);
}

/** As `paxy replay --json` prints it. */
function copyEvent(model: Model, shown: Timeline): Outcome {
  const event = model.trace?.events[eventAt(model, shown) ?? -1];
  if (event === undefined) return shows(model.view);
  return asks(model.view, { type: "copy", text: JSON.stringify(event) });
}
