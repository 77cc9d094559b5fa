import { type TimelineLine, timelineLines } from "../../core/run/timeline.ts";
import type { RunTrace } from "../../core/run/trace-event.ts";
import type { Model } from "../model.ts";
import { ASCII, type Glyphs } from "../text/glyphs.ts";
import { type Row, row, span } from "../text/row.ts";
import { remembered } from "../trials/select-trials.ts";
import type { Timeline } from "../view-state.ts";

export const timelineTitle = ({ trial, run }: Timeline): string =>
  `Messages of run ${run} of trial ${trial}`;

/** From edge to edge of the screen, in a frame. */
const FRAME_WIDTH = 4;

/** The lines of the timeline that is open, without the names of the columns; none while it comes. */
export function timelineOf({ trace, view }: Model): readonly TimelineLine[] {
  return trace === undefined ? [] : linesOf(trace, view.columns - FRAME_WIDTH, "").slice(1);
}

/** Thousands of lines are worked out once, not for every frame. */
const linesOf = remembered(
  (trace: RunTrace, width: number, ascii: "ascii" | ""): readonly TimelineLine[] =>
    timelineLines(trace.events, { width, unit: "ms", ascii: ascii === "ascii" }),
);

interface Input {
  readonly model: Model;
  readonly timeline: Timeline;
  readonly glyphs: Glyphs;
  readonly height: number;
}

/** The names of the columns, the lines around the cursor, and what came of the run. */
export function timelineDialogRows({ model, timeline, glyphs, height }: Input): Row[] {
  const { trace, view } = model;
  if (trace === undefined) return [row(span("Running it again, or reading its trace.", "muted"))];
  if (trace.events.length === 0) return [row(span(trace.said, "muted"))];
  const ascii = glyphs === ASCII ? "ascii" : "";
  const [head, ...lines] = linesOf(trace, view.columns - FRAME_WIDTH, ascii);
  const room = Math.max(1, height - 3);
  const at = Math.min(timeline.cursor, lines.length - 1);
  const start = Math.max(0, Math.min(at - Math.floor(room / 2), lines.length - room));
  const shown = lines.slice(start, start + room).map((line, index): Row => {
    const shownRow = lineRow(line, timeline.search);
    return start + index === at ? { ...shownRow, cursor: "focused" } : shownRow;
  });
  const place = `  line ${at + 1} of ${lines.length}`;
  return [
    row(span(head?.text ?? "", "accent")),
    ...shown,
    row(""),
    row(span(trace.said, "strong"), span(place, "faint")),
  ];
}

function lineRow({ text, decision }: TimelineLine, search: string): Row {
  if (decision !== undefined) {
    const { from, to, colour } = decision;
    return row(text.slice(0, from), { text: text.slice(from, to), rgb: colour }, text.slice(to));
  }
  const at = search === "" ? -1 : text.toLowerCase().indexOf(search.toLowerCase());
  if (at < 0) return row(text);
  const end = at + search.length;
  return row(text.slice(0, at), span(text.slice(at, end), "match"), text.slice(end));
}
