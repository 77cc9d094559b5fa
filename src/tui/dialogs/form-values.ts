import type { Parsed } from "../../core/problem.ts";
import { parseValues } from "../../core/trial/field-text.ts";
import type { Parameter } from "../../core/trial/parameter.ts";
import { DEFAULT_TRIAL, parameterNamed } from "../../core/trial/parameters.ts";
import type { Versions } from "../../core/trial/schema.ts";
import { type Axis, expand, type Sweep, sizeOf } from "../../core/trial/sweep.ts";
import type { Trial } from "../../core/trial/trial.ts";
import type { Form, FormField } from "../model/view.ts";

/** The values of a form's texts. */
export interface FormReading {
  /** The problem of each field, without the field's name. */
  readonly problems: ReadonlyMap<string, string>;
  /** The number of trials that they make; undefined while there is a problem. */
  readonly size: number | undefined;
  /** The trials, or the problem of their combination. */
  readonly trials: () => Parsed<readonly Trial[]>;
}

export function readForm({ fields }: Pick<Form, "fields">, versions: Versions): FormReading {
  const read = fields.map((field) => ({ field, axis: axisOf(field, versions) }));
  const problems = new Map(
    read.flatMap(({ field, axis }) =>
      axis.ok ? [] : [[field.name, firstProblem(axis, field.name)] as const],
    ),
  );
  const axes = read.flatMap(({ axis }) => (axis.ok ? [axis.value] : []));
  const sweep: Sweep = { base: DEFAULT_TRIAL, axes, path: "" };
  return {
    problems,
    size: problems.size > 0 ? undefined : sizeOf(sweep),
    trials: () => expand([sweep]),
  };
}

/** Reading a long range again at every key in another field would be slow. */
const known = new Map<string, { text: string; versions: Versions; axis: Parsed<Axis> }>();

function axisOf({ name, text }: FormField, versions: Versions): Parsed<Axis> {
  const last = known.get(name);
  if (last?.text === text && last.versions === versions) return last.axis;
  const parameter = parameterNamed(name) as Parameter;
  const values = parseValues(parameter, text, versions);
  const axis: Parsed<Axis> = values.ok
    ? { ok: true, value: { parameter, values: values.value } }
    : values;
  known.set(name, { text, versions, axis });
  return axis;
}

function firstProblem(parsed: Parsed<unknown>, name: string): string {
  const message = parsed.ok ? "" : (parsed.problems[0]?.message ?? "");
  return message.startsWith(name) ? message.slice(name.length).trim() : message;
}
