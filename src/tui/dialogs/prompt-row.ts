import type { Model } from "../model.ts";
import { type Row, row, span } from "../text/row.ts";
import type { Prompt } from "../view-state.ts";
import { fieldSpans } from "./field-spans.ts";

const HINTS = {
  output: "words, /regex/, trial:1, node:acc",
  trials: "words, such as undecided or drop=10",
};

/** The line in which a filter or a search is typed. */
export function promptRow({ marks }: Model, prompt: Prompt): Row {
  const hint =
    prompt.pane === "output" && marks.problem !== undefined
      ? span(marks.problem, "warn")
      : span(prompt.text === "" ? HINTS[prompt.pane] : "", "faint");
  const keys = span("   enter done  tab filter or find  esc back", "faint");
  return row(
    span(` ${prompt.mode} `, "key"),
    ...fieldSpans({ ...prompt, width: 40 }),
    " ",
    hint,
    keys,
  );
}
