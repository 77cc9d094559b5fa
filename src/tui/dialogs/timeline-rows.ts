import { type TimelineLine, timelineLegend, timelineLines } from "../../core/run/timeline.ts";
import type { RunTrace } from "../../core/run/trace-event.ts";
import type { Model } from "../model.ts";
import { sentence } from "../notice.ts";
import { tidy } from "../text/cells.ts";
import { ASCII, type Glyphs } from "../text/glyphs.ts";
import { emptyRow, type Row, row, span } from "../text/row.ts";
import { wrappedRows } from "../text/wrap.ts";
import { remembered } from "../trials/select-trials.ts";
import type { Timeline } from "../view-state.ts";

/** Which run it is, and where in it the cursor is. */
export function timelineTitle(model: Model, { trial, run, cursor }: Timeline): string {
  const { length } = timelineOf(model);
  const place = length === 0 ? "" : `, line ${Math.min(cursor, length - 1) + 1} of ${length}`;
  return `Messages of run ${run} of trial ${trial}${place}`;
}

/** From edge to edge of the screen, in a frame. */
const FRAME_WIDTH = 4;

/** The lines of the timeline that is open, without the names of the columns; none while it comes. */
export function timelineOf({ trace, view }: Model): readonly TimelineLine[] {
  return trace === undefined ? [] : LINES_OF.unicode(trace, view.columns - FRAME_WIDTH).slice(1);
}

/** Thousands of lines are worked out once, not for every frame. */
const linesIn = (ascii: boolean) =>
  remembered((trace: RunTrace, width: number): readonly TimelineLine[] =>
    timelineLines(trace.events, { width, unit: "ms", ascii }),
  );
const LINES_OF = { unicode: linesIn(false), ascii: linesIn(true) } as const;

interface Input {
  readonly model: Model;
  readonly timeline: Timeline;
  readonly glyphs: Glyphs;
  readonly height: number;
}

/** The names of the columns, the lines around the cursor, what the marks mean, and what came of the run. */
export function timelineDialogRows({ model, timeline, glyphs, height }: Input): Row[] {
  const { trace, view } = model;
  const width = view.columns - FRAME_WIDTH;
  if (trace === undefined) return [row(span("Running it again, or reading its trace.", "muted"))];
  if (trace.events.length === 0) return wrappedRows(tidy(sentence(trace.said)), width, "muted");
  const isAscii = glyphs === ASCII;
  const [head, ...lines] = LINES_OF[isAscii ? "ascii" : "unicode"](trace, width);
  const below = [
    ...wrappedRows(tidy(sentence(trace.said)), width, "strong"),
    row(span(timelineLegend({ ascii: isAscii }), "faint")),
  ];
  const room = Math.max(1, height - 1 - below.length);
  const at = Math.min(timeline.cursor, lines.length - 1);
  const start = Math.max(0, Math.min(at - Math.floor(room / 2), lines.length - room));
  const shown = lines.slice(start, start + room).map((line, index): Row => {
    const shownRow = lineRow(line, timeline.search);
    return start + index === at ? { ...shownRow, cursor: "focused" } : shownRow;
  });
  const blank = Number.isFinite(room) ? Array<Row>(room - shown.length).fill(emptyRow) : [];
  return [row(span(head?.text ?? "", "accent")), ...shown, ...blank, ...below];
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
