import type { RunRecord } from "../../core/run/run.ts";
import { verdictRow } from "../../core/run/verdicts.ts";
import { padEnd, padStart, tidy } from "../text/cells.ts";
import type { Glyphs } from "../text/glyphs.ts";
import { type Row, row, span } from "../text/row.ts";
import { valueSpans } from "./value-spans.ts";

/** On narrower boxes the messages are left out, so that the decision is seen. */
const MESSAGES_WIDTH_MIN = 72;

export const runHeading = (width: number): Row =>
  row(
    span(
      width < MESSAGES_WIDTH_MIN
        ? "  run  try  verdict    rounds      ms  decision"
        : "  run  try  verdict     rounds  elapsed ms  messages   lost  decision",
      "faint",
    ),
  );

interface RunList {
  readonly runs: readonly RunRecord[];
  readonly cursor: number;
  readonly height: number;
  readonly glyphs: Glyphs;
  readonly width: number;
}

/** The runs around the cursor. */
export function runRows({ runs, cursor, height, glyphs, width }: RunList): Row[] {
  const start = Math.max(0, Math.min(cursor - Math.floor(height / 2), runs.length - height));
  return runs.slice(start, start + height).map((record, index): Row => {
    const line = runRow(record, { glyphs, width });
    return start + index === cursor ? { ...line, cursor: "focused" } : line;
  });
}

function runRow(record: RunRecord, { glyphs, width }: Pick<RunList, "glyphs" | "width">): Row {
  const { run, attempt, verdict, rounds, elapsedMs, messages, dropped, decision, reason } = record;
  const isNarrow = width < MESSAGES_WIDTH_MIN;
  return row(
    padStart(String(run), 5),
    span(padStart(String(attempt), 5), attempt > 1 ? "plain" : "faint"),
    span("  "),
    span(padEnd(verdict, 10), verdictRow(verdict).tone),
    padStart(rounds === null ? "-" : String(rounds), isNarrow ? 7 : 8),
    padStart(elapsedMs === null ? "-" : String(elapsedMs), isNarrow ? 8 : 12),
    span(isNarrow ? "" : padStart(String(messages), 10), "muted"),
    span(isNarrow ? "" : padStart(String(dropped), 7), "muted"),
    "  ",
    ...(reason === "" ? valueSpans(decision, glyphs) : [span(tidy(reason), "warn")]),
  );
}
