import * as dialog from "./actions/dialog.ts";
import * as form from "./actions/form.ts";
import { scrollHelp } from "./actions/help.ts";
import * as prompt from "./actions/prompt.ts";
import * as timeline from "./actions/timeline.ts";
import { DETAIL_KEYS } from "./keys/detail-keys.ts";
import { type DialogKeys, type DialogOf, movingKeys, nothing } from "./keys/dialog-key.ts";
import { TIMELINE_KEYS } from "./keys/timeline-keys.ts";
import type { Model, Outcome } from "./model.ts";
import { shows } from "./model.ts";
import { withNotice } from "./notice.ts";
import type { Input } from "./terminal/input-parser.ts";
import type { Dialog } from "./view-state.ts";

/** The keys of each dialog while it is open. */
export const DIALOG_KEYS: { readonly [Type in Dialog["type"]]: DialogKeys<DialogOf<Type>> } = {
  help: {
    keys: [
      {
        keys: ["escape", "?", "q", "enter"],
        shown: "esc",
        footer: "back",
        act: dialog.closeDialog,
      },
      ...movingKeys(scrollHelp, { next: "more", previous: "back up" }),
    ],
    otherwise: nothing,
  },
  confirm: {
    keys: [{ keys: ["escape", "n"], shown: "esc", footer: "back", act: dialog.closeDialog }],
    otherwise: (model, question, input) =>
      input.type === "key" ? dialog.choose(model, question, input.name) : nothing(model),
  },
  form: {
    keys: [
      { keys: ["enter"], shown: "enter", footer: "done", act: form.submit },
      {
        keys: ["tab", "down"],
        shown: "tab",
        footer: "next field",
        act: (model, shown) => form.nextField(model, shown, 1),
      },
      {
        keys: ["shift-tab", "up"],
        shown: "shift-tab",
        footer: "previous",
        act: (model, shown) => form.nextField(model, shown, -1),
      },
      { keys: ["ctrl-u"], shown: "ctrl-u", footer: "empty it", act: form.emptyField },
      { keys: ["escape", "ctrl-c"], shown: "esc", footer: "back", act: dialog.closeDialog },
    ],
    otherwise: form.typeInForm,
  },
  detail: DETAIL_KEYS,
  timeline: TIMELINE_KEYS,
  timelineSearch: {
    keys: [
      { keys: ["enter"], shown: "enter", footer: "find", act: timeline.acceptSearch },
      { keys: ["escape", "ctrl-c"], shown: "esc", footer: "back", act: timeline.leaveSearch },
    ],
    otherwise: timeline.typeSearch,
  },
  prompt: {
    keys: [
      { keys: ["enter"], shown: "enter", footer: "done", act: prompt.acceptPrompt },
      { keys: ["tab"], shown: "tab", footer: "filter or find", act: prompt.switchMode },
      { keys: ["escape", "ctrl-c"], shown: "esc", footer: "back", act: prompt.leavePrompt },
    ],
    otherwise: prompt.typeInPrompt,
  },
};

/** The keys of a dialog of any type; the compiler can't follow that each type has those of its own. */
export const dialogKeys = ({ type }: Dialog): DialogKeys<Dialog> =>
  DIALOG_KEYS[type] as unknown as DialogKeys<Dialog>;

export function pressInDialog(model: Model, shown: Dialog, input: Input): Outcome {
  const { keys, otherwise } = dialogKeys(shown);
  const binding = keys.find((each) => input.type === "key" && each.keys.includes(input.name));
  if (binding === undefined) return otherwise(model, shown, input);
  const refusal = binding.refusal?.(model, shown);
  if (refusal === undefined) return binding.act(model, shown);
  return shows(withNotice(model.view, { text: refusal, tone: "warn", nowMs: model.nowMs }));
}
