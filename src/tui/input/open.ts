import { valueText } from "../../core/trial/field-text.ts";
import type { Parameter } from "../../core/trial/parameter.ts";
import { DEFAULT_TRIAL, PARAMETERS, VERSIONS } from "../../core/trial/parameters.ts";
import type { Trial } from "../../core/trial/trial.ts";
import { type Model, type Outcome, shows } from "../model/model.ts";
import { listedTrials, selectedIndex, selectedTrial } from "../model/trials.ts";
import { type Dialog, type FormField, withDialog } from "../model/view.ts";
import { outputCursor } from "../output/output-scroll.ts";

export const openHelp = ({ view }: Model): Outcome =>
  shows(withDialog(view, { type: "help", at: 0, text: "", caret: 0, from: view.dialog }));

/** Opens a dialog that starts the same for every model. */
export const openDialog =
  (dialog: Dialog) =>
  ({ view }: Model): Outcome =>
    shows(withDialog(view, dialog));

/** The runs of the selected trial; from a line of output, the run that printed it. */
export function openDetail({ snapshot, view, lines }: Model): Outcome {
  const position = outputCursor(view.output, lines);
  const line = view.focus === "output" ? lines.at(position) : undefined;
  if (line !== undefined && line.trial > 0) {
    const at = { run: line.run };
    const from = { ...view, trials: { ...view.trials, selected: line.trial } };
    return shows(withDialog(from, { type: "detail", trial: line.trial, at }));
  }
  const trial = selectedTrial(snapshot, view);
  if (trial === undefined) return shows(view);
  return shows(withDialog(view, { type: "detail", trial: trial.number, at: undefined }));
}

/** The next trial of the list in which a run violated, at the first run that did; round the end. */
export function openViolation({ snapshot, view }: Model): Outcome {
  const listed = listedTrials(snapshot, view);
  const from = selectedIndex(listed, view);
  const order = [...listed.slice(from + 1), ...listed.slice(0, from + 1)];
  const next = order.find(({ counts }) => counts.violation > 0);
  if (next === undefined) return shows(view);
  const { number, violatedAt } = next;
  const selected = { ...view, trials: { ...view.trials, selected: number } };
  const at = violatedAt === null ? undefined : { run: violatedAt };
  return shows(withDialog(selected, { type: "detail", trial: number, at }));
}

export const noViolation = ({ snapshot }: Model): string | undefined =>
  snapshot.totals.counts.violation > 0 ? undefined : "no run violated";

export function openPrompt({ view }: Model): Outcome {
  const pane = view.focus === "output" ? "output" : "trials";
  const before = view[pane].query;
  const { text, mode } = before;
  return shows(withDialog(view, { type: "prompt", pane, mode, text, caret: text.length, before }));
}

/** A form for new trials, filled in like the selected trial. */
export function openAdd(model: Model): Outcome {
  const { snapshot, view } = model;
  const trial = selectedTrial(snapshot, view);
  const base = trial?.trial ?? DEFAULT_TRIAL;
  const fields = formFields(model, (parameter) => textOf(base, parameter));
  return shows(withDialog(view, { ...EMPTY, purpose: "add", number: undefined, fields }));
}

/** A form for the selected trial; once it has run, for a copy of it. */
export function openEdit(model: Model): Outcome {
  const { snapshot, view } = model;
  const trial = selectedTrial(snapshot, view);
  if (trial === undefined) return shows(view);
  const fields = formFields(model, (parameter) => textOf(trial.trial, parameter));
  const purpose = trial.nextRun > 1 ? "copy" : "edit";
  return shows(withDialog(view, { ...EMPTY, purpose, number: trial.number, fields }));
}

const EMPTY = { type: "form", at: 0, isFresh: true, refusal: "" } as const;

const textOf = (trial: Trial, parameter: Parameter): string =>
  valueText(parameter, trial[parameter.name]);

/** A form's fields, in the order of the table of parameters; macros where some version may have them. */
const formFields = (
  { versions }: Pick<Model, "versions">,
  textOfField: (parameter: Parameter) => string,
): readonly FormField[] =>
  PARAMETERS.filter(({ kind }) => kind !== "macros" || versions.length > VERSIONS.length).map(
    (parameter) => {
      const text = textOfField(parameter);
      return { name: parameter.name, text, caret: text.length };
    },
  );
