import type { TrialState } from "../../core/queue/state.ts";
import type { Model } from "../model/model.ts";
import { TRIALS_ROWS_ABOVE } from "../model/rows-shown.ts";
import { differingParameters, listedTrials, selectedIndex } from "../model/trials.ts";
import { counted, grouped } from "../text/format.ts";
import type { Glyphs } from "../text/glyphs.ts";
import { type Row, type Span, span } from "../text/row.ts";
import type { PaneInput } from "./pane.ts";
import { paneTitle } from "./title.ts";
import { trialColumns } from "./trial-columns.ts";

export function trialsPane({ model, size, glyphs }: PaneInput): Row[] {
  const { snapshot, view } = model;
  const { trials, settings } = snapshot.queue;
  const listed = listedTrials(snapshot, view);
  const focused = view.focus === "trials";
  const columns = trialColumns({
    width: size.width,
    glyphs,
    trials,
    listed,
    parameters: differingParameters(trials),
    skipped: view.trials.skippedColumns,
    timeLimitMs: settings.timeLimitMs,
  });
  const selected = selectedIndex(listed, view);
  const shown = listed.slice(view.trials.top, view.trials.top + size.height - TRIALS_ROWS_ABOVE);
  const rows = shown.map((state, index): Row => {
    const line = columns.row(state);
    if (view.trials.top + index !== selected) return line;
    return { ...line, cursor: focused ? "focused" : "elsewhere" };
  });
  const notes = titleNotes({ model, listed, hidden: columns.hidden, glyphs });
  const title = paneTitle({ name: "Trials", notes, focused, width: size.width, glyphs });
  return [title, columns.heading, ...(rows.length > 0 ? rows : [nothing(trials)])];
}

function titleNotes({
  model: { snapshot, view },
  listed,
  hidden,
}: {
  readonly model: Model;
  readonly listed: readonly TrialState[];
  readonly hidden: number;
  readonly glyphs: Glyphs;
}): Span[] {
  const { trials } = snapshot.queue;
  const { query, skippedColumns } = view.trials;
  const position = listed.length === 0 ? 0 : selectedIndex(listed, view) + 1;
  const notes = [span(`${grouped(position)} of ${grouped(listed.length)}`, "muted")];
  if (query.text !== "") notes.push(span(`${query.mode}: ${query.text}`, "match"));
  if (listed.length < trials.length) notes.push(span(`${grouped(trials.length)} in all`, "faint"));
  if (skippedColumns > 0) notes.push(span(`< ${counted(skippedColumns, "column")}`, "faint"));
  if (hidden > 0) notes.push(span(`${counted(hidden, "column")} >`, "faint"));
  return notes;
}

const nothing = (trials: readonly TrialState[]): Row => ({
  spans: [
    span(trials.length === 0 ? " No trials: press a to add one." : " No trial matches.", "muted"),
  ],
});
