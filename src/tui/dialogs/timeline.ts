import { colourIn } from "../../core/run/colour.ts";
import { type TimelineLine, timelineLegend } from "../../core/run/timeline.ts";
import { sentences } from "../../core/why/words.ts";
import { openHelp } from "../input/open.ts";
import { clamp } from "../model/layout.ts";
import { type Model, type Outcome, shows } from "../model/model.ts";
import { sentence, withNotice } from "../model/notice.ts";
import { type Timeline, withDialog } from "../model/view.ts";
import { tidy } from "../text/cells.ts";
import { ASCII } from "../text/glyphs.ts";
import { emptyRow, type Row, row, type Span, span } from "../text/row.ts";
import { wrappedRows } from "../text/wrap.ts";
import { CHANCE_HEADING, chanceColumn, chanceNote } from "./chance-column.ts";
import { boxHeightMax, type DialogKind, FRAME, movingKeys, nothing, type Space } from "./dialog.ts";
import { eventKeys } from "./event-keys.ts";
import { jumpKeys } from "./timeline-jumps.ts";
import { explanationOf, linesOf } from "./timeline-lines.ts";

/** The messages of a run, as wide as the screen: every column counts. */
export const timelineDialog: DialogKind<Timeline> = {
  title: timelineTitle,
  rows: timelineRows,
  size: (model) => ({ width: model.view.columns, height: boxHeightMax(model) }),
  keys: [
    ...movingKeys(moveInTimeline, { next: "next line", previous: "previous" }),
    ...jumpKeys,
    ...eventKeys,
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

/** The title: the run, and the place of the cursor in it. */
function timelineTitle(model: Model, timeline: Timeline): string {
  const { trial, run, cursor, only } = timeline;
  const { length } = timelineOf(model, timeline);
  const place = length === 0 ? "" : `, line ${Math.min(cursor, length - 1) + 1} of ${length}`;
  const { actor, kind, slice } = only ?? {};
  const narrowed = [actor, kind, slice && "what the decisions depend on"].filter(Boolean);
  const filter = narrowed.length === 0 ? "" : `, only ${narrowed.join(", ")}`;
  return `Messages of run ${run} of trial ${trial}${place}${filter}`;
}

/** Without the names of the columns. */
const timelineOf = (model: Model, timeline: Timeline): readonly TimelineLine[] =>
  linesOf(model, timeline).slice(1);

/** The names of the columns, the lines around the cursor, what the marks mean, and what came of the run. */
function timelineRows(model: Model, timeline: Timeline, { glyphs, height }: Space): Row[] {
  const { trace, view } = model;
  const width = view.columns - FRAME.width;
  if (trace === undefined) return [row(span("Replaying the run.", "muted"))];
  if (trace.events.length === 0) return wrappedRows(tidy(sentence(trace.said)), width, "muted");
  const isAscii = glyphs === ASCII;
  const [head, ...lines] = linesOf(model, timeline, isAscii);
  const isChance = timeline.chance === true;
  const shares = isChance ? chanceColumn(model.chance?.rows ?? [], lines) : [];
  const below = [
    ...(isChance ? chanceNote(model, width) : []),
    ...wrappedRows(tidy(sentence(trace.said)), width, "strong"),
    ...whyRows(model, timeline, { width, most: Math.max(1, Math.floor(height / 2)) }),
    row(span(timelineLegend({ ascii: isAscii }), "faint")),
  ];
  const room = Math.max(1, height - 1 - below.length);
  const at = Math.min(timeline.cursor, lines.length - 1);
  const start = Math.max(0, Math.min(at - Math.floor(room / 2), lines.length - room));
  const shown = lines.slice(start, start + room).map((line, index): Row => {
    const text = lineRow(line, timeline.search);
    const share = shares[start + index];
    const shownRow = share === undefined ? text : row(share, ...text.spans);
    return start + index === at ? { ...shownRow, cursor: "focused" } : shownRow;
  });
  const blank = Number.isFinite(room) ? Array<Row>(room - shown.length).fill(emptyRow) : [];
  const heading = [...(isChance ? [CHANCE_HEADING] : []), span(head?.text ?? "", "accent")];
  return [row(...heading), ...shown, ...blank, ...below];
}

interface Room {
  readonly width: number;
  readonly most: number;
}

/** Why a run violates; with little room, only the last sentences, which are its causes. */
function whyRows(model: Model, timeline: Timeline, { width, most }: Room): Row[] {
  const explanation = explanationOf(model, timeline);
  if (explanation === undefined) return [];
  const said = sentences(explanation).map((line) => wrappedRows(tidy(line), width, "plain"));
  while (said.length > 1 && said.flat().length > most) said.shift();
  return said.flat().slice(0, most);
}

/** Matches are marked; values have their own colour, and a decision is strong. */
function lineRow({ text, decision }: TimelineLine, search: string): Row {
  const at = search === "" ? -1 : text.toLowerCase().indexOf(search.toLowerCase());
  if (at >= 0) {
    const end = at + search.length;
    return row(text.slice(0, at), span(text.slice(at, end), "match"), text.slice(end));
  }
  const { from, to } = decision ?? { from: text.length, to: text.length };
  return row(
    ...valueSpans(text.slice(0, from)),
    ...valueSpans(text.slice(from, to), "strong"),
    ...valueSpans(text.slice(to)),
  );
}

const VALUE = /(\{\d{1,3},\d{1,3},\d{1,3}\})/;

const valueSpans = (text: string, tone?: "strong"): Span[] =>
  text.split(VALUE).map((part) => {
    const colour = VALUE.test(part) ? colourIn(part) : undefined;
    return colour ? { text: part, rgb: colour } : span(part, tone);
  });

/** The place of the event under the cursor in a folder's code. */
function placeOf(model: Model, timeline: Timeline) {
  const [file = "", line = ""] =
    timelineOf(model, timeline)[timeline.cursor]?.where?.split(":") ?? [];
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
  const last = Math.max(0, timelineOf(model, timeline).length - 1);
  const cursor = clamp(timeline.cursor + by, { min: 0, max: last });
  return shows(withDialog(model.view, { ...timeline, cursor }));
}

/** The next or previous line with the searched text, in any case; it wraps at the ends. */
export function findInTimeline(model: Model, timeline: Timeline, by: 1 | -1): Outcome {
  const view = withDialog(model.view, timeline);
  const wanted = timeline.search.toLowerCase();
  const lines = timelineOf(model, timeline);
  if (wanted === "") return shows(view);
  for (let distance = 1; distance <= lines.length; distance++) {
    const at = (timeline.cursor + by * distance + lines.length * distance) % lines.length;
    if (!lines[at]?.text.toLowerCase().includes(wanted)) continue;
    return shows(withDialog(view, { ...timeline, cursor: at }));
  }
  const text = `"${timeline.search}" not found.`;
  return shows(withNotice(view, { text, tone: "warn", nowMs: model.nowMs }));
}
