import type { Trial } from "../../core/trial/trial.ts";
import { dispatched } from "../input/batch.ts";
import { edited } from "../input/text-field.ts";
import { asks, type Model, type Outcome, shows } from "../model/model.ts";
import { withNotice } from "../model/notice.ts";
import { type Form, type FormField, type View, withDialog } from "../model/view.ts";
import type { Input as Typed } from "../terminal/input-parser.ts";
import { completionOf } from "./completion.ts";
import { boxHeightMax, boxWidth, closeDialog, type DialogKind, FRAME } from "./dialog.ts";
import { formHeight, formRows, hasEarlier } from "./form-rows.ts";
import { readForm } from "./form-values.ts";

const WIDTH_MAX = 110;
/** Fewer rows of panes below the box would be useless. */
const ROWS_BELOW_MIN = 4;

/** The form for a trial or a sweep. */
export const formDialog: DialogKind<Form> = {
  title: (_, form) => formTitle(form),
  rows: (model, form, space) => formRows({ model, form, ...space }),
  size: (model, form) => {
    const most = boxHeightMax(model);
    const wanted = formHeight(form) + FRAME.height;
    const height = most - wanted < ROWS_BELOW_MIN ? most : wanted;
    return { width: boxWidth(model, WIDTH_MAX), height };
  },
  keys: [
    { keys: ["enter"], shown: "enter", footer: "save", act: submit },
    {
      keys: ["tab", "down"],
      shown: "tab",
      footer: "next field",
      act: (model, form) => nextField(model, form, 1),
    },
    {
      keys: ["shift-tab"],
      shown: "shift-tab",
      footer: "previous",
      act: (model, form) => nextField(model, form, -1),
    },
    { keys: ["up"], shown: "up", act: upwards },
    { keys: ["ctrl-p"], shown: "ctrl-p", footer: "last values", act: lastValues },
    { keys: ["right"], shown: "right", act: complete },
    { keys: ["ctrl-u"], shown: "ctrl-u", footer: "clear field", act: emptyField },
    { keys: ["escape", "ctrl-c"], shown: "esc", footer: "cancel", act: closeDialog },
  ],
  otherwise: typeInForm,
};

function formTitle({ purpose, number }: Form): string {
  if (purpose === "add") return "Add trials";
  return purpose === "edit"
    ? `Edit trial ${number}`
    : `Copy of trial ${number} (it has already run)`;
}

/** The next field, with the name in this one completed; one of which more than one can be meant keeps the caret. */
function nextField(model: Model, form: Form, direction: 1 | -1): Outcome {
  const field = form.fields[form.at];
  const completion = field && completionOf(field, model.versions);
  if (field === undefined || completion?.text === undefined) return moved(model, form, direction);
  const next = withText(form, field, completion.text);
  return completion.names.length > 1 && direction === 1
    ? shows(withDialog(model.view, next))
    : moved(model, next, direction);
}

function moved({ view }: Model, form: Form, direction: 1 | -1): Outcome {
  const at = (form.at + direction + form.fields.length) % form.fields.length;
  return shows(withDialog(view, { ...form, at, refusal: "" }));
}

const withText = (form: Form, field: FormField, text: string): Form => ({
  ...form,
  isFresh: false,
  fields: form.fields.with(form.at, { ...field, text, caret: text.length }),
});

function typeInForm({ view }: Model, form: Form, input: Typed): Outcome {
  const field = form.fields[form.at];
  const next = field && edited(field, input);
  if (field === undefined || next === undefined) return shows(view);
  const isFresh = form.isFresh && next.text === field.text;
  const fields = form.fields.with(form.at, next);
  return shows(withDialog(view, { ...form, fields, isFresh, refusal: "" }));
}

function upwards(model: Model, form: Form): Outcome {
  return hasEarlier(model, form) ? lastValues(model, form) : nextField(model, form, -1);
}

/** The texts of the form that was last used. */
function lastValues({ view, lastForm }: Model, form: Form): Outcome {
  const fields = form.fields.map((field) => {
    const text = lastForm[field.name] ?? field.text;
    return { ...field, text, caret: text.length };
  });
  return shows(withDialog(view, { ...form, fields, isFresh: false, refusal: "" }));
}

/** At the end of a text, completes it as far as one name is certain. Elsewhere the caret moves on. */
function complete(model: Model, form: Form): Outcome {
  const field = form.fields[form.at];
  const isAtEnd = field !== undefined && field.caret === field.text.length;
  const text = isAtEnd ? completionOf(field, model.versions)?.text : undefined;
  return field === undefined || text === undefined
    ? typeInForm(model, form, { type: "key", name: "right" })
    : shows(withDialog(model.view, withText(form, field, text)));
}

function emptyField(model: Model, form: Form): Outcome {
  return typeInForm(model, form, { type: "key", name: "ctrl-u" });
}

/**
 * Accepts the form: its trials are added or changed, or the caret moves to the first field with a
 * problem.
 */
function submit(model: Model, form: Form): Outcome {
  const { view, versions } = model;
  const reading = readForm(form, versions);
  if (reading.problems.size > 0) {
    const at = form.fields.findIndex(({ name }) => reading.problems.has(name));
    const text = `fix ${form.fields[at]?.name} first`;
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
    const text = "An edited trial takes one value per field. For a sweep, press esc, then a.";
    return refused(view, form, text);
  }
  const place = form.number === undefined ? {} : { after: form.number };
  return asks(closed, dispatched({ type: "add", trials, ...place }), remember);
}

/** The form stays open and says why. */
const refused = (view: View, form: Form, refusal: string): Outcome =>
  shows(withDialog(view, { ...form, refusal }));
