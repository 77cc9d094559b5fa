import { counted } from "../../core/count-text.ts";
import { parameterNamed } from "../../core/trial/parameters.ts";
import type { Trial } from "../../core/trial/trial.ts";
import { dispatched } from "../input/batch.ts";
import { edited } from "../input/text-field.ts";
import { asks, type Model, type Outcome, shows } from "../model/model.ts";
import { withNotice } from "../model/notice.ts";
import { type Form, type FormField, type View, withDialog } from "../model/view.ts";
import type { Input as Typed } from "../terminal/input-parser.ts";
import { cut, padEnd, tidy } from "../text/cells.ts";
import { fieldSpans } from "../text/field-spans.ts";
import type { Glyphs } from "../text/glyphs.ts";
import { emptyRow, type Row, row, type Span, span } from "../text/row.ts";
import { firstRows, wrappedRows } from "../text/wrap.ts";
import { completionOf } from "./completion.ts";
import { boxHeightMax, boxWidth, closeDialog, type DialogKind, FRAME } from "./dialog.ts";
import { type FormReading, readForm } from "./form-values.ts";
import { meaningOf, rangeOf } from "./parameter-hints.ts";

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
      keys: ["shift-tab", "up"],
      shown: "shift-tab",
      footer: "previous",
      act: (model, form) => nextField(model, form, -1),
    },
    { keys: ["ctrl-p"], shown: "ctrl-p", footer: "last values", act: lastValues },
    { keys: ["right"], shown: "right", act: complete },
    { keys: ["ctrl-u"], shown: "ctrl-u", footer: "clear field", act: emptyField },
    { keys: ["escape", "ctrl-c"], shown: "esc", footer: "cancel", act: closeDialog },
  ],
  otherwise: typeInForm,
};

const NAME_WIDTH = 14;
/** Rows always kept for a field's note, so that the box keeps its size while the user moves. */
const NOTE_ROWS = 4;
/** However much there is to say. */
const FIELDS_SHOWN_MIN = 3;

function formTitle({ purpose, number }: Form): string {
  if (purpose === "add") return "Add trials";
  return purpose === "edit"
    ? `Edit trial ${number}`
    : `Copy of trial ${number} (it has already run)`;
}

/** Rows in which a form shows everything, its note included. */
const formHeight = ({ fields }: Form): number => fields.length + 2 + NOTE_ROWS;

interface Input {
  readonly model: Model;
  readonly form: Form;
  readonly width: number;
  readonly height: number;
  readonly glyphs: Glyphs;
}

/** A field per row, the number of trials, and the whole note of the field with the caret. */
function formRows({ model, form, width, height, glyphs }: Input): Row[] {
  const reading = readForm(form, model.versions);
  const noteRoom = Math.max(NOTE_ROWS, height - FIELDS_SHOWN_MIN - 1);
  const note = firstRows(noteRows({ model, form, width, reading }), {
    height: noteRoom,
    ellipsis: glyphs.ellipsis,
  });
  const room = height - 1 - Math.max(NOTE_ROWS, note.length);
  const hasGap = room > form.fields.length;
  const fields = form.fields.map((field, index) =>
    fieldRow({
      field,
      model,
      problem: reading.problems.get(field.name),
      hasCaret: index === form.at,
      width,
      glyphs,
    }),
  );
  return [
    ...aroundCaret(fields, { at: form.at, room }),
    ...(hasGap ? [emptyRow] : []),
    outcomeRow(reading, model),
    ...note,
  ];
}

/** Where not all fields fit, those up to the one with the caret. */
function aroundCaret(fields: readonly Row[], { at, room }: { at: number; room: number }): Row[] {
  const start = Math.max(0, Math.min(at - room + 1, fields.length - room));
  return fields.slice(start, start + room);
}

interface FieldInput {
  readonly field: FormField;
  readonly model: Model;
  readonly problem: string | undefined;
  readonly hasCaret: boolean;
  readonly width: number;
  readonly glyphs: Glyphs;
}

/** The name, the text, and its hint or problem as far as it fits; the note shows it whole. */
function fieldRow({ field, model, problem, hasCaret, width, glyphs }: FieldInput): Row {
  const fieldWidth = Math.max(16, Math.min(44, Math.floor((width - NAME_WIDTH) * 0.5)));
  const name = span(padEnd(field.name, NAME_WIDTH), hasCaret ? "accent" : "muted");
  const text = cut(field.text, fieldWidth, glyphs.ellipsis);
  const value: Span[] = hasCaret
    ? fieldSpans({ ...field, width: fieldWidth })
    : [span(padEnd(text, fieldWidth), problem ? "warn" : "plain")];
  return row(name, ...value, "  ", besideOf({ field, model, problem, hasCaret }));
}

/** The names that what is typed can become, what is wrong with it, or what the field may hold. */
function besideOf({
  field,
  model: { versions },
  problem,
  hasCaret,
}: Pick<FieldInput, "field" | "model" | "problem" | "hasCaret">): Span {
  const completion = hasCaret ? completionOf(field, versions) : undefined;
  if (completion !== undefined) return span(`tab: ${completion.names.join("  ")}`, "accent");
  return problem === undefined
    ? span(rangeOf(field.name, versions), "faint")
    : span(tidy(problem), "warn");
}

interface NoteInput {
  readonly model: Model;
  readonly form: Form;
  readonly width: number;
  readonly reading: FormReading;
}

/**
 * Why the form was not accepted, else the problem of the field with the caret, else its meaning.
 */
function noteRows({ model, form, width, reading }: NoteInput): Row[] {
  const name = form.fields[form.at]?.name ?? "";
  const problem = reading.problems.get(name);
  if (form.refusal !== "") return wrappedRows(tidy(form.refusal), width, "warn");
  if (problem !== undefined) return wrappedRows(tidy(`${name} ${problem}`), width, "warn");
  const takes = meaningOf(name, { versions: model.versions, purpose: form.purpose });
  return [
    ...wrappedRows(`${name}: ${parameterNamed(name)?.meaning}`, width, "muted"),
    ...wrappedRows(takes, width, "faint"),
  ];
}

function outcomeRow({ size, problems }: FormReading, { snapshot }: Model): Row {
  if (size === undefined) return row(span(`${counted(problems.size, "field")} to fix`, "warn"));
  const { repeat } = snapshot.queue.settings;
  return row(
    span(counted(size, "trial"), "good"),
    span(`, ${counted(size * repeat, "run")}`, "muted"),
    span(`   ${counted(repeat, "run")} each (set by --repeat)`, "faint"),
  );
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
  fields: form.fields.with(form.at, { ...field, text, caret: text.length }),
});

function typeInForm({ view }: Model, form: Form, input: Typed): Outcome {
  const field = form.fields[form.at];
  const next = field && edited(field, input);
  if (next === undefined) return shows(view);
  return shows(withDialog(view, { ...form, fields: form.fields.with(form.at, next), refusal: "" }));
}

/** The texts of the form that was last used. */
function lastValues({ view, lastForm }: Model, form: Form): Outcome {
  const fields = form.fields.map((field) => {
    const text = lastForm[field.name] ?? field.text;
    return { ...field, text, caret: text.length };
  });
  return shows(withDialog(view, { ...form, fields, refusal: "" }));
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
