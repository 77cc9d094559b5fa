import { edited } from "../input/text-field.ts";
import { type Model, type Outcome, shows } from "../model/model.ts";
import { type TimelineSearch, withDialog } from "../model/view.ts";
import type { Input } from "../terminal/input-parser.ts";
import { fieldSpans } from "../text/field-spans.ts";
import { span, spread } from "../text/row.ts";
import type { DialogKind } from "./dialog.ts";
import { FIELD_WIDTH } from "./prompt.ts";
import { findInTimeline } from "./timeline.ts";

/** The search line of a timeline, which stays open. */
export const timelineSearchDialog: DialogKind<TimelineSearch> = {
  title: () => "",
  rows: ({ view }, search) => [
    spread(
      [span(" find ", "key"), ...fieldSpans({ ...search, width: FIELD_WIDTH })],
      [span("esc", "key"), span(" cancel ", "muted")],
      view.columns,
    ),
  ],
  size: undefined,
  under: ({ timeline }) => timeline,
  keys: [
    { keys: ["enter"], shown: "enter", footer: "find", act: acceptSearch },
    { keys: ["escape", "ctrl-c"], shown: "esc", footer: "cancel", act: leaveSearch },
  ],
  otherwise: typeSearch,
};

function typeSearch({ view }: Model, search: TimelineSearch, input: Input): Outcome {
  const next = edited(search, input);
  return shows(next === undefined ? view : withDialog(view, next));
}

function leaveSearch({ view }: Model, search: TimelineSearch): Outcome {
  return shows(withDialog(view, search.timeline));
}

function acceptSearch(model: Model, { timeline, text }: TimelineSearch): Outcome {
  return findInTimeline(model, { ...timeline, search: text }, 1);
}
