import { counted } from "../../core/count-text.ts";
import type { RunRecord } from "../../core/run/run.ts";
import { sentences } from "../../core/why/words.ts";
import type { Model } from "../model/model.ts";
import { cursorIn } from "../model/recent-runs.ts";
import { doneRuns } from "../model/trial-status.ts";
import type { Detail } from "../model/view.ts";
import { emptyRow, type Row, row, span } from "../text/row.ts";
import { DETAIL_KEYS } from "./detail-keys.ts";
import { boxHeightMax, boxWidth, type DialogKind, nothing, type Space } from "./dialog.ts";
import { outcomeHeight, outcomeRows } from "./outcome-rows.ts";
import { runHeading, runRows } from "./run-rows.ts";
import { explanationOf } from "./timeline-lines.ts";
import { trialHead } from "./trial-head.ts";

const WIDTH_MAX = 132;

/** A trial with its last runs. */
export const detailDialog: DialogKind<Detail> = {
  title: detailTitle,
  rows: detailRows,
  size: (model) => ({ width: boxWidth(model, WIDTH_MAX), height: boxHeightMax(model) }),
  keys: DETAIL_KEYS,
  otherwise: nothing,
};

/** The title: the trial, the number of listed runs, and the number of violations among them. */
function detailTitle({ runs }: Model, { trial }: Detail): string {
  if (runs === undefined || runs.length === 0) return `Trial ${trial}`;
  const violations = runs.filter(({ verdict }) => verdict === "violation").length;
  const different = new Set(runs.map(({ run }) => run)).size;
  const attempts = runs.length > different ? `, ${counted(runs.length, "attempt")}` : "";
  const last = different === 1 ? `last run${attempts}` : `last ${different} runs${attempts}`;
  return `Trial ${trial}: ${last}${violations > 0 ? `, ${counted(violations, "violation")}` : ""}`;
}

/** Fewer rows than these have no blank ones between their parts, and no figures. */
const ROOMY_ROWS = 16;
const LISTED_MIN = 3;

/**
 * A trial's parameters, its last runs, and the outcome of the run under the cursor for each
 * proposer.
 */
function detailRows(model: Model, detail: Detail, { glyphs, width, height }: Space): Row[] {
  const { trials } = model.snapshot.queue;
  const trial = trials.find((each) => each.number === detail.trial);
  if (trial === undefined) return [row(span("This trial was deleted.", "muted"))];
  const gap = height < ROOMY_ROWS ? [] : [emptyRow];
  const { runs } = model;
  const head = [...trialHead(model, trial, { width, isRoomy: gap.length > 0 }), ...gap];
  if (runs?.length === 0 || doneRuns(trial) === 0)
    return [...head, row(span("No finished runs yet.", "muted"))];
  if (runs === undefined) return [...head, row(span("Loading the last runs.", "muted"))];
  const cursor = cursorIn(runs, detail);
  const room = height - head.length - 1 - gap.length;
  const { numProposers } = trial.trial;
  // The list leaves room for the outcome of any run, so that its height is the same for each.
  const wanted = outcomeHeight({ runs, numProposers, width, height: room });
  const listed = Math.min(runs.length, Math.max(LISTED_MIN, room - wanted));
  const record = runs[cursor] as RunRecord;
  return [
    ...head,
    runHeading(width),
    ...runRows({ runs, cursor, height: listed, glyphs, width }),
    ...gap,
    ...outcomeRows({
      ...{ record, numProposers, glyphs, width },
      height: room - listed,
      skipped: detail.skipped ?? 0,
      explained: record.verdict === "violation" ? wrongIn(model, detail) : [],
    }),
  ];
}

/** What went wrong in the violation under the cursor, causes first; its decisions are listed anyway. */
function wrongIn(model: Model, detail: Detail): string[] {
  const explanation = explanationOf(model, detail);
  if (explanation === undefined) return [];
  const [quorums, ...causes] = sentences(explanation).slice(explanation.decisions.length);
  return quorums === undefined ? [] : [...causes, quorums];
}
