import type { TrialState } from "../../core/queue/state.ts";
import type { RunRecord } from "../../core/run/run.ts";
import { valueText } from "../../core/trial/field-text.ts";
import { PARAMETERS } from "../../core/trial/parameters.ts";
import { clamp } from "../model/layout.ts";
import { asks, type Model, type Outcome, shows } from "../model/model.ts";
import { cursorIn } from "../model/recent-runs.ts";
import { doneRuns } from "../model/trial-status.ts";
import { type Detail, withDialog } from "../model/view.ts";
import { counted } from "../text/format.ts";
import { emptyRow, type Row, row, type Span, span, spansWidth } from "../text/row.ts";
import {
  boxHeightMax,
  boxWidth,
  closeDialog,
  type DialogKey,
  type DialogKind,
  movingKeys,
  nothing,
  type Space,
} from "./dialog.ts";
import { outcomeHeight, outcomeRows } from "./outcome-rows.ts";
import { runHeading, runRows } from "./run-rows.ts";

const WIDTH_MAX = 132;

const [DOWN, ...OTHER_MOVES] = movingKeys(moveInDetail, {
  next: "next run",
  previous: "previous",
}) as [DialogKey<Detail>, ...DialogKey<Detail>[]];

/** A trial with its last runs. */
export const detailDialog: DialogKind<Detail> = {
  title: detailTitle,
  rows: detailRows,
  size: (model) => ({ width: boxWidth(model, WIDTH_MAX), height: boxHeightMax(model) }),
  keys: [
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
      keys: ["t"],
      shown: "t",
      footer: "timeline",
      does: "timeline: the messages of the run",
      act: openTimeline,
    },
    { keys: ["escape", "enter", "q"], shown: "esc", footer: "back", act: closeDialog },
    ...OTHER_MOVES,
    {
      keys: ["y"],
      shown: "y",
      footer: "copy",
      does: "copy the run as JSON (OSC 52)",
      act: copyRun,
    },
  ],
  otherwise: nothing,
};

/** Which trial it is, how many of its runs are listed, and how many of these violated. */
function detailTitle({ runs }: Model, { trial }: Detail): string {
  if (runs === undefined || runs.length === 0) return `Trial ${trial}`;
  const violations = runs.filter(({ verdict }) => verdict === "violation").length;
  const last = runs.length === 1 ? "last run" : `last ${runs.length} runs`;
  return `Trial ${trial}: ${last}${violations > 0 ? `, ${counted(violations, "violation")}` : ""}`;
}

/** Fewer rows than these have no blank ones between their parts. */
const ROOMY_ROWS = 16;
const LISTED_MIN = 3;

/** A trial's parameters, its last runs, and what came of the run under the cursor for each proposer. */
function detailRows(model: Model, detail: Detail, { glyphs, width, height }: Space): Row[] {
  const { trials } = model.snapshot.queue;
  const trial = trials.find((each) => each.number === detail.trial);
  if (trial === undefined) return [row(span("This trial is gone.", "muted"))];
  const gap = height < ROOMY_ROWS ? [] : [emptyRow];
  const { runs } = model;
  const head = [...parameterRows(trial, width), ...gap];
  if (runs?.length === 0 || doneRuns(trial) === 0)
    return [...head, row(span("No run has ended yet.", "muted"))];
  if (runs === undefined) return [...head, row(span("Reading the last runs.", "muted"))];
  const cursor = cursorIn(runs, detail);
  const room = height - head.length - 1 - gap.length;
  const { numProposers } = trial.trial;
  // The list gives way to what came of a run, of any run: it is as high whichever the cursor is on.
  const wanted = outcomeHeight({ runs, numProposers, width, height: room });
  const listed = Math.min(runs.length, Math.max(LISTED_MIN, room - wanted));
  const record = runs[cursor] as RunRecord;
  return [
    ...head,
    runHeading(width),
    ...runRows({ runs, cursor, height: listed, glyphs, width }),
    ...gap,
    ...outcomeRows({ record, numProposers, glyphs, width, height: room - listed }),
  ];
}

/** `name value` in as many lines as they take. */
function parameterRows({ trial }: TrialState, width: number): Row[] {
  const rows: Row[] = [];
  let spans: Span[] = [];
  for (const parameter of PARAMETERS) {
    const text = valueText(parameter, trial[parameter.name]);
    if (parameter.extension && text === valueText(parameter, parameter.default)) continue;
    const part = [span(`${parameter.name} `, "faint"), span(`${text}   `)];
    if (spansWidth([...spans, ...part]) > width + 3 && spans.length > 0) {
      rows.push({ spans });
      spans = [];
    }
    spans.push(...part);
  }
  return [...rows, { spans }];
}

/** Moves among the runs of the detail; at the newest it stays with the newest. */
function moveInDetail({ view, runs }: Model, detail: Detail, by: number): Outcome {
  if (runs === undefined) return shows(view);
  const max = Math.max(0, runs.length - 1);
  const cursor = clamp(cursorIn(runs, detail) + by, { min: 0, max });
  return shows(withDialog(view, { ...detail, at: cursor === 0 ? undefined : runs[cursor] }));
}

/** Why there is no violation to go to. */
function noViolation({ runs = [] }: Model): string | undefined {
  return runs.some(({ verdict }) => verdict === "violation")
    ? undefined
    : "none of these runs is a violation";
}

/** The next run that is a violation, or the one before; round the ends. */
function findViolation({ view, runs = [] }: Model, detail: Detail, by: 1 | -1): Outcome {
  const from = cursorIn(runs, detail);
  for (let distance = 1; distance <= runs.length; distance++) {
    const cursor = (from + by * distance + runs.length * distance) % runs.length;
    if (runs[cursor]?.verdict !== "violation") continue;
    return shows(withDialog(view, { ...detail, at: runs[cursor] }));
  }
  return shows(view);
}

/** The run under the cursor, as a line of JSON. */
function copyRun({ view, runs = [] }: Model, detail: Detail): Outcome {
  const run = runs[cursorIn(runs, detail)];
  return run === undefined ? shows(view) : asks(view, { type: "copy", text: JSON.stringify(run) });
}

/** The timeline of the run under the cursor of the detail. */
function openTimeline({ view, runs = [] }: Model, detail: Detail): Outcome {
  const record = runs[cursorIn(runs, detail)];
  if (record === undefined) return shows(view);
  const { trial, run } = record;
  const opened = { type: "timeline", trial, run, cursor: 0, search: "", from: detail } as const;
  return shows(withDialog(view, opened));
}
