import { TRIALS_MAX } from "../limits.ts";
import { type Parsed, type Problem, parsed, problem, refused, show } from "../problem.ts";
import { checked, inRange, parseValues, type Value } from "./field-text.ts";
import { unknownName } from "./nearest.ts";
import { PARAMETERS, type Parameter, parameterNamed } from "./parameters.ts";
import { faultsOutside, inside, isObject, unknownNames, type Versions } from "./schema.ts";
import type { Trial } from "./trial.ts";

/** A field and the values it takes in turn. */
export interface Axis {
  readonly parameter: Parameter;
  readonly values: readonly Value[];
}

/** A trial, and the fields that a sweep varies. */
export interface Sweep {
  readonly base: Trial;
  readonly axes: readonly Axis[];
  /** Where it stands in the batch file, for sentences. */
  readonly path: string;
}

/** How many trials it makes. */
export const sizeOf = (sweep: Sweep): number =>
  sweep.axes.reduce((product, axis) => product * axis.values.length, 1);

/**
 * Every combination, in a fixed order: the sweeps as they stand, and in each
 * the first field named varies slowest, like loops written one inside the
 * other. Refused before anything is built where there would be too many.
 */
export function expand(sweeps: readonly Sweep[]): Parsed<readonly Trial[]> {
  const size = sweeps.reduce((sum, sweep) => sum + sizeOf(sweep), 0);
  if (size > TRIALS_MAX) {
    return refused(
      problem("", `the sweeps make ${size} trials; a batch may have at most ${TRIALS_MAX}`),
    );
  }
  const problems: Problem[] = [];
  const trials = sweeps.flatMap((sweep) => {
    const made = combinations(sweep);
    problems.push(
      ...(made.map((each) => faultsOutside(each, sweep.path)).find((some) => some.length > 0) ??
        []),
    );
    return made;
  });
  return problems.length > 0 ? refused(...problems) : parsed(trials);
}

const combinations = ({ base, axes }: Sweep): Trial[] =>
  axes.reduce<Trial[]>(
    (trials, { parameter, values }) =>
      trials.flatMap((trial) => values.map((value) => ({ ...trial, [parameter.name]: value }))),
    [base],
  );

/** The axes of a `sweep:` in a batch file, in the order in which it names them. */
export function parseSweep(
  data: unknown,
  versions: Versions,
  path: string,
): Parsed<readonly Axis[]> {
  if (!isObject(data)) {
    return refused(
      problem(path, `is ${show(data)}; it must be fields with lists, such as { drop: [0, 10] }`),
    );
  }
  const names = PARAMETERS.map((each) => each.name);
  const problems = unknownNames(data, path, "a field of a trial", names);
  const axes: Axis[] = [];
  for (const [name, values] of Object.entries(data)) {
    const parameter = parameterNamed(name);
    if (parameter === undefined) continue;
    const found = valuesOf(parameter, values, versions, inside(path, name));
    if (found.ok) axes.push({ parameter, values: found.value });
    else problems.push(...found.problems);
  }
  return problems.length > 0 ? refused(...problems) : parsed(axes);
}

/** `--set drop=0,10,20`. The name may be any parameter's. */
export function parseSet(text: string, versions: Versions): Parsed<Axis> {
  const [, name, values] = /^\s*([^=\s]+)\s*=(.*)$/s.exec(text) ?? [];
  if (name === undefined || values === undefined) {
    return refused(
      problem("--set", `is ${show(text)}; it must be a field and its values, such as drop=0,10,20`),
    );
  }
  const path = `--set ${show(name).slice(1, -1)}`;
  const parameter = parameterNamed(name);
  if (parameter === undefined) {
    const names = PARAMETERS.map((each) => each.name);
    return refused(problem(path, unknownName("a field of a trial", name, names)));
  }
  const found = parseValues(parameter, values, versions, path);
  return found.ok ? parsed({ parameter, values: found.value }) : found;
}

/** Several `--set`; a field may be set once. */
export function parseSets(texts: readonly string[], versions: Versions): Parsed<readonly Axis[]> {
  const axes: Axis[] = [];
  for (const text of texts) {
    const axis = parseSet(text, versions);
    if (!axis.ok) return axis;
    const { name } = axis.value.parameter;
    if (axes.some((each) => each.parameter.name === name)) {
      return refused(
        problem(`--set ${name}`, `is given twice; write one list, such as ${name}=1,2`),
      );
    }
    axes.push(axis.value);
  }
  return parsed(axes);
}

/** The sweep with some fields set otherwise; these vary fastest. */
export const withAxes = (sweep: Sweep, axes: readonly Axis[]): Sweep => ({
  ...sweep,
  axes: [
    ...sweep.axes.filter((each) => !axes.some((axis) => axis.parameter === each.parameter)),
    ...axes,
  ],
});

/** Values of a field in a sweep: a list, a range, a text as for `--set`, or one value. */
function valuesOf(
  parameter: Parameter,
  data: unknown,
  versions: Versions,
  path: string,
): Parsed<readonly Value[]> {
  if (typeof data === "string") return parseValues(parameter, data, versions, path);
  if (isRange(data)) {
    const numbers = rangeOf(data, path);
    return numbers.ok ? checked(parameter, numbers.value, versions, path) : numbers;
  }
  return checked(parameter, isListOfValues(parameter, data) ? data : [data], versions, path);
}

/** A list of numbers is one value of `sleep`, and a list of objects one of `faults`. */
function isListOfValues(parameter: Parameter, data: unknown): data is readonly unknown[] {
  if (!Array.isArray(data)) return false;
  const oneValue = parameter.kind === "sleep" || parameter.kind === "faults";
  return (
    data.length === 0 ||
    !oneValue ||
    data.some((each) => Array.isArray(each) || typeof each === "string")
  );
}

type RangeData = Readonly<Record<"from" | "to", unknown>> & { readonly step?: unknown };

const isRange = (data: unknown): data is RangeData =>
  isObject(data) && "from" in data && "to" in data;

function rangeOf({ from, to, step = 1 }: RangeData, path: string): Parsed<readonly number[]> {
  for (const [name, value] of Object.entries({ from, to, step })) {
    if (!Number.isSafeInteger(value)) {
      return refused(problem(`${path}.${name}`, `is ${show(value)}; it must be a whole number`));
    }
  }
  return inRange({ from: from as number, to: to as number, step: step as number }, path);
}
