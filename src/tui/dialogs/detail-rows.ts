import type { TrialState } from "../../core/queue/state.ts";
import type { RunRecord, Verdict } from "../../core/run/run.ts";
import { valueText } from "../../core/trial/field-text.ts";
import { PARAMETERS } from "../../core/trial/parameters.ts";
import type { DialogOf } from "../dialog-keys.ts";
import type { Model } from "../model.ts";
import { rgbOf } from "../output/output-row.ts";
import { padEnd, padStart } from "../text/cells.ts";
import { counted } from "../text/format.ts";
import type { Glyphs } from "../text/glyphs.ts";
import { emptyRow, type Row, row, type Span, span, spansWidth, type Tone } from "../text/row.ts";
import { doneRuns } from "../trials/trial-status.ts";

export const detailTitle = ({ trial }: DialogOf<"detail">): string => `Trial ${trial}`;

interface Input {
  readonly model: Model;
  readonly detail: DialogOf<"detail">;
  readonly glyphs: Glyphs;
  readonly width: number;
  readonly height: number;
}

/** A trial's parameters, its last runs, and what each proposer decided in the run under the cursor. */
export function detailRows({ model, detail, glyphs, width, height }: Input): Row[] {
  const { trials } = model.snapshot.queue;
  const trial = trials.find((each) => each.number === detail.trial);
  if (trial === undefined) return [row(span("This trial is gone.", "muted"))];
  const { runs } = model;
  const head = [...parameterRows(trial, width), emptyRow];
  if (runs?.length === 0 || doneRuns(trial) === 0)
    return [...head, row(span("No run has ended yet.", "muted"))];
  if (runs === undefined) return [...head, row(span("Reading the last runs.", "muted"))];
  const shown = runs[Math.min(detail.cursor, runs.length - 1)] as RunRecord;
  const decisions = decisionRows(shown, glyphs);
  const room = height - head.length - 1;
  // The list gives way to the decisions down to half of the room, and has no more than it needs.
  const most = Math.max(room - decisions.length - 1, Math.floor(room / 2));
  const listed = Math.min(runs.length, most);
  const list = runRows({ runs, cursor: detail.cursor, height: listed, glyphs, width });
  return [...head, RUN_HEADING, ...list, emptyRow, ...cutOff(decisions, room - listed - 1)];
}

/** `name value` in as many lines as they take. */
function parameterRows({ trial }: TrialState, width: number): Row[] {
  const rows: Row[] = [];
  let spans: Span[] = [];
  for (const parameter of PARAMETERS) {
    const text = valueText(parameter, trial[parameter.name]);
    if (parameter.extension && text === valueText(parameter, parameter.default)) continue;
    const part = [span(`${parameter.name} `, "faint"), span(`${text}   `)];
    if (spansWidth([...spans, ...part]) > width && spans.length > 0) {
      rows.push({ spans });
      spans = [];
    }
    spans.push(...part);
  }
  return [...rows, { spans }];
}

const RUN_HEADING = row(
  span("  run  try  verdict     rounds  elapsed ms  messages   lost  decision", "faint"),
);

interface RunList {
  readonly runs: readonly RunRecord[];
  readonly cursor: number;
  readonly height: number;
  readonly glyphs: Glyphs;
  readonly width: number;
}

function runRows({ runs, cursor, height, glyphs }: RunList): Row[] {
  const at = Math.min(cursor, runs.length - 1);
  const start = Math.max(0, Math.min(at - Math.floor(height / 2), runs.length - height));
  return runs.slice(start, start + height).map((record, index): Row => {
    const line = runRow(record, glyphs);
    return start + index === at ? { ...line, cursor: "focused" } : line;
  });
}

export const VERDICT_TONES: Readonly<Record<Verdict, Tone>> = {
  violation: "alarm",
  failed: "failed",
  cancelled: "faint",
  undecided: "warn",
  agreed: "good",
};

function runRow(record: RunRecord, glyphs: Glyphs): Row {
  const { run, attempt, verdict, rounds, elapsedMs, messages, dropped, decision, reason } = record;
  return row(
    padStart(String(run), 5),
    span(padStart(String(attempt), 5), attempt > 1 ? "plain" : "faint"),
    span("  "),
    span(padEnd(verdict, 10), VERDICT_TONES[verdict]),
    padStart(rounds === null ? "-" : String(rounds), 8),
    padStart(elapsedMs === null ? "-" : String(elapsedMs), 12),
    span(padStart(String(messages), 10), "muted"),
    span(padStart(String(dropped), 7), "muted"),
    "  ",
    ...(reason === "" ? value(decision, glyphs) : [span(reason, "warn")]),
  );
}

/** A value with a swatch of its colour. */
function value(text: string, glyphs: Glyphs): Span[] {
  const rgb = rgbOf(text);
  return rgb ? [{ text: `${glyphs.swatch} ${text}`, rgb }] : [span(text, "faint")];
}

function decisionRows({ run, decisions }: RunRecord, glyphs: Glyphs): Row[] {
  const longest = decisions.reduce((most, { proposer }) => Math.max(most, proposer.length), 8);
  return [
    row(span(`Run ${run}: ${counted(decisions.length, "proposer")} decided`, "muted")),
    ...decisions.map(({ proposer, value: decided, round, elapsedMs }) =>
      row(
        `  ${padEnd(proposer, longest)}  `,
        ...value(padEnd(decided, 13), glyphs),
        span("  round ", "faint"),
        padStart(String(round), 4),
        span("  after ", "faint"),
        padStart(String(elapsedMs), 6),
        span(" ms", "faint"),
      ),
    ),
  ];
}

function cutOff(rows: readonly Row[], height: number): readonly Row[] {
  if (rows.length <= height) return rows;
  const hidden = rows.length - height + 1;
  return [...rows.slice(0, height - 1), row(span(`  and ${hidden} more`, "faint"))];
}
