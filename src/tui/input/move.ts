import { clamp, PANES } from "../model/layout.ts";
import { type Model, type Outcome, shows } from "../model/model.ts";
import { outputRowsShown, trialRowsShown } from "../model/rows-shown.ts";
import { hasNodes, sweptParameters } from "../model/swept.ts";
import { listedTrials, selectedIndex } from "../model/trials.ts";
import { type View, withFocus } from "../model/view.ts";
import { outputCursor, outputTop } from "../output/output-scroll.ts";

export type Step = "line" | "page" | "end";

/**
 * Moves the cursor of the pane that has the keys; `direction` is 1 for down. The
 * charts and the nodes have none: from there the trial is chosen that they, and
 * all other keys, are about.
 */
export const move = (model: Model, step: Step, direction: 1 | -1): Outcome =>
  shows(
    model.view.focus === "output"
      ? moveOutput(model, step, direction)
      : moveTrials(model, step, direction),
  );

function moveTrials(model: Model, step: Step, direction: 1 | -1): View {
  const listed = listedTrials(model.snapshot, model.view);
  const from = selectedIndex(listed, model.view);
  const distance = { line: 1, page: Math.max(1, trialRowsShown(model) - 1), end: listed.length }[
    step
  ];
  return selectIndex(model, from + direction * distance);
}

/** Selects the trial at an index of the list. */
export function selectIndex({ snapshot, view }: Model, index: number): View {
  const listed = listedTrials(snapshot, view);
  const trial = listed[clamp(index, { min: 0, max: Math.max(0, listed.length - 1) })];
  return { ...view, trials: { ...view.trials, selected: trial?.number } };
}

function moveOutput(model: Model, step: Step, direction: 1 | -1): View {
  const { view, lines } = model;
  const height = outputRowsShown(model);
  const from = outputCursor(view.output, lines);
  const distance = { line: 1, page: Math.max(1, height - 1), end: lines.end - lines.first }[step];
  return toLine(model, from + direction * distance);
}

/** Puts the output's cursor on a line; at the newest one it follows again only when asked to. */
export function toLine(model: Model, position: number): View {
  const { view, lines } = model;
  if (lines.end === lines.first) return view;
  const height = outputRowsShown(model);
  const cursor = clamp(position, { min: lines.first, max: lines.end - 1 });
  const top = outputTop({ output: view.output, lines, height });
  const shown = clamp(top, { min: cursor - height + 1, max: cursor });
  return { ...view, output: { ...view.output, following: false, cursor, top: shown } };
}

/** Where there are no nodes, there is no output to go to. */
export function nextPane({ view, snapshot }: Model, direction: 1 | -1): Outcome {
  const all = hasNodes(snapshot);
  const panes = PANES.filter((pane) => all || pane === "trials" || pane === "charts");
  const index = panes.indexOf(view.focus) + direction;
  const focus = panes[(index + panes.length) % panes.length] ?? "trials";
  return shows(withFocus(view, focus));
}

/** No sweep has more values; a chart takes one beyond its last for its last. */
const CURSOR_MAX = 100_000;

/** Sideways: scrolls the columns of the trials, or moves the cursor of a chart. */
export function sideways({ snapshot, view }: Model, direction: 1 | -1): Outcome {
  if (view.focus === "charts") {
    const { cursor } = view.charts;
    const next = cursor === undefined ? 0 : cursor + direction;
    return shows({
      ...view,
      charts: { ...view.charts, cursor: next < 0 ? undefined : Math.min(CURSOR_MAX, next) },
    });
  }
  if (view.focus !== "trials") return shows(view);
  const most = Math.max(0, sweptParameters(snapshot.queue.trials).length - 1);
  const skippedColumns = clamp(view.trials.skippedColumns + direction, { min: 0, max: most });
  return shows({ ...view, trials: { ...view.trials, skippedColumns } });
}
