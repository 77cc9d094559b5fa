import { counted } from "../../core/count-text.ts";
import { parameterNamed } from "../../core/trial/parameters.ts";
import type { Model } from "../model/model.ts";
import type { Form, FormField } from "../model/view.ts";
import { cut, padEnd, tidy } from "../text/cells.ts";
import { fieldSpans } from "../text/field-spans.ts";
import type { Glyphs } from "../text/glyphs.ts";
import { emptyRow, type Row, row, type Span, span } from "../text/row.ts";
import { firstRows, wrappedRows } from "../text/wrap.ts";
import { completionOf } from "./completion.ts";
import { type FormReading, readForm } from "./form-values.ts";
import { meaningOf, rangeOf } from "./parameter-hints.ts";

const NAME_WIDTH = 14;
/** Rows always kept for a field's note, so that the box keeps its size while the user moves. */
const NOTE_ROWS = 4;
/** However much there is to say. */
const FIELDS_SHOWN_MIN = 3;

/** Rows in which a form shows everything, its note included. */
export const formHeight = ({ fields }: Form): number => fields.length + 2 + NOTE_ROWS;

interface Input {
  readonly model: Model;
  readonly form: Form;
  readonly width: number;
  readonly height: number;
  readonly glyphs: Glyphs;
}

/** A field per row, the number of trials, and the whole note of the field with the caret. */
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
    outcomeRow(reading, model, form),
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

function outcomeRow({ size, problems }: FormReading, model: Model, form: Form): Row {
  if (size === undefined) return row(span(`${counted(problems.size, "field")} to fix`, "warn"));
  const { repeat } = model.snapshot.queue.settings;
  return row(
    span(counted(size, "trial"), "good"),
    span(`, ${counted(size * repeat, "run")}`, "muted"),
    span(`   ${counted(repeat, "run")} each (set by --repeat)`, "faint"),
    span(hasEarlier(model, form) ? "   up: last values" : "", "accent"),
  );
}

/** At the top of a form in which nothing was typed, up is the way to what was typed before. */
export const hasEarlier = ({ lastForm }: Model, { at, isFresh }: Form): boolean =>
  isFresh && at === 0 && Object.keys(lastForm).length > 0;
