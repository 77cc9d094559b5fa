import type { TrialState } from "../../core/queue/state.ts";
import type { RunRecord } from "../../core/run/run.ts";
import { valueText } from "../../core/trial/field-text.ts";
import { PARAMETERS } from "../../core/trial/parameters.ts";
import { cursorIn } from "../detail-runs.ts";
import type { DialogOf } from "../keys/dialog-key.ts";
import type { Model } from "../model.ts";
import { counted } from "../text/format.ts";
import type { Glyphs } from "../text/glyphs.ts";
import { emptyRow, type Row, row, type Span, span, spansWidth } from "../text/row.ts";
import { doneRuns } from "../trials/trial-status.ts";
import { outcomeHeight, outcomeRows } from "./outcome-rows.ts";
import { runHeading, runRows } from "./run-rows.ts";

/** Which trial it is, how many of its runs are listed, and how many of these violated. */
export function detailTitle({ runs }: Model, { trial }: DialogOf<"detail">): string {
  if (runs === undefined || runs.length === 0) return `Trial ${trial}`;
  const violations = runs.filter(({ verdict }) => verdict === "violation").length;
  const last = runs.length === 1 ? "last run" : `last ${runs.length} runs`;
  return `Trial ${trial}: ${last}${violations > 0 ? `, ${counted(violations, "violation")}` : ""}`;
}

interface Input {
  readonly model: Model;
  readonly detail: DialogOf<"detail">;
  readonly glyphs: Glyphs;
  readonly width: number;
  readonly height: number;
}

/** Fewer rows than these have no blank ones between their parts. */
const ROOMY_ROWS = 16;
const LISTED_MIN = 3;

/** A trial's parameters, its last runs, and what came of the run under the cursor for each proposer. */
export function detailRows({ model, detail, glyphs, width, height }: Input): Row[] {
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
