import { mustBe, type Parameter, parameterNamed } from "../../core/trial/parameters.ts";
import { type FormReading, readForm } from "../form/form-values.ts";
import type { Model } from "../model.ts";
import { padEnd } from "../text/cells.ts";
import { counted } from "../text/format.ts";
import { emptyRow, type Row, row, type Span, span } from "../text/row.ts";
import type { Form, FormField } from "../view-state.ts";
import { fieldSpans } from "./field-spans.ts";

const NAME_WIDTH = 14;

export function formTitle({ purpose, number }: Form): string {
  if (purpose === "add") return "Add trials";
  return purpose === "edit"
    ? `Edit trial ${number}`
    : `A changed copy of trial ${number}, which has run`;
}

interface Input {
  readonly model: Model;
  readonly form: Form;
  readonly width: number;
}

/** A field per row, and what they make together. */
export function formRows({ model, form, width }: Input): Row[] {
  const reading = readForm(form, model.versions);
  const fieldWidth = Math.max(16, Math.min(44, Math.floor((width - NAME_WIDTH) * 0.5)));
  return [
    ...form.fields.map((field, index) =>
      fieldRow({
        field,
        model,
        problem: reading.problems.get(field.name),
        hasCaret: index === form.at,
        fieldWidth,
      }),
    ),
    emptyRow,
    meaningRow(form, reading),
    outcomeRow(reading, model),
  ];
}

interface FieldInput {
  readonly field: FormField;
  readonly model: Model;
  readonly problem: string | undefined;
  readonly hasCaret: boolean;
  readonly fieldWidth: number;
}

function fieldRow({ field, model, problem, hasCaret, fieldWidth }: FieldInput): Row {
  const parameter = parameterNamed(field.name) as Parameter;
  const name = span(padEnd(field.name, NAME_WIDTH), hasCaret ? "accent" : "muted");
  const value: Span[] = hasCaret
    ? fieldSpans({ ...field, width: fieldWidth })
    : [span(padEnd(field.text.slice(0, fieldWidth), fieldWidth), problem ? "warn" : "plain")];
  const beside =
    problem === undefined ? span(rangeOf(parameter, model), "faint") : span(problem, "warn");
  return row(name, ...value, "  ", beside);
}

/** The range as short as it can be said beside the field. */
function rangeOf(parameter: Parameter, { versions }: Model): string {
  if (parameter.kind === "whole")
    return `${parameter.min}..${parameter.max} ${parameter.unit}`.trim();
  if (parameter.kind === "sleep") return "[10, 100] ms";
  if (parameter.kind === "faults") return "none, or crash 1 at 100 for 50; cut at 10 for 20";
  return mustBe(parameter, versions);
}

/** Of the field with the caret: what it is, or all of what is wrong with it. */
function meaningRow({ fields, at }: Form, { problems }: FormReading): Row {
  const name = fields[at]?.name ?? "";
  const problem = problems.get(name);
  if (problem !== undefined) return row(span(`${name} ${problem}`, "warn"));
  return row(span(`${name}: ${parameterNamed(name)?.meaning}`, "muted"));
}

function outcomeRow({ size, problems }: FormReading, { snapshot }: Model): Row {
  if (size === undefined) return row(span(`${counted(problems.size, "field")} to mend`, "warn"));
  const runs = size * snapshot.queue.settings.repeat;
  return row(
    span(counted(size, "trial"), "good"),
    span(`, ${counted(runs, "run")}`, "muted"),
    span(size === 1 ? "   a field also takes a list 1,2,5 or a range 10..100:10" : "", "faint"),
  );
}
