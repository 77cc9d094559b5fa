import * as dialog from "./actions/dialog.ts";
import * as form from "./actions/form.ts";
import * as prompt from "./actions/prompt.ts";
import * as timeline from "./actions/timeline.ts";
import type { Model, Outcome } from "./model.ts";
import { shows } from "./model.ts";
import type { Input } from "./terminal/input-parser.ts";
import type { Dialog } from "./view-state.ts";

export type DialogOf<Type extends Dialog["type"]> = Extract<Dialog, { readonly type: Type }>;

/** A key of an open dialog; shown at its foot where it has a word for it. */
export interface DialogKey<Shown extends Dialog = Dialog> {
  readonly keys: readonly string[];
  readonly shown: string;
  readonly footer?: string;
  readonly act: (model: Model, dialog: Shown) => Outcome;
}

interface DialogKeys<Shown extends Dialog> {
  readonly keys: readonly DialogKey<Shown>[];
  /** What any other input does. */
  readonly otherwise: (model: Model, dialog: Shown, input: Input) => Outcome;
}

const nothing = ({ view }: Model): Outcome => shows(view);

const PAGE = 10;

export const DIALOG_KEYS: { readonly [Type in Dialog["type"]]: DialogKeys<DialogOf<Type>> } = {
  help: {
    keys: [
      {
        keys: ["escape", "?", "q", "enter"],
        shown: "esc",
        footer: "back",
        act: dialog.closeDialog,
      },
      {
        keys: ["down", "j"],
        shown: "down",
        footer: "more",
        act: (model, help) => dialog.scrollHelp(model, help, 1),
      },
      { keys: ["up", "k"], shown: "up", act: (model, help) => dialog.scrollHelp(model, help, -1) },
      {
        keys: ["pagedown", "space"],
        shown: "PgDn",
        act: (model, help) => dialog.scrollHelp(model, help, PAGE),
      },
      {
        keys: ["pageup"],
        shown: "PgUp",
        act: (model, help) => dialog.scrollHelp(model, help, -PAGE),
      },
    ],
    otherwise: nothing,
  },
  confirm: {
    keys: [{ keys: ["escape", "n"], shown: "esc", footer: "no", act: dialog.closeDialog }],
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
      { keys: ["escape", "ctrl-c"], shown: "esc", footer: "back", act: dialog.closeDialog },
    ],
    otherwise: form.typeInForm,
  },
  detail: {
    keys: [
      {
        keys: ["down", "j"],
        shown: "down",
        footer: "next run",
        act: (model, shown) => dialog.moveInDetail(model, shown, 1),
      },
      {
        keys: ["up", "k"],
        shown: "up",
        footer: "previous",
        act: (model, shown) => dialog.moveInDetail(model, shown, -1),
      },
      {
        keys: ["pagedown"],
        shown: "PgDn",
        act: (model, shown) => dialog.moveInDetail(model, shown, PAGE),
      },
      {
        keys: ["pageup"],
        shown: "PgUp",
        act: (model, shown) => dialog.moveInDetail(model, shown, -PAGE),
      },
      {
        keys: ["g", "home"],
        shown: "g",
        act: (model, shown) => dialog.moveInDetail(model, shown, -Infinity),
      },
      {
        keys: ["G", "end"],
        shown: "G",
        act: (model, shown) => dialog.moveInDetail(model, shown, Infinity),
      },
      { keys: ["t"], shown: "t", footer: "timeline", act: timeline.openTimeline },
      { keys: ["y"], shown: "y", footer: "copy", act: dialog.copyRun },
      { keys: ["escape", "enter", "q"], shown: "esc", footer: "back", act: dialog.closeDialog },
    ],
    otherwise: nothing,
  },
  timeline: {
    keys: [
      {
        keys: ["down", "j"],
        shown: "down",
        footer: "next line",
        act: (model, shown) => timeline.moveInTimeline(model, shown, 1),
      },
      {
        keys: ["up", "k"],
        shown: "up",
        footer: "previous",
        act: (model, shown) => timeline.moveInTimeline(model, shown, -1),
      },
      {
        keys: ["pagedown", "ctrl-f"],
        shown: "PgDn",
        act: (model, shown) => timeline.moveInTimeline(model, shown, model.view.rows - 8),
      },
      {
        keys: ["pageup", "ctrl-b"],
        shown: "PgUp",
        act: (model, shown) => timeline.moveInTimeline(model, shown, 8 - model.view.rows),
      },
      {
        keys: ["g", "home"],
        shown: "g",
        act: (model, shown) => timeline.moveInTimeline(model, shown, -Infinity),
      },
      {
        keys: ["G", "end"],
        shown: "G",
        act: (model, shown) => timeline.moveInTimeline(model, shown, Infinity),
      },
      { keys: ["/"], shown: "/", footer: "find", act: timeline.openSearch },
      {
        keys: ["n"],
        shown: "n",
        footer: "next found",
        act: (model, shown) => timeline.findInTimeline(model, shown, 1),
      },
      {
        keys: ["N"],
        shown: "N",
        act: (model, shown) => timeline.findInTimeline(model, shown, -1),
      },
      { keys: ["escape", "enter", "q"], shown: "esc", footer: "back", act: timeline.leaveTimeline },
    ],
    otherwise: nothing,
  },
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

export function pressInDialog(model: Model, dialogShown: Dialog, input: Input): Outcome {
  // The table holds for each type of dialog the keys of that type; the compiler can't follow that.
  const table = DIALOG_KEYS[dialogShown.type] as unknown as DialogKeys<Dialog>;
  const binding = table.keys.find((each) => input.type === "key" && each.keys.includes(input.name));
  return binding ? binding.act(model, dialogShown) : table.otherwise(model, dialogShown, input);
}
