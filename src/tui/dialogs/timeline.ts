import { type TimelineLine, timelineLegend, timelineLines } from "../../core/run/timeline.ts";
import type { RunTrace } from "../../core/run/trace-event.ts";
import { openHelp } from "../input/open.ts";
import { clamp } from "../model/layout.ts";
import { type Model, type Outcome, shows } from "../model/model.ts";
import { sentence, withNotice } from "../model/notice.ts";
import { remembered } from "../model/remembered.ts";
import { type Timeline, withDialog } from "../model/view.ts";
import { tidy } from "../text/cells.ts";
import { ASCII } from "../text/glyphs.ts";
import { emptyRow, type Row, row, span } from "../text/row.ts";
import { wrappedRows } from "../text/wrap.ts";
import { boxHeightMax, type DialogKind, FRAME, movingKeys, nothing, type Space } from "./dialog.ts";

/** The messages of a run, as wide as the screen: every column counts. */
export const timelineDialog: DialogKind<Timeline> = {
  title: timelineTitle,
  rows: timelineRows,
  size: (model) => ({ width: model.view.columns, height: boxHeightMax(model) }),
  keys: [
    ...movingKeys(moveInTimeline, { next: "next line", previous: "previous" }),
    { keys: ["/"], shown: "/", footer: "find", does: "find a text", act: openSearch },
    {
      ...{ keys: ["enter"], shown: "enter", footer: "code" },
      does: "code of the event (of a folder)",
      refusal: noCode,
      act: openSource,
    },
    { keys: ["escape", "q"], shown: "esc", footer: "close", act: leaveTimeline },
    { keys: ["?"], shown: "?", act: openHelp },
    {
      keys: ["n"],
      shown: "n",
      footer: "next match",
      does: "next match",
      act: (model, shown) => findInTimeline(model, shown, 1),
    },
    {
      keys: ["N"],
      shown: "N",
      does: "previous match",
      act: (model, shown) => findInTimeline(model, shown, -1),
    },
  ],
  otherwise: nothing,
};

function openSearch({ view }: Model, timeline: Timeline): Outcome {
  return shows(withDialog(view, { type: "timelineSearch", timeline, text: "", caret: 0 }));
}

/** Which run it is, and where in it the cursor is. */
function timelineTitle(model: Model, { trial, run, cursor }: Timeline): string {
  const { length } = timelineOf(model);
  const place = length === 0 ? "" : `, line ${Math.min(cursor, length - 1) + 1} of ${length}`;
  return `Messages of run ${run} of trial ${trial}${place}`;
}

/** The lines of the timeline that is open, without the names of the columns; none while it comes. */
function timelineOf({ trace, view }: Model): readonly TimelineLine[] {
  return trace === undefined ? [] : LINES_OF.unicode(trace, view.columns - FRAME.width).slice(1);
}

/** Thousands of lines are worked out once, not for every frame. */
const linesIn = (ascii: boolean) =>
  remembered((trace: RunTrace, width: number): readonly TimelineLine[] =>
    timelineLines(trace.events, { width, unit: "ms", ascii }),
  );
const LINES_OF = { unicode: linesIn(false), ascii: linesIn(true) } as const;

/** The names of the columns, the lines around the cursor, what the marks mean, and what came of the run. */
function timelineRows(
  { trace, view }: Model,
  timeline: Timeline,
  { glyphs, height }: Space,
): Row[] {
  const width = view.columns - FRAME.width;
  if (trace === undefined) return [row(span("Replaying the run.", "muted"))];
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

/** Where the event under the cursor stands in a folder's code. */
function placeOf(model: Model, { cursor }: Timeline) {
  const [file = "", line = ""] = timelineOf(model)[cursor]?.where?.split(":") ?? [];
  return model.trace?.sources?.[file] === undefined ? undefined : { file, line: Number(line) };
}

function noCode(model: Model, timeline: Timeline): string | undefined {
  return placeOf(model, timeline) === undefined
    ? "this event names no line of a folder's code"
    : undefined;
}

function openSource(model: Model, timeline: Timeline): Outcome {
  const place = placeOf(model, timeline);
  if (place === undefined) return shows(model.view);
  return shows(withDialog(model.view, { type: "source", ...place, cursor: place.line, timeline }));
}

function leaveTimeline({ view }: Model, timeline: Timeline): Outcome {
  return shows(withDialog(view, timeline.from));
}

function moveInTimeline(model: Model, timeline: Timeline, by: number): Outcome {
  const last = Math.max(0, timelineOf(model).length - 1);
  const cursor = clamp(timeline.cursor + by, { min: 0, max: last });
  return shows(withDialog(model.view, { ...timeline, cursor }));
}

/** The next line, or the one before, that holds what is searched for, whatever its case; round the ends. */
export function findInTimeline(model: Model, timeline: Timeline, by: 1 | -1): Outcome {
  const view = withDialog(model.view, timeline);
  const wanted = timeline.search.toLowerCase();
  const lines = timelineOf(model);
  if (wanted === "") return shows(view);
  for (let distance = 1; distance <= lines.length; distance++) {
    const at = (timeline.cursor + by * distance + lines.length * distance) % lines.length;
    if (!lines[at]?.text.toLowerCase().includes(wanted)) continue;
    return shows(withDialog(view, { ...timeline, cursor: at }));
  }
  const text = `"${timeline.search}" not found.`;
  return shows(withNotice(view, { text, tone: "warn", nowMs: model.nowMs }));
}
