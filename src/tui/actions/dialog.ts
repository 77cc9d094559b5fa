import { asks, type Model, type Outcome, shows } from "../model.ts";
import { askedBy } from "../questions.ts";
import { type Confirm, withDialog } from "../view-state.ts";
import { deleted } from "./batch.ts";

export const openHelp = ({ view }: Model): Outcome =>
  shows(withDialog(view, { type: "help", top: 0 }));

export const closeDialog = ({ view }: Model): Outcome => shows(withDialog(view, undefined));

/** An answer to a question; a key that is none leaves it open. */
export function choose(model: Model, { question }: Confirm, key: string): Outcome {
  const { choices, leave } = askedBy(model, question);
  const closed = withDialog(model.view, undefined);
  if (leave.keys.includes(key)) return shows(closed);
  const choice = choices.find(({ keys }) => keys.includes(key));
  if (choice === undefined) return shows(model.view);
  return question.about === "delete"
    ? deleted({ ...model, view: closed }, question.trial)
    : asks(closed, ...choice.effects);
}
