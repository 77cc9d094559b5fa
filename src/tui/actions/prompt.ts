import { type Model, type Outcome, shows } from "../model.ts";
import type { Input } from "../terminal/input-parser.ts";
import { edited } from "../text/text-input.ts";
import { type Prompt, type Query, type View, withDialog } from "../view-state.ts";
import { findNext } from "./view.ts";

export function openPrompt({ view }: Model): Outcome {
  const pane = view.focus === "output" ? "output" : "trials";
  const before = view[pane].query;
  const { text, mode } = before;
  return shows(withDialog(view, { type: "prompt", pane, mode, text, caret: text.length, before }));
}

/** What is typed takes effect at once, so that one sees what is left. */
export function typeInPrompt({ view }: Model, prompt: Prompt, input: Input): Outcome {
  const next = edited(prompt, input);
  return shows(next === undefined ? view : withPrompt(view, next));
}

/** Filter hides what does not match; find only marks it. */
export const switchMode = ({ view }: Model, prompt: Prompt): Outcome =>
  shows(withPrompt(view, { ...prompt, mode: prompt.mode === "filter" ? "find" : "filter" }));

export function acceptPrompt(model: Model, prompt: Prompt): Outcome {
  const view = withDialog(model.view, undefined);
  if (prompt.mode === "filter" || prompt.text === "") return shows(view);
  return findNext({ ...model, view }, prompt.pane === "output" ? -1 : 1);
}

export const leavePrompt = ({ view }: Model, prompt: Prompt): Outcome =>
  shows(withDialog(withQuery(view, prompt.pane, prompt.before), undefined));

const withPrompt = (view: View, prompt: Prompt): View =>
  withDialog(withQuery(view, prompt.pane, { text: prompt.text, mode: prompt.mode }), prompt);

/** Positions of the output count from when its filter was set, so that it follows anew. */
function withQuery(view: View, pane: "trials" | "output", query: Query): View {
  if (pane === "trials") return { ...view, trials: { ...view.trials, query, top: 0 } };
  return { ...view, output: { ...view.output, query, following: true } };
}
