import { grouped } from "../../core/count-text.ts";
import type { Model } from "../model/model.ts";
import { OUTPUT_ROWS_ABOVE } from "../model/rows-shown.ts";
import { isAllVirtual } from "../model/swept.ts";
import { selectedTrial } from "../model/trials.ts";
import { outputCursor, outputTop } from "../output/output-scroll.ts";
import { type Row, type Span, span } from "../text/row.ts";
import { outputRow } from "./output-row.ts";
import type { PaneInput } from "./pane.ts";
import { paneTitle } from "./title.ts";

export function outputPane({ model, size, glyphs }: PaneInput): Row[] {
  const { view, lines, marks } = model;
  const focused = view.focus === "output";
  const height = size.height - OUTPUT_ROWS_ABOVE;
  const top = outputTop({ output: view.output, lines, height });
  const rows: Row[] = [];
  for (let position = top; position < Math.min(top + height, lines.end); position++) {
    const line = lines.at(position);
    if (line === undefined) break;
    const shown = outputRow(line, { width: size.width, glyphs, marks, times: view.output.times });
    const isCursor = !view.output.following && position === outputCursor(view.output, lines);
    rows.push(isCursor ? { ...shown, cursor: focused ? "focused" : "elsewhere" } : shown);
  }
  const title = paneTitle({
    name: "Output",
    notes: notes(model),
    focused,
    width: size.width,
    glyphs,
  });
  return [title, ...(rows.length > 0 ? rows : [nothing(model)])];
}

function notes({ snapshot, view, lines, marks }: Model): Span[] {
  const { following, query, scope } = view.output;
  const cursor = outputCursor(view.output, lines);
  const all: Span[] = [];
  all.push(
    following
      ? span("following", "good")
      : span(
          `line ${grouped(cursor - lines.first + 1)}/${grouped(lines.end - lines.first)} (f: follow)`,
          "warn",
        ),
  );
  const trial = selectedTrial(snapshot, view)?.number;
  if (scope === "selected") {
    all.push(span(trial === undefined ? "no trial selected" : `trial ${trial}`, "muted"));
  }
  if (query.text !== "") all.push(span(`${query.mode}: ${query.text}`, "match"));
  if (marks.problem) all.push(span(marks.problem, "warn"));
  return all;
}

function nothing({ view, snapshot }: Model): Row {
  const isFiltered = view.output.query.text !== "" || view.output.scope === "selected";
  if (isFiltered) return { spans: [span(" No line passes the filter.", "muted")] };
  const { trials, status } = snapshot.queue;
  if (isAllVirtual(trials))
    return { spans: [span(" Runs in virtual time print nothing.", "muted")] };
  return { spans: [span(status === "running" ? " Waiting for output." : " No output.", "muted")] };
}
