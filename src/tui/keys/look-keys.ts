import { openDetail } from "../actions/detail.ts";
import * as dialog from "../actions/dialog.ts";
import * as prompt from "../actions/prompt.ts";
import * as look from "../actions/view.ts";
import { asks } from "../model.ts";
import type { KeyBinding } from "./key-binding.ts";
import { needsTrial } from "./refusals.ts";

/** What is shown, and how. */
export const LOOK_KEYS: readonly KeyBinding[] = [
  { keys: ["?"], shown: "?", does: "help", footer: "help", act: dialog.openHelp },
  {
    keys: ["enter"],
    shown: "enter",
    does: "detail: the last runs of the trial",
    footer: "detail",
    refusal: needsTrial,
    act: openDetail,
  },
  {
    keys: ["/"],
    shown: "/",
    does: "filter or find",
    footer: "filter",
    act: prompt.openPrompt,
  },
  {
    keys: ["z"],
    shown: "z",
    does: "zoom the pane",
    footer: "zoom",
    act: look.zoom,
  },
  {
    keys: ["h"],
    shown: "h",
    does: "histogram: selected or all",
    footer: "histogram",
    act: look.chartScope,
  },
  {
    keys: ["s"],
    shown: "s",
    does: "sweep chart",
    footer: "sweep",
    act: look.sweepChart,
  },
  {
    keys: ["f"],
    shown: "f",
    does: "follow the output",
    footer: "follow",
    act: look.follow,
  },
  {
    keys: ["o"],
    shown: "o",
    does: "output: of all trials or the selected one",
    act: look.outputScope,
  },
  {
    keys: ["y"],
    shown: "y",
    does: "copy the row or line (OSC 52)",
    act: look.copy,
  },
  {
    keys: ["n"],
    shown: "n",
    does: "next that was found",
    act: (model) => look.findNext(model, 1),
  },
  {
    keys: ["N"],
    shown: "N",
    does: "previous that was found",
    act: (model) => look.findNext(model, -1),
  },
  { keys: ["t"], shown: "t", does: "theme: dark, light", act: look.nextTheme },
  {
    keys: ["ctrl-l"],
    shown: "ctrl-l",
    does: "draw the screen again",
    act: ({ view }) => asks(view, { type: "redraw" }),
  },
];
