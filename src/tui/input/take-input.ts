import { takeInputInDialog } from "../dialogs/dialogs.ts";
import type { Model, Outcome } from "../model/model.ts";
import type { Input } from "../terminal/input-parser.ts";
import { takeKey } from "./take-key.ts";

/** What an input does now. What was said of the one before it is no longer true, and goes. */
export const takeInput = (model: Model, input: Input): Outcome =>
  taken({ ...model, view: { ...model.view, notice: undefined } }, input);

/** In the dialog where one is open, else by the table of keys. */
function taken(model: Model, input: Input): Outcome {
  const { view } = model;
  const isQuit = input.type === "key" && input.name === "ctrl-c" && view.dialog?.type === "confirm";
  if (isQuit) return { view, effects: [{ type: "end", how: model.canLeave ? "leave" : "stop" }] };
  return view.dialog ? takeInputInDialog(model, view.dialog, input) : takeKey(model, input);
}
