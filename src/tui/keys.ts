import { asking, mayAdd, needsTrial } from "./input/asking.ts";
import * as batch from "./input/batch.ts";
import type { KeyBinding } from "./input/key-binding.ts";
import * as look from "./input/look.ts";
import * as move from "./input/move.ts";
import * as open from "./input/open.ts";
import { asks } from "./model/model.ts";

/** What is shown, and how. */
const LOOK_KEYS: readonly KeyBinding[] = [
  { keys: ["?"], shown: "?", does: "help", footer: "help", act: open.openHelp },
  {
    keys: ["enter"],
    shown: "enter",
    does: "detail: the last runs of the trial",
    footer: "detail",
    refusal: needsTrial,
    act: open.openDetail,
  },
  { keys: ["/"], shown: "/", does: "filter or find", footer: "filter", act: open.openPrompt },
  { keys: ["z"], shown: "z", does: "zoom the pane", footer: "zoom", act: look.zoom },
  {
    keys: ["h"],
    shown: "h",
    does: "histogram: selected or all",
    footer: "histogram",
    act: look.chartScope,
  },
  { keys: ["s"], shown: "s", does: "sweep chart", footer: "sweep", act: look.sweepChart },
  { keys: ["f"], shown: "f", does: "follow the output", footer: "follow", act: look.follow },
  {
    keys: ["o"],
    shown: "o",
    does: "output: of all trials or the selected one",
    act: look.outputScope,
  },
  { keys: ["y"], shown: "y", does: "copy the row or line (OSC 52)", act: look.copy },
  { keys: ["n"], shown: "n", does: "next that was found", act: (model) => look.findNext(model, 1) },
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

/** What is done with the selected trial. */
const TRIAL_KEYS: readonly KeyBinding[] = [
  {
    keys: ["a"],
    shown: "a",
    does: "add a trial or a sweep",
    footer: "add",
    refusal: mayAdd,
    act: open.openAdd,
  },
  {
    keys: ["e"],
    shown: "e",
    does: "edit; a copy when it has already run",
    footer: "edit",
    refusal: (model) => mayAdd(model) ?? needsTrial(model),
    act: open.openEdit,
  },
  {
    keys: ["space"],
    shown: "space",
    does: "pause, resume the trial",
    ...asking(batch.pauseOrResumeTrial),
  },
  {
    keys: ["r"],
    shown: "r",
    does: "retry the trial: failed, cancelled and undecided runs",
    footer: "retry",
    ...asking(batch.retryTrial),
  },
  {
    keys: ["x"],
    shown: "x",
    does: "cancel a run or the trial",
    footer: "cancel",
    ...asking(batch.cancelTrial, batch.askCancel),
  },
  {
    keys: ["d"],
    shown: "d",
    does: "delete the trial",
    footer: "delete",
    ...asking(batch.deleteTrial, batch.askDelete),
  },
  {
    keys: ["u"],
    shown: "u",
    does: "undo the last deletion",
    ...asking(() => ({ type: "undo" }), batch.undo),
  },
  { keys: ["J"], shown: "J", does: "move the trial down", ...asking(batch.moveTrial(1)) },
  { keys: ["K"], shown: "K", does: "move the trial up", ...asking(batch.moveTrial(-1)) },
];

/** What is done with the whole batch, and leaving it. */
const BATCH_KEYS: readonly KeyBinding[] = [
  {
    keys: ["q", "ctrl-c"],
    shown: "q",
    does: "quit; asks when runs are going",
    footer: "quit",
    act: batch.askQuit,
  },
  {
    keys: ["p"],
    shown: "p",
    does: "pause, resume the batch (running runs end)",
    footer: ({ snapshot }) => (snapshot.queue.status === "paused" ? "resume" : "pause"),
    ...asking(batch.pauseOrResume),
  },
  {
    keys: ["R"],
    shown: "R",
    does: "retry all failed and undecided",
    ...asking(() => ({ type: "retryAll" }), batch.askRetryAll),
  },
  { keys: ["+", "="], shown: "+", does: "one job more", ...asking(batch.moreJobs(1)) },
  { keys: ["-"], shown: "-", does: "one job fewer", ...asking(batch.moreJobs(-1)) },
  {
    keys: ["ctrl-z"],
    shown: "ctrl-z",
    does: "suspend; fg comes back",
    act: ({ view }) => asks(view, { type: "suspend" }),
  },
];

/** Where the keys go, and how much room a pane has. */
const MOVE_KEYS: readonly KeyBinding[] = [
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
  { keys: ["up", "k"], shown: "up k", does: "up", act: (model) => move.move(model, "line", -1) },
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
  { keys: ["G", "end"], shown: "G", does: "the last", act: (model) => move.move(model, "end", 1) },
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

interface KeyGroup {
  readonly name: string;
  readonly keys: readonly KeyBinding[];
}

/** This table is the bindings, the help and the footer. */
export const KEY_GROUPS: readonly KeyGroup[] = [
  { name: "Look", keys: LOOK_KEYS },
  { name: "Trial", keys: TRIAL_KEYS },
  { name: "Batch", keys: BATCH_KEYS },
  { name: "Move", keys: MOVE_KEYS },
];

export const KEYS: readonly KeyBinding[] = KEY_GROUPS.flatMap(({ keys }) => keys);

/** What is wanted most comes first in the footer, which shows as many as fit. */
const WANTED_FIRST = "? q a e p r x enter / z h s f d tab".split(" ");

export const FOOTER_KEYS: readonly KeyBinding[] = WANTED_FIRST.flatMap((name) =>
  KEYS.filter(({ keys, footer }) => footer !== undefined && keys.includes(name)),
);
