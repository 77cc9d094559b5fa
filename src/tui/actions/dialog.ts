import { clamp } from "../layout.ts";
import { asks, type Model, type Outcome, shows } from "../model.ts";
import { selectedTrial } from "../trials/select-trials.ts";
import { type Confirm, type Dialog, withDialog } from "../view-state.ts";

export const openHelp = ({ view }: Model): Outcome =>
  shows(withDialog(view, { type: "help", top: 0 }));

export const closeDialog = ({ view }: Model): Outcome => shows(withDialog(view, undefined));

export function scrollHelp(
  { view }: Model,
  help: Extract<Dialog, { type: "help" }>,
  by: number,
): Outcome {
  return shows(withDialog(view, { ...help, top: Math.max(0, help.top + by) }));
}

export function openDetail({ snapshot, view }: Model): Outcome {
  const trial = selectedTrial(snapshot, view);
  if (trial === undefined) return shows(view);
  return shows(withDialog(view, { type: "detail", trial: trial.number, cursor: 0, top: 0 }));
}

type Detail = Extract<Dialog, { type: "detail" }>;

/** Moves among the runs of the detail. */
export function moveInDetail({ view, runs }: Model, detail: Detail, by: number): Outcome {
  const cursor = clamp(detail.cursor + by, { min: 0, max: Math.max(0, (runs?.length ?? 0) - 1) });
  return shows(withDialog(view, { ...detail, cursor }));
}

/** A choice of a question; any other key leaves it open. */
export function choose({ view }: Model, question: Confirm, key: string): Outcome {
  const choice =
    key === "enter" ? question.choices[0] : question.choices.find((each) => each.key === key);
  return choice === undefined ? shows(view) : asks(withDialog(view, undefined), ...choice.effects);
}

/** The run under the cursor, as a line of JSON. */
export function copyRun({ view, runs }: Model, detail: Detail): Outcome {
  const run = runs?.[detail.cursor];
  return run === undefined ? shows(view) : asks(view, { type: "copy", text: JSON.stringify(run) });
}
