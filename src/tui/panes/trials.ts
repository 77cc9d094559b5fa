import { grouped, plural } from "../../core/count-text.ts";
import type { TrialState } from "../../core/queue/state.ts";
import { TRIALS_ROWS_ABOVE } from "../model/rows-shown.ts";
import { constantTexts, sweptParameters } from "../model/swept.ts";
import { readTrialFilter } from "../model/trial-filter.ts";
import { listedTrials, selectedIndex } from "../model/trials.ts";
import { type Row, type Span, span } from "../text/row.ts";
import type { PaneInput } from "./pane.ts";
import { paneTitle } from "./title.ts";
import { type Columns, trialColumns } from "./trial-columns.ts";

/** The list of trials: what is constant in the title, what differs first in the rows. */
export function trialsPane(input: PaneInput): Row[] {
  const { model, size, glyphs } = input;
  const { snapshot, view } = model;
  const listed = listedTrials(snapshot, view);
  const focused = view.focus === "trials";
  const columns = columnsOf(input, listed);
  const selected = selectedIndex(listed, view);
  const shown = listed.slice(view.trials.top, view.trials.top + size.height - TRIALS_ROWS_ABOVE);
  const rows = shown.map((state, index): Row => {
    const line = columns.row(state);
    if (view.trials.top + index !== selected) return line;
    return { ...line, cursor: focused ? "focused" : "elsewhere" };
  });
  const notes = titleNotes(input, listed, columns);
  const title = paneTitle({ name: "Trials", notes, focused, width: size.width, glyphs });
  return [title, columns.heading, ...(rows.length > 0 ? rows : [nothing(input)])];
}

const columnsOf = (
  { model: { snapshot, view }, size, glyphs }: PaneInput,
  listed: readonly TrialState[],
): Columns =>
  trialColumns({
    width: size.width,
    glyphs,
    trials: snapshot.queue.trials,
    listed,
    parameters: sweptParameters(snapshot.queue.trials),
    view: view.trials,
    terms: snapshot.queue.settings,
  });

/** What the heading at a column of the pane sorts by. */
export const sortAtHeading = (input: PaneInput, column: number): string | undefined =>
  columnsOf(input, listedTrials(input.model.snapshot, input.model.view)).sortAt(column);

function titleNotes(
  { model: { snapshot, view, lost }, glyphs }: PaneInput,
  listed: readonly TrialState[],
  { skipped, hidden }: Columns,
): Span[] {
  const { trials } = snapshot.queue;
  const { query, selected, marked } = view.trials;
  const position = listed.length === 0 ? 0 : selectedIndex(listed, view) + 1;
  const all = listed.length < trials.length ? ` (${grouped(trials.length)})` : "";
  const notes = [span(`${grouped(position)}/${grouped(listed.length)}${all}`, "muted")];
  if (query.text !== "") notes.push(span(`${query.mode}: ${query.text}`, "match"));
  const isRunning = snapshot.queue.status === "running" && lost === undefined;
  const isFollowing = selected === undefined && isRunning;
  if (isFollowing) notes.push(span("following", "good"));
  if (marked.length > 0) notes.push(span(`${glyphs.marked} ${marked.length} marked`, "accent"));
  if (skipped > 0) notes.push(span(`${glyphs.less} ${skipped} more`, "faint"));
  if (hidden > 0) notes.push(span(`${glyphs.more} ${columnsText(hidden)}`, "faint"));
  const constant = trials.length > 1 ? constantTexts(trials) : [];
  if (constant.length > 0) notes.push(span(`all: ${constant.join(", ")}`, "faint"));
  return notes;
}

const columnsText = (count: number): string => `${count} more ${plural(count, "column")}`;

function nothing({ model: { snapshot, view } }: PaneInput): Row {
  const { trials, settings } = snapshot.queue;
  if (trials.length === 0) return { spans: [span(" No trials. Press a to add one.", "muted")] };
  const { problem } = readTrialFilter(view.trials.query.text, settings);
  return problem === ""
    ? { spans: [span(" No trial matches.", "muted")] }
    : { spans: [span(` ${problem}`, "warn")] };
}
