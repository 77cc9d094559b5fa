import { isVirtual } from "../../core/trial/trial.ts";
import type { Size } from "../layout.ts";
import { Lines } from "../lines.tsx";
import { useLook } from "../look.ts";
import type { Model } from "../model.ts";
import { outputRow } from "../output/output-row.ts";
import { outputTop } from "../output/output-scroll.ts";
import { OUTPUT_ROWS_ABOVE } from "../rows-shown.ts";
import { grouped } from "../text/format.ts";
import type { Glyphs } from "../text/glyphs.ts";
import { type Row, type Span, span } from "../text/row.ts";
import { selectedTrial } from "../trials/select-trials.ts";
import { paneTitle } from "./pane-title.ts";

export function OutputPane({ model, size }: { readonly model: Model; readonly size: Size }) {
  const { glyphs } = useLook();
  const rows = outputRows({ model, size, glyphs });
  return <Lines rows={rows} width={size.width} height={size.height} />;
}

interface Input {
  readonly model: Model;
  readonly size: Size;
  readonly glyphs: Glyphs;
}

function outputRows({ model, size, glyphs }: Input): Row[] {
  const { view, lines, marks } = model;
  const focused = view.focus === "output";
  const height = size.height - OUTPUT_ROWS_ABOVE;
  const top = outputTop({ output: view.output, lines, height });
  const rows: Row[] = [];
  for (let position = top; position < Math.min(top + height, lines.end); position++) {
    const line = lines.at(position);
    if (line === undefined) break;
    const shown = outputRow(line, { width: size.width, glyphs, marks });
    const isCursor = !view.output.following && position === view.output.cursor;
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
  const { following, query, scope, cursor } = view.output;
  const all: Span[] = [];
  all.push(
    following
      ? span("following", "good")
      : span(
          `line ${grouped(cursor - lines.first + 1)} of ${grouped(lines.end - lines.first)}, f follows`,
          "warn",
        ),
  );
  if (scope === "selected") {
    all.push(span(`trial ${selectedTrial(snapshot, view)?.number ?? ""}`, "muted"));
  }
  if (query.text !== "") all.push(span(`${query.mode}: ${query.text}`, "match"));
  if (marks.problem) all.push(span(marks.problem, "warn"));
  return all;
}

function nothing({ view, snapshot }: Model): Row {
  const isFiltered = view.output.query.text !== "" || view.output.scope === "selected";
  if (isFiltered) return { spans: [span(" No line passes the filter.", "muted")] };
  const { trials, status } = snapshot.queue;
  const allVirtual = trials.length > 0 && trials.every((each) => isVirtual(each.trial));
  if (allVirtual) return { spans: [span(" Runs in virtual time print nothing.", "muted")] };
  const isRunning = status === "running";
  return { spans: [span(isRunning ? " Waiting for the first line." : " No output.", "muted")] };
}
