import { helpRows, helpRowsShown } from "../dialogs/help-rows.ts";
import { clamp } from "../layout.ts";
import { type Model, type Outcome, shows } from "../model.ts";
import { type Dialog, withDialog } from "../view-state.ts";

type Help = Extract<Dialog, { readonly type: "help" }>;

/** No further than to its last row. */
export function scrollHelp(model: Model, help: Help, by: number): Outcome {
  const max = Math.max(0, helpRows(model).length - helpRowsShown(model));
  const top = clamp(help.top + by, { min: 0, max });
  return shows(withDialog(model.view, { ...help, top }));
}
