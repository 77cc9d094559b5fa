import { openHelp } from "../input/open.ts";
import { clamp } from "../model/layout.ts";
import { type Model, type Outcome, shows } from "../model/model.ts";
import { type Source, withDialog } from "../model/view.ts";
import { type Row, row, span } from "../text/row.ts";
import { boxHeightMax, type DialogKind, movingKeys, nothing, type Space } from "./dialog.ts";

/** A file of a folder, at the line that did an event. */
export const sourceDialog: DialogKind<Source> = {
  title: (_, { file, line }) => `${file}, line ${line}`,
  rows: sourceRows,
  size: (model) => ({ width: model.view.columns, height: boxHeightMax(model) }),
  keys: [
    ...movingKeys(moveInSource, { next: "next line", previous: "previous" }),
    { keys: ["escape", "enter", "q"], shown: "esc", footer: "close", act: leaveSource },
    { keys: ["?"], shown: "?", act: openHelp },
  ],
  otherwise: nothing,
};

const linesOf = ({ trace }: Model, { file }: Source): readonly string[] =>
  trace?.sources?.[file] ?? [];

/** As many lines as there is room for, the one that is looked at in their middle. */
function sourceRows(model: Model, source: Source, { height }: Space): Row[] {
  const lines = linesOf(model, source);
  const digits = String(lines.length).length;
  const room = Math.min(height, lines.length);
  const start = clamp(source.cursor - 1 - Math.floor(room / 2), {
    min: 0,
    max: lines.length - room,
  });
  return lines.slice(start, start + room).map((text, index): Row => {
    const number = start + index + 1;
    const isIt = number === source.line;
    const shown = row(
      span(`${isIt ? ">" : " "}${String(number).padStart(digits)} `, isIt ? "accent" : "faint"),
      span(text, isIt ? "strong" : "plain"),
    );
    return number === source.cursor ? { ...shown, cursor: "focused" } : shown;
  });
}

function moveInSource(model: Model, source: Source, by: number): Outcome {
  const max = Math.max(1, linesOf(model, source).length);
  const cursor = clamp(source.cursor + by, { min: 1, max });
  return shows(withDialog(model.view, { ...source, cursor }));
}

function leaveSource({ view }: Model, { timeline }: Source): Outcome {
  return shows(withDialog(view, timeline));
}
