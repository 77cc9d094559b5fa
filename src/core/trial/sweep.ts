import { TRIALS_MAX } from "../limits.ts";
import { type Parsed, type Problem, parsed, problem, refused, show } from "../problem.ts";
import { checked, inRange, macroValues, parseValues, type Value } from "./field-text.ts";
import { type Macros, macroNamed } from "./macros.ts";
import { unknownName } from "./nearest.ts";
import { type OwnValues, withOwnValues } from "./own-values.ts";
import type { Parameter } from "./parameter.ts";
import { PARAMETERS, parameterNamed } from "./parameters.ts";
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
  /** The fields of `base` that were given. */
  readonly given?: readonly string[];
}

/** The number of trials that it makes. */
export const sizeOf = (sweep: Sweep): number =>
  sweep.axes.reduce((product, axis) => product * axis.values.length, 1);

/**
 * Every combination, in a fixed order: the sweeps as they stand, and in each
 * the first field named varies slowest, like loops written one inside the
 * other. Too many combinations are refused before any is built.
 */
export function expand(
  sweeps: readonly Sweep[],
  own: OwnValues = new Map(),
): Parsed<readonly Trial[]> {
  const size = sweeps.reduce((sum, sweep) => sum + sizeOf(sweep), 0);
  if (size > TRIALS_MAX) {
    return refused(
      problem("", `the sweeps make ${size} trials; a batch may have at most ${TRIALS_MAX}`),
    );
  }
  const problems: Problem[] = [];
  const trials = sweeps.flatMap((sweep) => {
    const given = [...(sweep.given ?? []), ...sweep.axes.map((axis) => axis.parameter.name)];
    const made = combinations(sweep).map((trial) => withOwnValues(trial, given, own));
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
      trials.flatMap((trial) => values.map((value) => withValue(trial, parameter, value))),
    [base],
  );

/** Macros that an axis does not name stay. */
const withValue = (trial: Trial, { name }: Parameter, value: Value): Trial => ({
  ...trial,
  [name]: name === "macros" ? { ...trial.macros, ...(value as Macros) } : value,
});

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
  const ofTrials = Object.entries(data).filter(([name]) => macroNamed(name) === undefined);
  const problems = unknownNames(Object.fromEntries(ofTrials), path, "a field of a trial", names);
  const axes: Axis[] = [];
  for (const [name, values] of Object.entries(data)) {
    for (const axis of axesOf(name, values, versions, inside(path, name))) {
      if (axis.ok) axes.push(axis.value);
      else problems.push(...axis.problems);
    }
  }
  return problems.length > 0 ? refused(...problems) : parsed(axes);
}

/** The axes that a field of a sweep makes: one, or one for each macro. */
function axesOf(name: string, data: unknown, versions: Versions, path: string): Parsed<Axis>[] {
  const macro = macroNamed(name);
  if (macro !== undefined) return [macroAxis(macro, data, versions, path)];
  const parameter = parameterNamed(name);
  if (parameter === undefined) return [];
  if (parameter.kind === "macros" && isObject(data)) {
    return Object.entries(data).map(([each, values]) =>
      macroAxis(each, values, versions, inside(path, each)),
    );
  }
  const found = valuesOf(parameter, data, versions, path);
  return [found.ok ? parsed({ parameter, values: found.value }) : found];
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
  const macro = macroNamed(name);
  if (macro !== undefined) return macroAxis(macro, values, versions, path);
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
    if (axes.some((each) => isSame(each, axis.value))) {
      const name = text.split("=")[0]?.trim();
      return refused(
        problem(`--set ${name}`, `is given twice; write one list, such as ${name}=1,2`),
      );
    }
    axes.push(axis.value);
  }
  return parsed(axes);
}

/** The sweep with other values for some fields, which vary fastest. */
export const withAxes = (sweep: Sweep, axes: readonly Axis[]): Sweep => ({
  ...sweep,
  axes: [...sweep.axes.filter((each) => !axes.some((axis) => isSame(axis, each))), ...axes],
});

/** Whether two axes vary the same field, or the same macro. */
function isSame(one: Axis, other: Axis): boolean {
  if (one.parameter !== other.parameter) return false;
  if (one.parameter.name !== "macros") return true;
  const names = other.values.flatMap((value) => Object.keys(value));
  return one.values.some((value) => Object.keys(value).some((name) => names.includes(name)));
}

/** A macro and its values: a text as for `--set`, a list, a range or one value. */
function macroAxis(name: string, data: unknown, versions: Versions, path: string): Parsed<Axis> {
  const values = macroData(data, path);
  if (!values.ok) return values;
  const parameter = parameterNamed("macros") as Parameter;
  const each = values.value.map((value) => ({ [name]: value }));
  const found = checked(parameter, each, versions, path);
  return found.ok ? parsed({ parameter, values: found.value }) : found;
}

function macroData(data: unknown, path: string): Parsed<readonly unknown[]> {
  if (typeof data === "string") return macroValues(data, path);
  if (isRange(data)) return rangeOf(data, path);
  return parsed(Array.isArray(data) ? data : [data]);
}

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
