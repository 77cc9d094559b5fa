import { takeInputInDialog } from "../dialogs/dialogs.ts";
import { KEYS } from "../keys.ts";
import { type Model, type Outcome, shows } from "../model/model.ts";
import { withNotice } from "../model/notice.ts";
import type { Input } from "../terminal/input-parser.ts";

/** What an input does now. What was said of the one before it is no longer true, and goes. */
export const takeInput = (model: Model, input: Input): Outcome =>
  taken({ ...model, view: { ...model.view, notice: undefined } }, input);

/** In the dialog where one is open, else by the table of keys. */
function taken(model: Model, input: Input): Outcome {
  const { view } = model;
  const isQuit = input.type === "key" && input.name === "ctrl-c" && view.dialog?.type === "confirm";
  if (isQuit) return { view, effects: [{ type: "end", how: model.canLeave ? "leave" : "stop" }] };
  if (view.dialog) return takeInputInDialog(model, view.dialog, input);
  const binding = KEYS.find((each) => input.type === "key" && each.keys.includes(input.name));
  if (binding === undefined) return shows(view);
  const refusal = binding.refusal?.(model);
  if (refusal === undefined) return binding.act(model);
  return shows(withNotice(view, { text: refusal, tone: "warn", nowMs: model.nowMs }));
}
