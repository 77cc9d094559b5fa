import { takeInputInDialog } from "../dialogs/dialogs.ts";
import type { Model, Outcome } from "../model/model.ts";
import type { Input, MouseInput, TerminalInput } from "../terminal/input-parser.ts";
import { takeMouse } from "./mouse.ts";
import { takeKey } from "./take-key.ts";

/** Handles an input, and clears the previous notice. */
export const takeInput = (model: Model, input: TerminalInput): Outcome =>
  taken({ ...model, view: { ...model.view, notice: undefined } }, input);

/** An open dialog handles it, else the table of keys. */
function taken(model: Model, input: TerminalInput): Outcome {
  const { view } = model;
  const isQuit = input.type === "key" && input.name === "ctrl-c" && view.dialog?.type === "confirm";
  if (isQuit) return { view, effects: [{ type: "end", how: model.canLeave ? "leave" : "stop" }] };
  if (input.type === "mouse") {
    return view.dialog
      ? takeInputInDialog(model, view.dialog, inDialog(input))
      : takeMouse(model, input);
  }
  return view.dialog ? takeInputInDialog(model, view.dialog, input) : takeKey(model, input);
}

/** In a dialog the wheel moves as the arrows do, and a click does nothing. */
const inDialog = ({ action }: MouseInput): Input => ({
  type: "key",
  name: { wheelup: "up", wheeldown: "down", click: "mouse" }[action],
});
