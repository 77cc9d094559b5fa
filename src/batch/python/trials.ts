import type { Names } from "./expression.ts";
import { PythonProblem } from "./problem.ts";
import { namesOf } from "./statements.ts";
import { PythonTrial, repr, type Value } from "./value.ts";

/** A trial file of the classic Python runner as the plain data of a batch. */
export interface PythonBatch {
  readonly data: { readonly trials: readonly Readonly<Record<string, unknown>>[] };
  /** The line of each trial, in order. */
  readonly lines: readonly number[];
  /** Sentences on how the file is read, each once. */
  readonly notes: readonly string[];
}

/** The arguments of the classic `Trial(...)`, in order; those before `module_version` have no default. */
const ARGUMENTS = [
  "module",
  "sleep",
  "num_proposers",
  "num_acceptors",
  "drop",
  "delay",
  "prop_timeout",
  "prop_backoff",
  "module_version",
  "function",
  "sorry",
] as const;

const NEEDED = ARGUMENTS.indexOf("module_version");

/** The parameter of a trial that an argument is. */
const PARAMETERS: Readonly<Record<string, string>> = {
  module: "moduleName",
  sleep: "sleep",
  num_proposers: "numProposers",
  num_acceptors: "numAcceptors",
  drop: "drop",
  delay: "delay",
  prop_timeout: "propTimeout",
  prop_backoff: "propBackoff",
};

/**
 * Reads the list of trials named `wanted`; without a name `trials`, or the only
 * list of trials there is. Throws a PythonProblem with the line of what cannot
 * be read.
 */
export function readTrials(text: string, wanted: string | undefined): PythonBatch {
  const names = namesOf(text);
  const trials = chosen(names, wanted);
  const read = trials.map(asTrial);
  return {
    data: { trials: read.map(({ fields }) => fields) },
    lines: trials.map(({ line }) => line),
    notes: notesOn(read),
  };
}

function chosen(names: Names, wanted: string | undefined): readonly PythonTrial[] {
  const lists = [...names].flatMap(([name, bound]) =>
    "value" in bound && isTrials(bound.value) ? [name] : [],
  );
  const name = wanted ?? (names.has("trials") || lists.length !== 1 ? "trials" : lists[0]);
  const bound = names.get(name as string);
  if (bound && "unread" in bound) throw bound.unread;
  if (bound && isTrials(bound.value)) return bound.value;
  const there = lists.length === 0 ? "it has none" : `it has ${lists.join(", ")}`;
  const ask = wanted === undefined && lists.length > 1 ? "; choose one as FILE:NAME" : "";
  throw new PythonProblem(1, `there is no list of trials named ${name}; ${there}${ask}`);
}

const isTrials = (value: Value): value is PythonTrial[] =>
  Array.isArray(value) && value.length > 0 && value.every((each) => each instanceof PythonTrial);

interface ReadTrial {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly counted: boolean;
  readonly version: Value | undefined;
  readonly ignored: readonly string[];
}

function asTrial(trial: PythonTrial): ReadTrial {
  const given = argumentsOf(trial);
  const missing = ARGUMENTS.slice(0, NEEDED).filter((name) => !given.has(name));
  if (missing.length > 0) {
    throw new PythonProblem(trial.line, `Trial(...) has no ${missing.join(", ")}`);
  }
  const start = given.get("function") ?? "start";
  if (start !== "start") {
    throw new PythonProblem(trial.line, `function is ${repr(start)}; paxy runs only "start"`);
  }
  const counted = given.get("sorry") === true || given.get("sorry") === 1;
  const fields = Object.entries(PARAMETERS).map(([name, parameter]) => [
    parameter,
    given.get(name),
  ]);
  return {
    fields: {
      ...Object.fromEntries(fields),
      moduleVersion: counted ? 2 : 1,
      dropScope: "promises",
    },
    counted,
    version: given.get("module_version"),
    ignored: [...given.keys()].filter((name) => !(ARGUMENTS as readonly string[]).includes(name)),
  };
}

function argumentsOf({ line, placed, named }: PythonTrial): ReadonlyMap<string, Value> {
  if (placed.length > ARGUMENTS.length) {
    throw new PythonProblem(
      line,
      `Trial(...) has ${placed.length} arguments without a name; it takes ${ARGUMENTS.length}`,
    );
  }
  const given = new Map<string, Value>(
    placed.map((value, index) => [ARGUMENTS[index] as string, value]),
  );
  for (const [name, value] of named) {
    if (given.has(name)) throw new PythonProblem(line, `${name} is given twice`);
    given.set(name, value);
  }
  return given;
}

function notesOn(trials: readonly ReadTrial[]): readonly string[] {
  const counting = trials.filter(({ counted }) => counted).length;
  const versions =
    counting === 0
      ? "All trials run version 1 (sorry=False: refusals are ignored)."
      : counting === trials.length
        ? "All trials run version 2 (sorry=True: refusals are counted)."
        : `Trials with sorry=True run version 2 (${counting} of ${trials.length}), the others version 1.`;
  const chosen = trials.some(({ version }) => version !== undefined)
    ? ["module_version has no effect: there it only chose how many arguments are passed."]
    : [];
  const ignored = [...new Set(trials.flatMap((each) => each.ignored))];
  const nothing =
    ignored.length === 0
      ? []
      : [
          `${ignored.join(", ")} had no effect in the classic runner, and ${ignored.length === 1 ? "has" : "have"} none here.`,
        ];
  const drops = "Only promises are lost (dropScope: promises), as in the classic code.";
  return [versions, ...chosen, ...nothing, drops];
}
