import * as batch from "./actions/batch.ts";
import * as dialog from "./actions/dialog.ts";
import * as form from "./actions/form.ts";
import * as move from "./actions/move.ts";
import * as prompt from "./actions/prompt.ts";
import * as look from "./actions/view.ts";
import { asks, type Model, type Outcome } from "./model.ts";
import { selectedTrial } from "./trials/select-trials.ts";

/** What a key does in the panes. This table is the bindings, the help and the footer. */
export interface KeyBinding {
  /** Names of inputs, see terminal/input-parser.ts. */
  readonly keys: readonly string[];
  /** The keys as people write them. */
  readonly shown: string;
  readonly does: string;
  readonly group: KeyGroup;
  /** The word for it in the footer; the first bindings that fit are shown there. */
  readonly footer?: string;
  /** Why it can't be done now; undefined where it can. */
  readonly refusal?: (model: Model) => string | undefined;
  readonly act: (model: Model) => Outcome;
}

export const KEY_GROUPS = ["Look", "Trial", "Batch", "Move"] as const;
export type KeyGroup = (typeof KEY_GROUPS)[number];

/** A binding that asks the engine for something, which the queue may refuse. */
const asking = (commandOf: batch.CommandOf, act?: (model: Model) => Outcome) => ({
  refusal: (model: Model) => batch.refusedBecause(model, commandOf),
  act: act ?? ((model: Model) => batch.ask(model, commandOf)),
});

const needsTrial = ({ snapshot, view }: Model): string | undefined =>
  selectedTrial(snapshot, view) === undefined ? "no trial is selected" : undefined;

const mayChange = ({ readOnly }: Model): string | undefined =>
  readOnly === "" ? undefined : readOnly;

const mayAdd = (model: Model): string | undefined => {
  const { status } = model.snapshot.queue;
  if (status === "stopping" || status === "stopped") return "the batch was stopped";
  return mayChange(model);
};

export const KEYS: readonly KeyBinding[] = [
  { keys: ["?"], shown: "?", does: "help", group: "Look", footer: "help", act: dialog.openHelp },
  {
    keys: ["q", "ctrl-c"],
    shown: "q",
    does: "quit; asks when runs are going",
    group: "Batch",
    footer: "quit",
    act: batch.askQuit,
  },
  {
    keys: ["a"],
    shown: "a",
    does: "add a trial or a sweep",
    group: "Trial",
    footer: "add",
    refusal: mayAdd,
    act: form.openAdd,
  },
  {
    keys: ["e"],
    shown: "e",
    does: "edit; a copy when it has already run",
    group: "Trial",
    footer: "edit",
    refusal: (model) => mayAdd(model) ?? needsTrial(model),
    act: form.openEdit,
  },
  {
    keys: ["p"],
    shown: "p",
    does: "pause, resume the batch (running runs end)",
    group: "Batch",
    footer: "pause",
    ...asking(batch.pauseOrResume),
  },
  {
    keys: ["space"],
    shown: "space",
    does: "pause, resume the trial",
    group: "Trial",
    ...asking(batch.pauseOrResumeTrial),
  },
  {
    keys: ["r"],
    shown: "r",
    does: "retry the trial: failed, cancelled and undecided runs",
    group: "Trial",
    footer: "retry",
    ...asking(batch.retryTrial),
  },
  {
    keys: ["R"],
    shown: "R",
    does: "retry all failed and undecided",
    group: "Batch",
    ...asking(() => ({ type: "retryAll" }), batch.askRetryAll),
  },
  {
    keys: ["x"],
    shown: "x",
    does: "cancel a run or the trial",
    group: "Trial",
    footer: "cancel",
    ...asking(batch.cancelTrial, batch.askCancel),
  },
  {
    keys: ["enter"],
    shown: "enter",
    does: "detail: the last runs of the trial",
    group: "Look",
    footer: "detail",
    refusal: needsTrial,
    act: dialog.openDetail,
  },
  {
    keys: ["/"],
    shown: "/",
    does: "filter or find",
    group: "Look",
    footer: "filter",
    act: prompt.openPrompt,
  },
  {
    keys: ["z"],
    shown: "z",
    does: "zoom the pane",
    group: "Look",
    footer: "zoom",
    act: look.zoom,
  },
  {
    keys: ["h"],
    shown: "h",
    does: "histogram: selected or all",
    group: "Look",
    footer: "histogram",
    act: look.chartScope,
  },
  {
    keys: ["s"],
    shown: "s",
    does: "sweep chart",
    group: "Look",
    footer: "sweep",
    act: look.sweepChart,
  },
  {
    keys: ["f"],
    shown: "f",
    does: "follow the output",
    group: "Look",
    footer: "follow",
    act: look.follow,
  },
  {
    keys: ["o"],
    shown: "o",
    does: "output: of all trials or the selected one",
    group: "Look",
    act: look.outputScope,
  },
  {
    keys: ["d"],
    shown: "d",
    does: "delete the trial",
    group: "Trial",
    footer: "delete",
    ...asking(batch.deleteTrial, batch.askDelete),
  },
  {
    keys: ["u"],
    shown: "u",
    does: "undo the last deletion",
    group: "Trial",
    ...asking(() => ({ type: "undo" })),
  },
  {
    keys: ["J"],
    shown: "J",
    does: "move the trial down",
    group: "Trial",
    ...asking(batch.moveTrial(1)),
  },
  {
    keys: ["K"],
    shown: "K",
    does: "move the trial up",
    group: "Trial",
    ...asking(batch.moveTrial(-1)),
  },
  {
    keys: ["+", "="],
    shown: "+",
    does: "one job more",
    group: "Batch",
    ...asking(batch.moreJobs(1)),
  },
  { keys: ["-"], shown: "-", does: "one job fewer", group: "Batch", ...asking(batch.moreJobs(-1)) },
  {
    keys: ["y"],
    shown: "y",
    does: "copy the row or line (OSC 52)",
    group: "Look",
    act: look.copy,
  },
  {
    keys: ["n"],
    shown: "n",
    does: "next that was found",
    group: "Look",
    act: (model) => look.findNext(model, 1),
  },
  {
    keys: ["N"],
    shown: "N",
    does: "previous that was found",
    group: "Look",
    act: (model) => look.findNext(model, -1),
  },
  {
    keys: ["tab"],
    shown: "tab",
    does: "next pane",
    group: "Move",
    footer: "pane",
    act: (model) => move.nextPane(model, 1),
  },
  {
    keys: ["shift-tab"],
    shown: "shift-tab",
    does: "previous pane",
    group: "Move",
    act: (model) => move.nextPane(model, -1),
  },
  {
    keys: ["down", "j"],
    shown: "down j",
    does: "down",
    group: "Move",
    act: (model) => move.move(model, "line", 1),
  },
  {
    keys: ["up", "k"],
    shown: "up k",
    does: "up",
    group: "Move",
    act: (model) => move.move(model, "line", -1),
  },
  {
    keys: ["right"],
    shown: "right",
    does: "columns to the right; the other figure of a chart",
    group: "Move",
    act: (model) => move.sideways(model, 1),
  },
  {
    keys: ["left"],
    shown: "left",
    does: "columns to the left; the other figure of a chart",
    group: "Move",
    act: (model) => move.sideways(model, -1),
  },
  {
    keys: ["pagedown", "ctrl-f"],
    shown: "PgDn",
    does: "a page down",
    group: "Move",
    act: (model) => move.move(model, "page", 1),
  },
  {
    keys: ["pageup", "ctrl-b"],
    shown: "PgUp",
    does: "a page up",
    group: "Move",
    act: (model) => move.move(model, "page", -1),
  },
  {
    keys: ["g", "home"],
    shown: "g",
    does: "the first",
    group: "Move",
    act: (model) => move.move(model, "end", -1),
  },
  {
    keys: ["G", "end"],
    shown: "G",
    does: "the last",
    group: "Move",
    act: (model) => move.move(model, "end", 1),
  },
  {
    keys: ["]"],
    shown: "]",
    does: "more rows for the trials",
    group: "Move",
    act: (model) => look.resize(model, "trials", 1),
  },
  {
    keys: ["["],
    shown: "[",
    does: "fewer rows for the trials",
    group: "Move",
    act: (model) => look.resize(model, "trials", -1),
  },
  {
    keys: [">"],
    shown: ">",
    does: "a wider left column",
    group: "Move",
    act: (model) => look.resize(model, "left", 1),
  },
  {
    keys: ["<"],
    shown: "<",
    does: "a narrower left column",
    group: "Move",
    act: (model) => look.resize(model, "left", -1),
  },
  { keys: ["t"], shown: "t", does: "theme: dark, light", group: "Look", act: look.nextTheme },
  {
    keys: ["escape"],
    shown: "esc",
    does: "back: out of zoom or filter, to what runs",
    group: "Move",
    act: look.back,
  },
  {
    keys: ["ctrl-l"],
    shown: "ctrl-l",
    does: "draw the screen again",
    group: "Look",
    act: ({ view }) => asks(view, { type: "redraw" }),
  },
  {
    keys: ["ctrl-z"],
    shown: "ctrl-z",
    does: "suspend; fg comes back",
    group: "Batch",
    act: ({ view }) => asks(view, { type: "suspend" }),
  },
];
