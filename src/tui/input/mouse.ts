import { paneAt } from "../model/layout.ts";
import { type Model, type Outcome, shows } from "../model/model.ts";
import { OUTPUT_ROWS_ABOVE, outputRowsShown, TRIALS_ROWS_ABOVE } from "../model/rows-shown.ts";
import { listedTrials, selectedIndex, sortedBy } from "../model/trials.ts";
import { withFocus } from "../model/view.ts";
import { outputCursor, outputTop } from "../output/output-scroll.ts";
import { sortAtHeading } from "../panes/trials.ts";
import type { MouseInput } from "../terminal/input-parser.ts";
import { UNICODE } from "../text/glyphs.ts";
import { move, selectIndex, toLine } from "./move.ts";
import { openDetail } from "./open.ts";

const WHEEL_ROWS = 3;

/** The mouse in the panes: a click focuses, selects, sorts, opens; the wheel moves. */
export function takeMouse(model: Model, { action, column, row }: MouseInput): Outcome {
  const place = paneAt(model.layout, column, row);
  if (place === undefined) return shows(model.view);
  const focused = { ...model, view: withFocus(model.view, place.pane) };
  if (action !== "click") return wheel(focused, action === "wheelup" ? -1 : 1);
  if (place.pane === "trials") return clickTrials(focused, place.column, place.row);
  if (place.pane === "output") return clickOutput(focused, place.row - OUTPUT_ROWS_ABOVE);
  return shows(focused.view);
}

function wheel(model: Model, direction: 1 | -1): Outcome {
  let { view } = model;
  for (let row = 0; row < WHEEL_ROWS; row++) {
    view = move({ ...model, view }, "line", direction).view;
  }
  return shows(view);
}

/** A click on the selected row opens it. Columns stand at the same place with any glyphs. */
function clickTrials(model: Model, column: number, row: number): Outcome {
  const { snapshot, view, layout } = model;
  const size = layout.shape === "too-small" ? undefined : layout.panes.trials;
  const index = view.trials.top + row - TRIALS_ROWS_ABOVE;
  if (row === TRIALS_ROWS_ABOVE - 1 && size !== undefined) {
    const name = sortAtHeading({ model, size, glyphs: UNICODE }, column);
    return shows(name === undefined ? view : sortedBy(model, name));
  }
  const listed = listedTrials(snapshot, view);
  if (row < TRIALS_ROWS_ABOVE || index >= listed.length) return shows(view);
  const isSelected = view.trials.selected !== undefined && index === selectedIndex(listed, view);
  return isSelected ? openDetail(model) : shows(selectIndex(model, index));
}

function clickOutput(model: Model, row: number): Outcome {
  const { view, lines } = model;
  const top = outputTop({ output: view.output, lines, height: outputRowsShown(model) });
  const position = top + row;
  if (row < 0 || position >= lines.end) return shows(view);
  const isThere = !view.output.following && position === outputCursor(view.output, lines);
  return isThere ? openDetail(model) : shows(toLine(model, position));
}
