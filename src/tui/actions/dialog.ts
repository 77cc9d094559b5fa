import { asks, type Model, type Outcome, shows } from "../model.ts";
import { type Confirm, withDialog } from "../view-state.ts";

export const openHelp = ({ view }: Model): Outcome =>
  shows(withDialog(view, { type: "help", top: 0 }));

export const closeDialog = ({ view }: Model): Outcome => shows(withDialog(view, undefined));

/** A choice of a question; any other key leaves it open. */
export function choose({ view }: Model, question: Confirm, key: string): Outcome {
  const choice =
    key === "enter" ? question.choices[0] : question.choices.find((each) => each.key === key);
  return choice === undefined ? shows(view) : asks(withDialog(view, undefined), ...choice.effects);
}
