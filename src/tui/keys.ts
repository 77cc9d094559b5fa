import { asking, mayAdd, needsTrial } from "./input/asking.ts";
import * as batch from "./input/batch.ts";
import * as copy from "./input/copy.ts";
import type { KeyBinding } from "./input/key-binding.ts";
import * as look from "./input/look.ts";
import * as move from "./input/move.ts";
import * as open from "./input/open.ts";
import { asks, type Model, type Outcome } from "./model/model.ts";

type Rest = Partial<Pick<KeyBinding, "footer" | "refusal">>;

/** A line of the table: the keys as inputs are named, what they do, and how it is done. */
const key = (
  keys: string,
  does: string,
  act: (model: Model) => Outcome,
  rest: Rest = {},
): KeyBinding => {
  const names = keys.split(" ");
  return { keys: names, shown: SHOWN[names[0] ?? ""] ?? names[0] ?? "", does, act, ...rest };
};

/** How people write a key. */
const SHOWN: Readonly<Record<string, string>> = {
  down: "down j",
  up: "up k",
  pagedown: "PgDn",
  pageup: "PgUp",
  escape: "esc",
};

/** A key that asks the service for something, which the queue may refuse. */
const asked = (
  keys: string,
  does: string,
  { refusal, act }: ReturnType<typeof asking>,
  footer?: KeyBinding["footer"],
): KeyBinding => key(keys, does, act, { refusal, ...(footer === undefined ? {} : { footer }) });

const LOOK: readonly KeyBinding[] = [
  key("? :", "help: search, and do what is chosen", open.openHelp, { footer: "help" }),
  key("enter", "runs of this trial", open.openDetail, { footer: "runs", refusal: needsTrial }),
  key("/", "filter or find", open.openPrompt, { footer: "filter" }),
  key("O", "sort, and choose columns", open.openDialog({ type: "columns", at: 0 }), {
    footer: "sort",
  }),
  key("w", "runs in progress, with their age", open.openDialog({ type: "inProgress", at: 0 })),
  key("!", "next trial with a violation", open.openViolation, { refusal: open.noViolation }),
  key("m", "mark the trial, or remove its mark", look.mark, {
    footer: "mark",
    refusal: needsTrial,
  }),
  key("*", "mark all listed trials, or remove all marks", look.markAll),
  key("z", "zoom the pane", look.zoom, { footer: "zoom" }),
  key("h", "histogram: selected trial or all", look.chartScope, { footer: "histogram" }),
  key("s", "sweep chart", look.sweepChart, { footer: "sweep" }),
  key("v", "next chart: histogram, survival, sweep, heat map", look.nextChart, {
    footer: "chart",
  }),
  key(
    "b",
    "next metric of a chart: median, p95, rounds, undecided, violations, messages",
    look.nextMetric,
    {
      footer: "metric",
    },
  ),
  key("X", "next parameter along x of a chart", (model) => look.nextAxis(model, "x"), {
    footer: "x axis",
  }),
  key("L", "next parameter for the lines of a chart", (model) => look.nextAxis(model, "by"), {
    footer: "lines",
  }),
  key("S", "save the chart: SVG, CSV, caption", copy.saveChart, { footer: "save" }),
  key("f", "follow the output", look.follow, { footer: "follow" }),
  key("F", "follow the running trial", look.followRunning),
  key("o", "output of all trials or the selected one", look.outputScope),
  key("i", "time stamps of the output", look.outputTimes),
  key("y", "copy row or line (OSC 52)", copy.copy),
  key("c", "copy the command that makes this trial (or charts) again", copy.copyCommand, {
    refusal: needsTrial,
  }),
  key("n", "next match", (model) => look.findNext(model, 1), { refusal: look.nothingSearched }),
  key("N", "previous match", (model) => look.findNext(model, -1), {
    refusal: look.nothingSearched,
  }),
  key("T", "theme: dark or light", look.nextTheme),
  key("B", "end of the batch: silent, bell, desktop notification", ({ view }) =>
    asks(view, { type: "nextNotify" }),
  ),
  key("ctrl-l", "redraw", ({ view }) => asks(view, { type: "redraw" })),
];

const TRIAL: readonly KeyBinding[] = [
  key("a", "add a trial or a sweep", open.openAdd, { footer: "add", refusal: mayAdd }),
  key("e", "edit (a copy if it has already run)", open.openEdit, {
    footer: "edit",
    refusal: (model) => mayAdd(model) ?? needsTrial(model),
  }),
  asked("space", "pause or resume the trial, or the marked ones", asking(batch.pauseOrResumeTrial)),
  asked(
    "r",
    "retry the trial: failed, cancelled and undecided runs",
    asking(batch.retryTrial),
    "retry",
  ),
  asked("x", "cancel a run or the trial", asking(batch.cancelTrial, batch.askCancel), "cancel"),
  asked("d", "delete the trial", asking(batch.deleteTrial, batch.askDelete), "delete"),
  asked(
    "M",
    "more runs of the trial: 20, as many again, or until its median is known to 5 %",
    asking(batch.moreRuns, batch.askMoreRuns),
  ),
  asked(
    "u",
    "undo the last change",
    asking(() => ({ type: "undo" }), batch.undo),
  ),
  asked("J", "move the trial down", asking(batch.moveTrial(1))),
  asked("K", "move the trial up", asking(batch.moveTrial(-1))),
];

const BATCH: readonly KeyBinding[] = [
  key("q ctrl-c", "quit (asks while runs are in progress)", batch.askQuit, { footer: "quit" }),
  asked(
    "p",
    "pause or resume the batch (current runs finish)",
    asking(batch.pauseOrResume),
    ({ snapshot }) => (snapshot.queue.status === "paused" ? "resume" : "pause"),
  ),
  asked(
    "R",
    "retry all failed and undecided runs",
    asking(() => ({ type: "retryAll" }), batch.askRetryAll),
  ),
  asked("+ =", "one more job", asking(batch.moreJobs(1))),
  asked("-", "one job fewer", asking(batch.moreJobs(-1))),
  key("ctrl-z", "suspend (fg to return)", ({ view }) => asks(view, { type: "suspend" })),
];

const MOVE: readonly KeyBinding[] = [
  key("tab", "next pane", (model) => move.nextPane(model, 1), { footer: "pane" }),
  key("shift-tab", "previous pane", (model) => move.nextPane(model, -1)),
  key("down j", "down", (model) => move.move(model, "line", 1)),
  key("up k", "up", (model) => move.move(model, "line", -1)),
  key("right", "scroll columns; in a chart: next point", (model) => move.sideways(model, 1)),
  key("left", "scroll columns; in a chart: previous point", (model) => move.sideways(model, -1)),
  key("pagedown ctrl-f", "a page down", (model) => move.move(model, "page", 1)),
  key("pageup ctrl-b", "a page up", (model) => move.move(model, "page", -1)),
  key("g home", "top", (model) => move.move(model, "end", -1)),
  key("G end", "bottom", (model) => move.move(model, "end", 1)),
  key("]", "taller trial list", (model) => look.resize(model, "trials", 1)),
  key("[", "shorter trial list", (model) => look.resize(model, "trials", -1)),
  key(">", "wider left column", (model) => look.resize(model, "left", 1)),
  key("<", "narrower left column", (model) => look.resize(model, "left", -1)),
  key("escape", "leave zoom or filter; the selection stays", look.back),
];

interface KeyGroup {
  readonly name: string;
  readonly keys: readonly KeyBinding[];
}

/** This table is the bindings, the help and the footer. */
export const KEY_GROUPS: readonly KeyGroup[] = [
  { name: "Look", keys: LOOK },
  { name: "Trial", keys: TRIAL },
  { name: "Batch", keys: BATCH },
  { name: "Move", keys: MOVE },
];

export const KEYS: readonly KeyBinding[] = KEY_GROUPS.flatMap(({ keys }) => keys);

/** The most useful keys of the focused pane come first in the footer, which shows as many as fit. */
const FOOTERS = {
  trials: "? q enter a e p O / m x r d s h z tab",
  output: "? q / f z tab p enter",
  nodes: "? q z tab p",
  charts: "? q v b S X L s h z tab p",
} as const;

const inOrder = (names: string): readonly KeyBinding[] =>
  names
    .split(" ")
    .flatMap((name) =>
      KEYS.filter(({ keys, footer }) => footer !== undefined && keys.includes(name)),
    );

/** The keys in the footer of a pane. */
export const FOOTER_KEYS = {
  trials: inOrder(FOOTERS.trials),
  output: inOrder(FOOTERS.output),
  nodes: inOrder(FOOTERS.nodes),
  charts: inOrder(FOOTERS.charts),
} as const;
