import { isVirtual } from "../../core/trial/trial.ts";
import { runCommand } from "../input/command-text.ts";
import { openHelp } from "../input/open.ts";
import { clamp } from "../model/layout.ts";
import { asks, type Model, type Outcome, shows } from "../model/model.ts";
import { cursorIn } from "../model/recent-runs.ts";
import { doneRuns } from "../model/trial-status.ts";
import { listedTrials } from "../model/trials.ts";
import { type Detail, withDialog, withFocus } from "../model/view.ts";
import { closeDialog, type DialogKey, movingKeys } from "./dialog.ts";
import { exploreRun } from "./event-keys.ts";

const [DOWN, ...OTHER_MOVES] = movingKeys(moveInDetail, {
  next: "older run",
  previous: "newer",
}) as [DialogKey<Detail>, ...DialogKey<Detail>[]];

/** The keys of the detail: among its runs and trials, and from a run to all that is known of it. */
export const DETAIL_KEYS: readonly DialogKey<Detail>[] = [
  DOWN,
  {
    keys: ["n"],
    shown: "n",
    footer: "next violation",
    does: "next violation",
    refusal: noViolation,
    act: (model, shown) => findViolation(model, shown, 1),
  },
  {
    keys: ["N"],
    shown: "N",
    does: "previous violation",
    refusal: noViolation,
    act: (model, shown) => findViolation(model, shown, -1),
  },
  {
    keys: ["enter", "t"],
    shown: "enter",
    footer: "messages",
    does: "messages of the run",
    act: openTimeline,
  },
  {
    ...{ keys: ["e"], shown: "e", footer: "explore" },
    does: "explorer at the end of the run: step back, choose otherwise",
    act: openExplorer,
  },
  { keys: ["escape", "q"], shown: "esc", footer: "close", act: closeDialog },
  ...OTHER_MOVES,
  {
    keys: ["right"],
    shown: "right",
    does: "more proposers",
    act: (model, detail) => skipProposers(model, detail, 1),
  },
  {
    keys: ["left"],
    shown: "left",
    does: "earlier proposers",
    act: (model, detail) => skipProposers(model, detail, -1),
  },
  {
    keys: ["]"],
    shown: "]",
    does: "next trial",
    act: (model, detail) => nextTrial(model, detail, 1),
  },
  {
    keys: ["["],
    shown: "[",
    does: "previous trial",
    act: (model, detail) => nextTrial(model, detail, -1),
  },
  {
    ...{ keys: ["w"], shown: "w" },
    does: "runs that reached events of interest (refusals, split votes), or without them",
    refusal: noWitnesses,
    act: ({ view }, detail) =>
      shows(withDialog(view, { ...detail, witnesses: detail.witnesses !== true })),
  },
  { keys: ["l"], shown: "l", footer: "lines", does: "output of this run", act: showLines },
  { keys: ["?"], shown: "?", footer: "help", act: openHelp },
  {
    keys: ["c"],
    shown: "c",
    does: "copy the command that shows the messages of the run",
    act: copyCommand,
  },
  {
    keys: ["y"],
    shown: "y",
    footer: "copy",
    does: "copy the run as JSON (OSC 52)",
    act: copyRun,
  },
];

function noWitnesses({ snapshot }: Model, { trial }: Detail): string | undefined {
  const found = snapshot.queue.trials.find(({ number }) => number === trial);
  if (found === undefined || !isVirtual(found.trial)) return "only simulated runs can be repeated";
  return doneRuns(found) === 0 ? "no run has ended yet" : undefined;
}

/** Moves among the runs of the detail; at the newest it stays with the newest. */
function moveInDetail({ view, runs }: Model, detail: Detail, by: number): Outcome {
  if (runs === undefined) return shows(view);
  const max = Math.max(0, runs.length - 1);
  const cursor = clamp(cursorIn(runs, detail) + by, { min: 0, max });
  return shows(withDialog(view, { ...detail, at: cursor === 0 ? undefined : runs[cursor] }));
}

/** Why there is no violation to jump to. */
function noViolation({ runs = [] }: Model): string | undefined {
  return runs.some(({ verdict }) => verdict === "violation")
    ? undefined
    : "none of these runs is a violation";
}

/** The next or previous violation; it wraps at the ends. */
function findViolation({ view, runs = [] }: Model, detail: Detail, by: 1 | -1): Outcome {
  const from = cursorIn(runs, detail);
  for (let distance = 1; distance <= runs.length; distance++) {
    const cursor = (from + by * distance + runs.length * distance) % runs.length;
    if (runs[cursor]?.verdict !== "violation") continue;
    return shows(withDialog(view, { ...detail, at: runs[cursor] }));
  }
  return shows(view);
}

const SKIPPED_ROWS = 5;

function skipProposers({ view }: Model, detail: Detail, by: 1 | -1): Outcome {
  const skipped = Math.max(0, (detail.skipped ?? 0) + by * SKIPPED_ROWS);
  return shows(withDialog(view, { ...detail, skipped }));
}

/** The next trial of the list as it is filtered and sorted. */
function nextTrial({ snapshot, view }: Model, { trial }: Detail, by: 1 | -1): Outcome {
  const listed = listedTrials(snapshot, view);
  const next = listed[listed.findIndex(({ number }) => number === trial) + by]?.number;
  if (next === undefined) return shows(view);
  const selected = { ...view, trials: { ...view.trials, selected: next } };
  return shows(withDialog(selected, { type: "detail", trial: next, at: undefined }));
}

/** The output pane with only the lines of the run under the cursor. */
function showLines({ view, runs = [] }: Model, detail: Detail): Outcome {
  const record = runs[cursorIn(runs, detail)];
  if (record === undefined) return shows(view);
  const query = { text: `trial=${record.trial} run=${record.run}`, mode: "filter" } as const;
  const output = { ...view.output, query, following: true, scope: "all" as const };
  return shows(withDialog(withFocus({ ...view, output }, "output"), undefined));
}

function openExplorer(model: Model, detail: Detail): Outcome {
  const record = model.runs?.[cursorIn(model.runs, detail)];
  return record === undefined ? shows(model.view) : exploreRun(model, record, undefined);
}

function copyCommand(model: Model, detail: Detail): Outcome {
  const record = model.runs?.[cursorIn(model.runs, detail)];
  if (record === undefined) return shows(model.view);
  return asks(model.view, { type: "copy", text: runCommand(model, record) });
}

/** The run under the cursor, as a line of JSON. */
function copyRun({ view, runs = [] }: Model, detail: Detail): Outcome {
  const run = runs[cursorIn(runs, detail)];
  return run === undefined ? shows(view) : asks(view, { type: "copy", text: JSON.stringify(run) });
}

/** The timeline of the run under the cursor of the detail; the run that was asked for needs no list of the others. */
function openTimeline({ view, runs }: Model, detail: Detail): Outcome {
  const { trial, at } = detail;
  const run = runs === undefined ? at?.run : runs[cursorIn(runs, detail)]?.run;
  if (run === undefined) return shows(view);
  const opened = { type: "timeline", trial, run, cursor: 0, search: "", from: detail } as const;
  return shows(withDialog(view, opened));
}
