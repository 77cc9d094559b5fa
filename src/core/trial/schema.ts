import * as z from "zod";
import { FACTS } from "../facts.ts";
import { oneOf } from "../one-of.ts";
import { type Parsed, type Problem, parsed, problem, refused, show } from "../problem.ts";
import { FAULT_KINDS, FAULTS, type Fault, faultKind } from "./faults.ts";
import { MACRO_NAME, MACRO_WORD } from "./macros.ts";
import { mustBe } from "./must-be.ts";
import { unknownName } from "./nearest.ts";
import type { Parameter } from "./parameter.ts";
import { PARAMETERS, REPLY_KINDS } from "./parameters.ts";
import { parseSleep } from "./sleep-text.ts";
import type { Trial } from "./trial.ts";

/** Names that `moduleVersion` may take. */
export type Versions = readonly (number | string)[];

const LIST_LENGTH_MAX = 1000;

/**
 * A trial from plain data, completed with the defaults. `path` names where it
 * was found, for the sentences.
 */
export function parseTrial(data: unknown, versions: Versions, path = ""): Parsed<Trial> {
  const fields = parseFields(data, versions, path);
  if (!fields.ok) return fields;
  const misplaced = faultsOutside(fields.value, path);
  return misplaced.length > 0 ? refused(...misplaced) : fields;
}

/** The same, each field by itself, for a trial whose other fields come from a sweep. */
export function parseFields(data: unknown, versions: Versions, path: string): Parsed<Trial> {
  if (!isObject(data)) {
    return refused(problem(path, `is ${show(data)}; it must be a trial, such as { drop: 10 }`));
  }
  const unknown = unknownFields(data, path);
  const found = schemas(versions).trial.safeParse(data);
  if (found.success && unknown.length === 0) return parsed(found.data as Trial);
  const wrong = found.success ? [] : problemsOf(found.error, path);
  return refused(...unknown, ...wrong.map((each) => meantAsSweep(each, data, path)));
}

/** Several values in the place of one. */
function meantAsSweep(found: Problem, data: object, path: string): Problem {
  const isMeant = Object.entries(data).some(
    ([name, value]) =>
      Array.isArray(value) && inside(path, name) === found.path && !takesList(name),
  );
  return isMeant
    ? { ...found, message: `${found.message} (several values go under sweep)` }
    : found;
}

const takesList = (name: string): boolean => ["sleep", "faults"].includes(name);

export const isObject = (data: unknown): data is Readonly<Record<string, unknown>> =>
  typeof data === "object" && data !== null && !Array.isArray(data);

/** One value of one field, by the same rules. */
export function parseValue(
  parameter: Parameter,
  data: unknown,
  versions: Versions,
  path: string = parameter.name,
): Parsed<Trial[keyof Trial]> {
  const schema = schemas(versions).fields.get(parameter.name) as z.ZodType;
  const found = schema.safeParse(data);
  return found.success
    ? parsed(found.data as Trial[keyof Trial])
    : refused(...problemsOf(found.error, path));
}

/** Problems: names that are not fields of a trial. */
const unknownFields = (data: object, path: string): Problem[] =>
  unknownNames(
    data,
    path,
    "a field of a trial",
    PARAMETERS.map((each) => each.name),
  );

/** Problems: names that are not fields of something, for example "a batch". */
export const unknownNames = (
  data: object,
  path: string,
  what: string,
  known: readonly string[],
): Problem[] =>
  Object.keys(data)
    .filter((name) => !known.includes(name))
    .map((name) => problem(inside(path, show(name).slice(1, -1)), unknownName(what, name, known)));

/** The path of a field inside a path. */
export const inside = (path: string, name: string): string =>
  path === "" ? name : `${path}.${name}`;

interface Schemas {
  readonly versions: Versions;
  readonly trial: z.ZodType;
  readonly fields: ReadonlyMap<string, z.ZodType>;
}

let built: Schemas | undefined;

/** Building a schema costs more than using it, and the versions hardly ever change. */
function schemas(versions: Versions): Schemas {
  if (built?.versions !== versions) {
    const fields = new Map(PARAMETERS.map((each) => [each.name, field(each, versions)]));
    const withDefaults = PARAMETERS.map((each) => [
      each.name,
      fields.get(each.name)?.default(each.default as never),
    ]);
    built = { versions, fields, trial: z.object(Object.fromEntries(withDefaults)) };
  }
  return built;
}

function field(parameter: Parameter, versions: Versions): z.ZodType {
  const error = saying(mustBe(parameter, versions));
  switch (parameter.kind) {
    case "whole":
      return whole(parameter.min, parameter.max);
    case "sleep":
      return z
        .preprocess(fromText, list(whole(parameter.min, parameter.max), error))
        .transform(orNone);
    case "choice":
      return z.enum(parameter.choices, { error });
    case "scope":
      return z.preprocess(
        asScope,
        z.custom((value) => value !== undefined, { error }),
      );
    case "version":
      return z.preprocess(
        numberFromText,
        z.custom((value) => versions.includes(value as string), { error }),
      );
    case "faults":
      return list(fault, error);
    case "macros":
      return z.record(
        z.string().regex(MACRO_NAME),
        z.union([z.int(), z.boolean(), z.string().regex(MACRO_WORD)]),
        { error },
      );
  }
}

/** A scope in the order of the kinds; all of them are `replies`. Undefined is none. */
function asScope(value: unknown): string | undefined {
  const said = typeof value === "string" && value.length < 100 ? value.split("+") : [];
  const kinds = said.includes("replies") ? REPLY_KINDS : said.map((each) => each.trim());
  if (kinds.length === 0 || !kinds.every((each) => REPLY_KINDS.includes(each as never))) return;
  const named = REPLY_KINDS.filter((each) => kinds.includes(each));
  return named.length === REPLY_KINDS.length ? "replies" : named.join("+");
}

const saying = (must: string) => (issue: { readonly input?: unknown }) =>
  `is ${show(issue.input)}; it must be ${must}`;

function whole(min: number, max: number): z.ZodType<number> {
  const error = saying(`a whole number from ${min} to ${max}`);
  return z.int({ error, abort: true }).min(min, { error, abort: true }).max(max, { error });
}

const list = (item: z.ZodType, error: (issue: { readonly input?: unknown }) => string) =>
  z.array(item, { error }).max(LIST_LENGTH_MAX, {
    error: () => `has too many entries; it may have at most ${LIST_LENGTH_MAX}`,
  });

const fromText = (value: unknown): unknown =>
  typeof value === "string" ? (parseSleep(value) ?? value) : value;

/** `[]` and `[0]` both mean that no proposer waits, so they are the same configuration. */
const orNone = (sleep: unknown): unknown =>
  Array.isArray(sleep) && sleep.length === 0 ? [0] : sleep;

const numberFromText = (value: unknown): unknown =>
  typeof value === "string" && /^\d{1,9}$/.test(value) ? Number(value) : value;

const at = whole(0, FACTS.limits.fault_ms);

const fault = z.discriminatedUnion("do", FAULT_KINDS.map(faultSchema) as [FaultSchema], {
  error: (issue) =>
    typeof issue.input === "object" && issue.input !== null
      ? `is ${show((issue.input as { do?: unknown }).do)}; it must be ${oneOf(FAULT_KINDS)}`
      : `is ${show(issue.input)}; it must be a fault, such as ${FAULTS.cut.example.data}`,
});

type FaultSchema = z.ZodObject<{ at: typeof at; do: z.ZodLiteral<Fault["do"]> }>;

function faultSchema(kind: Fault["do"]): FaultSchema {
  const { own = [], forMsMax = FACTS.limits.fault_ms } = faultKind(kind) ?? {};
  const values: Record<string, z.ZodType> = {};
  for (const each of own) {
    values[each.name] =
      "choices" in each
        ? z.enum(each.choices, { error: saying(oneOf(each.choices)) })
        : whole(each.min, each.max);
  }
  return z.strictObject({ ...values, at, do: z.literal(kind), for: whole(1, forMsMax) });
}

/** Faults of what the trial does not have: actors, or hosts. */
export function faultsOutside(trial: Trial, path: string): Problem[] {
  const outside = (
    index: number,
    name: "proposer" | "acceptor",
    [number, count]: readonly [number, number],
  ) =>
    number <= count
      ? []
      : [
          problem(
            inside(path, `faults[${index}].${name}`),
            `is ${number}; this trial has ${count} ${name}s`,
          ),
        ];
  return trial.faults.flatMap((each: Fault, index) => {
    const actors = [
      ...("proposer" in each
        ? outside(index, "proposer", [each.proposer, trial.numProposers])
        : []),
      ...("acceptor" in each
        ? outside(index, "acceptor", [each.acceptor, trial.numAcceptors])
        : []),
    ];
    if (actors.length > 0) return actors;
    if (each.do === "partition" && trial.moduleName !== "paxy_remote") {
      return [problem(inside(path, `faults[${index}].do`), NO_HOSTS)];
    }
    return [];
  });
}

const NO_HOSTS =
  'is "partition", which blocks the network between hosts: it needs moduleName paxy_remote. In the other engines, `cut` stops the messages between the sides';

/** The first thing wrong with each field. */
function problemsOf(error: z.ZodError, path: string): Problem[] {
  const first = new Map<string, Problem>();
  for (const issue of error.issues) {
    const place = issue.path.reduce<string>(
      (prefix, step) =>
        typeof step === "number" ? `${prefix}[${step}]` : inside(prefix, String(step)),
      path,
    );
    if (!first.has(place)) first.set(place, problem(place, sentence(issue)));
  }
  return [...first.values()];
}

function sentence(issue: z.core.$ZodIssue): string {
  if (issue.code !== "unrecognized_keys") return issue.message;
  return `has ${issue.keys.map(show).join(", ")}, which this kind of fault does not have`;
}
