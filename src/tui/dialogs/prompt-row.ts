import type { Model } from "../model.ts";
import { type Row, span, spread } from "../text/row.ts";
import type { Prompt, TimelineSearch } from "../view-state.ts";
import { fieldSpans } from "./field-spans.ts";

const HINTS = {
  output: "/regex/ trial:1 node:acc",
  trials: "undecided drop=10",
};

const FIELD_WIDTH = 28;

/** The line in which a filter or a search is typed. */
export function promptRow({ marks, view }: Model, prompt: Prompt): Row {
  const { mode, pane, text } = prompt;
  const problem = pane === "output" ? marks.problem : undefined;
  const hint = problem === undefined ? span(HINTS[pane], "faint") : span(problem, "warn");
  const other = mode === "filter" ? "find" : "filter";
  return spread(
    [
      span(` ${mode} `, "key"),
      ...fieldSpans({ ...prompt, width: FIELD_WIDTH }),
      span("  "),
      text === "" || problem !== undefined ? hint : span(""),
    ],
    [span("tab", "key"), span(` ${other}  `, "muted"), span("esc", "key"), span(" back ", "muted")],
    view.columns,
  );
}

/** The same for what is looked for in a timeline. */
export const searchRow = ({ view }: Model, search: TimelineSearch): Row =>
  spread(
    [span(" find ", "key"), ...fieldSpans({ ...search, width: FIELD_WIDTH })],
    [span("esc", "key"), span(" back ", "muted")],
    view.columns,
  );
