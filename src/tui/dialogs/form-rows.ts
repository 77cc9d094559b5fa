import { parameterNamed } from "../../core/trial/parameters.ts";
import { type FormReading, readForm } from "../form/form-values.ts";
import type { Model } from "../model.ts";
import { cut, padEnd, tidy } from "../text/cells.ts";
import { counted } from "../text/format.ts";
import type { Glyphs } from "../text/glyphs.ts";
import { emptyRow, type Row, row, type Span, span } from "../text/row.ts";
import { firstRows, wrappedRows } from "../text/wrap.ts";
import type { Form, FormField } from "../view-state.ts";
import { fieldSpans } from "./field-spans.ts";
import { meaningOf, rangeOf } from "./parameter-hints.ts";

const NAME_WIDTH = 14;
/** Always kept for what is said of a field, so that the box stays as it is while one moves. */
const NOTE_ROWS = 4;
/** However much there is to say. */
const FIELDS_SHOWN_MIN = 3;

export function formTitle({ purpose, number }: Form): string {
  if (purpose === "add") return "Add trials";
  return purpose === "edit"
    ? `Edit trial ${number}`
    : `A changed copy of trial ${number}, which has run`;
}

/** Rows in which a form shows everything, its note included. */
export const formHeight = ({ fields }: Form): number => fields.length + 2 + NOTE_ROWS;

interface Input {
  readonly model: Model;
  readonly form: Form;
  readonly width: number;
  readonly height: number;
  readonly glyphs: Glyphs;
}

/** A field per row, what they make together, and all that there is to say of the field with the caret. */
export function formRows({ model, form, width, height, glyphs }: Input): Row[] {
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

/** The name, the text, and beside it what it may be or what is wrong, as far as it fits: the note has it whole. */
function fieldRow({ field, model, problem, hasCaret, width, glyphs }: FieldInput): Row {
  const fieldWidth = Math.max(16, Math.min(44, Math.floor((width - NAME_WIDTH) * 0.5)));
  const name = span(padEnd(field.name, NAME_WIDTH), hasCaret ? "accent" : "muted");
  const text = cut(field.text, fieldWidth, glyphs.ellipsis);
  const value: Span[] = hasCaret
    ? fieldSpans({ ...field, width: fieldWidth })
    : [span(padEnd(text, fieldWidth), problem ? "warn" : "plain")];
  const beside =
    problem === undefined
      ? span(rangeOf(field.name, model.versions), "faint")
      : span(tidy(problem), "warn");
  return row(name, ...value, "  ", beside);
}

interface NoteInput {
  readonly model: Model;
  readonly form: Form;
  readonly width: number;
  readonly reading: FormReading;
}

/** Why the form was not taken, else what is wrong with the field with the caret, else what it is. */
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
  if (size === undefined) return row(span(`${counted(problems.size, "field")} to mend`, "warn"));
  const { repeat } = snapshot.queue.settings;
  return row(
    span(counted(size, "trial"), "good"),
    span(`, ${counted(size * repeat, "run")}`, "muted"),
    span(`   repeat ${repeat}, as in the whole batch`, "faint"),
  );
}
