import * as z from "zod";
import { JOBS_MAX } from "../limits.ts";
import { type Parsed, type Problem, parsed, problem, refused, show } from "../problem.ts";
import { whyNoPartition } from "../queue/partition.ts";
import type { BatchSettings } from "../queue/state.ts";
import type { OwnValues } from "../trial/own-values.ts";
import { DEFAULT_TRIAL, parameterNamed } from "../trial/parameters.ts";
import { inside, isObject, parseFields, unknownNames, type Versions } from "../trial/schema.ts";
import { type Axis, expand, parseSweep, type Sweep, sizeOf, withAxes } from "../trial/sweep.ts";
import type { Trial } from "../trial/trial.ts";
import { type PlacesGiven, parsePlaces } from "./places.ts";
import { RULE_FIELDS, readRules, repeatOf } from "./rules.ts";
import { type Drawn, drawSamples } from "./sample.ts";

/** A batch as it is run: complete, and free of sweeps. */
export interface Batch {
  readonly settings: BatchSettings;
  readonly trials: readonly Trial[];
}

/** Values that a batch file may leave out, and values of the command line that override it. */
export interface BatchContext {
  readonly versions: Versions;
  /** Defaults if the file gives none: its own name, and a seed drawn by the caller. */
  readonly fallback: { readonly name: string; readonly seed: number };
  /** Wins over the file. `timeLimit` in seconds. */
  readonly given?: Partial<Record<Given, unknown>>;
  /** `--set`: every trial of the file with every combination. */
  readonly set?: readonly Axis[];
  /** Values of versions whose code has its own. */
  readonly own?: OwnValues;
}

type Given =
  | "name"
  | "repeat"
  | "timeLimit"
  | "jobs"
  | "seed"
  | (typeof RULE_FIELDS)[number]
  | keyof PlacesGiven;

export const REPEAT_MAX = 1_000_000;
/** A run that fails more often does not fail by chance. */
const ATTEMPTS_MAX = 10;
export const TIME_LIMIT_S_MAX = 86_400;
export const NAME_LENGTH_MAX = 100;

const FIELDS = [
  ...["name", "repeat", "timeLimit", "jobs", "seed", "attempts", "trials", "sweep"],
  "samples",
  ...["place", "through", "ports"],
  ...RULE_FIELDS,
];

/**
 * A batch from the plain data of a batch file, completed with the defaults; or all its problems.
 */
export function parseBatch(data: unknown, context: BatchContext): Parsed<Batch> {
  if (!isObject(data)) {
    return refused(problem("", `the batch is ${show(data)}; it must be an object with trials`));
  }
  const unknown = unknownNames(data, "", "a field of a batch", FIELDS);
  const settings = parseSettings(data, context);
  const drawn = drawSamples(data, settings.ok ? settings.value.seed : 0);
  const sweeps = drawn.ok ? parseSweeps(drawn.value.data, context.versions) : drawn;
  const problems = [...unknown, ...problemsIn(settings), ...problemsIn(sweeps)];
  if (!settings.ok || !sweeps.ok || problems.length > 0) return refused(...problems);
  const set = sweeps.value.map((sweep) => withAxes(sweep, context.set ?? []));
  const trials = expand(set, context.own);
  if (!trials.ok) return trials;
  for (const [index, trial] of trials.value.entries()) {
    const why = whyNoPartition(trial, settings.value);
    if (why !== undefined)
      return refused(problem("faults", `of trial ${index + 1}: a partition ${why}`));
  }
  const sampled = drawn.ok ? sampledTrials(drawn.value, set) : {};
  return parsed({ settings: { ...settings.value, ...sampled }, trials: trials.value });
}

/** The numbers of the sampled trials, from the first to the last. */
function sampledTrials(
  { fields, isDrawn }: Drawn,
  sweeps: readonly Sweep[],
): Pick<BatchSettings, "sampled"> {
  let number = 1;
  const drawn = sweeps.flatMap((sweep, index) => {
    const from = number;
    number += sizeOf(sweep);
    return isDrawn[index] ? [from, number - 1] : [];
  });
  return drawn.length === 0
    ? {}
    : { sampled: { fields, from: Math.min(...drawn), to: Math.max(...drawn) } };
}

const problemsIn = (found: Parsed<unknown>): readonly Problem[] => (found.ok ? [] : found.problems);

const saying = (must: string) => (issue: { readonly input?: unknown }) =>
  `is ${show(issue.input)}; it must be ${must}`;

function whole(min: number, max: number) {
  const error = saying(`a whole number from ${min} to ${max}`);
  return z.int({ error, abort: true }).min(min, { error, abort: true }).max(max, { error });
}

const nameError = saying(
  `a plain file name: letters, digits, spaces, ".", "_" and "-", at most ${NAME_LENGTH_MAX}, the first a letter or digit`,
);
const limitError = saying(`seconds, from 0.001 to ${TIME_LIMIT_S_MAX}`);

/** Settings that follow the same rules wherever they come from. */
export const SETTINGS_RULES = {
  name: z
    .string({ error: nameError })
    .max(NAME_LENGTH_MAX, { error: nameError, abort: true })
    .regex(/^[\p{L}\p{N}][\p{L}\p{N}\p{M} ._-]*(?<! )$/u, { error: nameError }),
  repeat: whole(1, REPEAT_MAX),
  jobs: whole(1, JOBS_MAX),
  seed: whole(0, Number.MAX_SAFE_INTEGER),
};

const SETTINGS = z.object({
  ...SETTINGS_RULES,
  repeat: SETTINGS_RULES.repeat.default(10),
  timeLimit: z
    .number({ error: limitError })
    .min(0.001, { error: limitError, abort: true })
    .max(TIME_LIMIT_S_MAX, { error: limitError })
    .default(30),
  jobs: SETTINGS_RULES.jobs.default(1),
  attempts: whole(1, ATTEMPTS_MAX).default(2),
});

function parseSettings(
  data: Readonly<Record<string, unknown>>,
  { fallback, given = {} }: BatchContext,
): Parsed<BatchSettings> {
  const all: Readonly<Record<string, unknown>> = { ...said(data), ...said(given) };
  const { rules, problems } = readRules(all);
  const places = parsePlaces(all);
  if (!places.ok) return places;
  const repeat = repeatOf(rules);
  const most = repeat === undefined ? {} : { repeat };
  const found = SETTINGS.safeParse({ ...fallback, ...most, ...all });
  if (!found.success || problems.length > 0) {
    const issues = found.success ? [] : found.error.issues;
    return refused(
      ...issues.map((issue) => problem(issue.path.join("."), issue.message)),
      ...problems,
    );
  }
  const { timeLimit, attempts, ...settings } = found.data;
  return parsed({
    ...settings,
    ...rules,
    timeLimitMs: Math.round(timeLimit * 1000),
    attemptsMax: attempts,
    ...(places.value === undefined ? {} : { places: places.value }),
  });
}

const said = (data: object): object =>
  Object.fromEntries(Object.entries(data).filter(([, value]) => value !== undefined));

function parseSweeps(data: Readonly<Record<string, unknown>>, versions: Versions): Parsed<Sweep[]> {
  const { trials = [], sweep } = data;
  if (!Array.isArray(trials)) {
    return refused(problem("trials", `is ${show(trials)}; it must be a list of trials`));
  }
  if (trials.length === 0 && sweep === undefined) {
    return refused(problem("trials", "is empty; a batch needs at least one trial, or a sweep"));
  }
  const whole =
    sweep === undefined ? [] : [parseAxes({ base: DEFAULT_TRIAL, given: [] }, sweep, versions, "")];
  const all = [
    ...trials.map((each, index) => parseOne(each, versions, `trials[${index}]`)),
    ...whole,
  ];
  const problems = all.flatMap(problemsIn);
  return problems.length > 0
    ? refused(...problems)
    : parsed(all.flatMap((each) => (each.ok ? [each.value] : [])));
}

/** A trial of the file, with or without a `sweep` in it. */
function parseOne(data: unknown, versions: Versions, path: string): Parsed<Sweep> {
  if (!isObject(data) || data.sweep === undefined) {
    const base = parseFields(data, versions, path);
    const given = isObject(data) ? Object.keys(data) : [];
    return base.ok ? parsed({ base: base.value, axes: [], path, given }) : base;
  }
  const { sweep, ...fields } = data;
  const base = parseFields(fields, versions, path);
  const start = { base: base.ok ? base.value : DEFAULT_TRIAL, given: Object.keys(fields) };
  const axes = parseAxes(start, sweep, versions, path);
  const twice = isObject(sweep) ? givenTwice(fields, sweep, path) : [];
  const problems = [...problemsIn(base), ...problemsIn(axes), ...twice];
  return problems.length > 0 ? refused(...problems) : axes;
}

function parseAxes(
  start: Pick<Sweep, "base" | "given">,
  sweep: unknown,
  versions: Versions,
  path: string,
): Parsed<Sweep> {
  const axes = parseSweep(sweep, versions, inside(path, "sweep"));
  return axes.ok ? parsed({ ...start, axes: axes.value, path }) : axes;
}

const givenTwice = (fields: object, sweep: object, path: string): Problem[] =>
  Object.keys(sweep)
    .filter((name) => name in fields && parameterNamed(name) !== undefined)
    .map((name) =>
      problem(inside(path, name), "is given both as a value and under sweep; leave one out"),
    );
