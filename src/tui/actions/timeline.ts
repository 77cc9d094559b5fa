import { cursorIn } from "../detail-runs.ts";
import { timelineOf } from "../dialogs/timeline-rows.ts";
import { clamp } from "../layout.ts";
import { type Model, type Outcome, shows } from "../model.ts";
import { withNotice } from "../notice.ts";
import type { Input } from "../terminal/input-parser.ts";
import { edited } from "../text/text-input.ts";
import { type Dialog, type Timeline, type TimelineSearch, withDialog } from "../view-state.ts";

/** The timeline of the run under the cursor of the detail. */
export function openTimeline(
  { view, runs = [] }: Model,
  detail: Extract<Dialog, { type: "detail" }>,
): Outcome {
  const record = runs[cursorIn(runs, detail)];
  if (record === undefined) return shows(view);
  const { trial, run } = record;
  const opened = { type: "timeline", trial, run, cursor: 0, search: "", from: detail } as const;
  return shows(withDialog(view, opened));
}

export const leaveTimeline = ({ view }: Model, timeline: Timeline): Outcome =>
  shows(withDialog(view, timeline.from));

export function moveInTimeline(model: Model, timeline: Timeline, by: number): Outcome {
  const last = Math.max(0, timelineOf(model).length - 1);
  const cursor = clamp(timeline.cursor + by, { min: 0, max: last });
  return shows(withDialog(model.view, { ...timeline, cursor }));
}

export const openSearch = ({ view }: Model, timeline: Timeline): Outcome =>
  shows(withDialog(view, { type: "timelineSearch", timeline, text: "", caret: 0 }));

export function typeSearch({ view }: Model, search: TimelineSearch, input: Input): Outcome {
  const next = edited(search, input);
  return shows(next === undefined ? view : withDialog(view, next));
}

export const leaveSearch = ({ view }: Model, search: TimelineSearch): Outcome =>
  shows(withDialog(view, search.timeline));

export const acceptSearch = (model: Model, { timeline, text }: TimelineSearch): Outcome =>
  findInTimeline(model, { ...timeline, search: text }, 1);

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
  const text = `Nothing here holds ${timeline.search}.`;
  return shows(withNotice(view, { text, tone: "warn", nowMs: model.nowMs }));
}
