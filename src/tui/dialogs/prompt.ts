import { findNext } from "../input/look.ts";
import { edited } from "../input/text-field.ts";
import { type Model, type Outcome, shows } from "../model/model.ts";
import { readTrialFilter } from "../model/trial-filter.ts";
import { type Prompt, type Query, type View, withDialog } from "../model/view.ts";
import type { Input } from "../terminal/input-parser.ts";
import { widthOf } from "../text/cells.ts";
import { fieldSpans } from "../text/field-spans.ts";
import { type Row, span, spread } from "../text/row.ts";
import type { DialogKind } from "./dialog.ts";

/** A filter or a search, typed in the footer. */
export const promptDialog: DialogKind<Prompt> = {
  title: () => "",
  rows: (model, prompt) => [promptRow(model, prompt)],
  size: undefined,
  keys: [
    {
      ...{ keys: ["enter"], shown: "enter", footer: "done" },
      refusal: (model, prompt) => problemOf(model, prompt) || undefined,
      act: acceptPrompt,
    },
    { keys: ["tab"], shown: "tab", footer: "filter or find", act: switchMode },
    { keys: ["escape", "ctrl-c"], shown: "esc", footer: "cancel", act: leavePrompt },
  ],
  otherwise: typeInPrompt,
};

const HINTS = {
  output: "/regex/ trial=1 node=acc",
  trials: "delay=10 drop=0,5 median>1000 violation>0 !done",
};

/** Of the timeline's search. */
export const FIELD_WIDTH = 28;
/** Beside the field: the mode and what the keys do. */
const AROUND_FIELD = 34;

/** The line in which a filter or a search is typed. */
function promptRow(model: Model, prompt: Prompt): Row {
  const { view } = model;
  const { mode, pane, text } = prompt;
  const problem = problemOf(model, prompt);
  const beside = problem !== "" ? span(problem, "warn") : span(HINTS[pane], "faint");
  const room = view.columns - AROUND_FIELD;
  // While there is something to say beside it, the field gives way, but never more than to its text.
  const besideWidth = text === "" || problem !== "" ? widthOf(beside.text) + 2 : 0;
  const width = Math.max(Math.min(room, widthOf(text) + 2, FIELD_WIDTH), room - besideWidth);
  const other = mode === "filter" ? "find" : "filter";
  return spread(
    [
      span(` ${mode} `, "key"),
      ...fieldSpans({ ...prompt, width }),
      span("  "),
      besideWidth > 0 ? beside : span(""),
    ],
    [
      // The name that was meant stands at the end of a problem.
      ...(problem === "" ? [span("tab", "key"), span(` ${other}  `, "muted")] : []),
      span("esc", "key"),
      span(" cancel ", "muted"),
    ],
    view.columns,
  );
}

/** Why the text is not a filter; "" if it is. */
const problemOf = ({ marks, snapshot }: Model, { pane, text }: Prompt): string =>
  pane === "output"
    ? (marks.problem ?? "")
    : readTrialFilter(text, snapshot.queue.settings).problem;

/** Typing takes effect at once, so that the user sees the remaining rows. */
function typeInPrompt({ view }: Model, prompt: Prompt, input: Input): Outcome {
  const next = edited(prompt, input);
  return shows(next === undefined ? view : withPrompt(view, next));
}

/** Filter hides what does not match; find only marks it. */
function switchMode({ view }: Model, prompt: Prompt): Outcome {
  const mode = prompt.mode === "filter" ? "find" : "filter";
  return shows(withPrompt(view, { ...prompt, mode }));
}

function acceptPrompt(model: Model, prompt: Prompt): Outcome {
  const view = withDialog(model.view, undefined);
  if (prompt.mode === "filter" || prompt.text === "") return shows(view);
  return findNext({ ...model, view }, prompt.pane === "output" ? -1 : 1);
}

function leavePrompt({ view }: Model, prompt: Prompt): Outcome {
  return shows(withDialog(withQuery(view, prompt.pane, prompt.before), undefined));
}

const withPrompt = (view: View, prompt: Prompt): View =>
  withDialog(withQuery(view, prompt.pane, { text: prompt.text, mode: prompt.mode }), prompt);

/** Positions of the output count from when its filter was set, so that it follows again. */
function withQuery(view: View, pane: "trials" | "output", query: Query): View {
  if (pane === "trials") return { ...view, trials: { ...view.trials, query, top: 0 } };
  return { ...view, output: { ...view.output, query, following: true } };
}
