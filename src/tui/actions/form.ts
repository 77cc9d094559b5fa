import { valueText } from "../../core/trial/field-text.ts";
import { DEFAULT_TRIAL, type Parameter } from "../../core/trial/parameters.ts";
import type { Trial } from "../../core/trial/trial.ts";
import { formFields, readForm } from "../form/form-values.ts";
import { asks, type Model, type Outcome, shows } from "../model.ts";
import { withNotice } from "../notice.ts";
import type { Input } from "../terminal/input-parser.ts";
import { edited } from "../text/text-input.ts";
import { selectedTrial } from "../trials/select-trials.ts";
import { type Form, type View, withDialog } from "../view-state.ts";
import { dispatched } from "./batch.ts";

/** A form for new trials, filled in as the last one was, or else like the selected trial. */
export function openAdd({ snapshot, view, lastForm }: Model): Outcome {
  const trial = selectedTrial(snapshot, view);
  const base = trial?.trial ?? DEFAULT_TRIAL;
  const fields = formFields((parameter) => lastForm[parameter.name] ?? textOf(base, parameter));
  return shows(withDialog(view, { ...EMPTY, purpose: "add", number: undefined, fields }));
}

/** A form for the selected trial; once it has run, for a copy of it. */
export function openEdit({ snapshot, view }: Model): Outcome {
  const trial = selectedTrial(snapshot, view);
  if (trial === undefined) return shows(view);
  const fields = formFields((parameter) => textOf(trial.trial, parameter));
  const purpose = trial.nextRun > 1 ? "copy" : "edit";
  return shows(withDialog(view, { ...EMPTY, purpose, number: trial.number, fields }));
}

const EMPTY = { type: "form", at: 0, refusal: "" } as const;

const textOf = (trial: Trial, parameter: Parameter): string =>
  valueText(parameter, trial[parameter.name]);

export function nextField({ view }: Model, form: Form, direction: 1 | -1): Outcome {
  const at = (form.at + direction + form.fields.length) % form.fields.length;
  return shows(withDialog(view, { ...form, at, refusal: "" }));
}

export function typeInForm({ view }: Model, form: Form, input: Input): Outcome {
  const field = form.fields[form.at];
  const next = field && edited(field, input);
  if (next === undefined) return shows(view);
  return shows(withDialog(view, { ...form, fields: form.fields.with(form.at, next), refusal: "" }));
}

/** As ctrl-u does in a shell, which is what whoever types another value wants. */
export const emptyField = (model: Model, form: Form): Outcome =>
  typeInForm(model, form, { type: "key", name: "ctrl-u" });

/** Done with the form: its trials are added or changed, or the first field that is wrong has the caret. */
export function submit(model: Model, form: Form): Outcome {
  const { view, versions } = model;
  const reading = readForm(form, versions);
  if (reading.problems.size > 0) {
    const at = form.fields.findIndex(({ name }) => reading.problems.has(name));
    const text = `${form.fields[at]?.name} is to be mended first`;
    const shown = withDialog(view, { ...form, at });
    return shows(withNotice(shown, { text, tone: "warn", nowMs: model.nowMs }));
  }
  const trials = reading.trials();
  return trials.ok
    ? submitTrials(model, form, trials.value)
    : refused(view, form, trials.problems[0]?.message ?? "");
}

function submitTrials({ view }: Model, form: Form, trials: readonly Trial[]): Outcome {
  const closed = withDialog(view, undefined);
  const values = Object.fromEntries(form.fields.map(({ name, text }) => [name, text]));
  const remember = { type: "rememberForm", values } as const;
  const [first] = trials;
  if (form.purpose === "edit" && form.number !== undefined && first && trials.length === 1) {
    return asks(closed, dispatched({ type: "edit", number: form.number, trial: first }));
  }
  if (form.purpose === "edit") {
    const text =
      "A trial that is edited takes one value in each field. To add a sweep, leave with esc and press a.";
    return refused(view, form, text);
  }
  const place = form.number === undefined ? {} : { after: form.number };
  return asks(closed, dispatched({ type: "add", trials, ...place }), remember);
}

/** It stays open and says why. */
const refused = (view: View, form: Form, refusal: string): Outcome =>
  shows(withDialog(view, { ...form, refusal }));
