import * as move from "../actions/move.ts";
import * as look from "../actions/view.ts";
import type { KeyBinding } from "./key-binding.ts";

/** Where the keys go, and how much room a pane has. */
export const MOVE_KEYS: readonly KeyBinding[] = [
  {
    keys: ["tab"],
    shown: "tab",
    does: "next pane",
    footer: "pane",
    act: (model) => move.nextPane(model, 1),
  },
  {
    keys: ["shift-tab"],
    shown: "shift-tab",
    does: "previous pane",
    act: (model) => move.nextPane(model, -1),
  },
  {
    keys: ["down", "j"],
    shown: "down j",
    does: "down",
    act: (model) => move.move(model, "line", 1),
  },
  {
    keys: ["up", "k"],
    shown: "up k",
    does: "up",
    act: (model) => move.move(model, "line", -1),
  },
  {
    keys: ["right"],
    shown: "right",
    does: "columns to the right; the other figure of a chart",
    act: (model) => move.sideways(model, 1),
  },
  {
    keys: ["left"],
    shown: "left",
    does: "columns to the left; the other figure of a chart",
    act: (model) => move.sideways(model, -1),
  },
  {
    keys: ["pagedown", "ctrl-f"],
    shown: "PgDn",
    does: "a page down",
    act: (model) => move.move(model, "page", 1),
  },
  {
    keys: ["pageup", "ctrl-b"],
    shown: "PgUp",
    does: "a page up",
    act: (model) => move.move(model, "page", -1),
  },
  {
    keys: ["g", "home"],
    shown: "g",
    does: "the first",
    act: (model) => move.move(model, "end", -1),
  },
  {
    keys: ["G", "end"],
    shown: "G",
    does: "the last",
    act: (model) => move.move(model, "end", 1),
  },
  {
    keys: ["]"],
    shown: "]",
    does: "more rows for the trials",
    act: (model) => look.resize(model, "trials", 1),
  },
  {
    keys: ["["],
    shown: "[",
    does: "fewer rows for the trials",
    act: (model) => look.resize(model, "trials", -1),
  },
  {
    keys: [">"],
    shown: ">",
    does: "a wider left column",
    act: (model) => look.resize(model, "left", 1),
  },
  {
    keys: ["<"],
    shown: "<",
    does: "a narrower left column",
    act: (model) => look.resize(model, "left", -1),
  },
  {
    keys: ["escape"],
    shown: "esc",
    does: "back: out of zoom or filter, to what runs",
    act: look.back,
  },
];
