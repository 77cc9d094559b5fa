import { InputError, inputError } from "../console/problems.ts";
import { FACTS } from "../core/facts.ts";
import { textOf } from "../core/problem.ts";
import {
  MACRO_NAME,
  MACRO_WORD,
  type Macros,
  type MacroValue,
  macroValue,
} from "../core/trial/macros.ts";
import { usualCrashes, VERSIONS } from "../core/trial/parameters.ts";
import { parseSets } from "../core/trial/sweep.ts";
import type { Trial } from "../core/trial/trial.ts";
import type { CheckBounds } from "../wire/questions.ts";
import type { UserCode } from "./user-code.ts";

/** The options of `paxy check` and `paxy explore` that describe a system, as commander hands them over. */
export interface GivenBounds {
  readonly set?: readonly string[];
  /** The same as `--set numProposers` and `--set numAcceptors`. */
  readonly proposers?: string;
  readonly acceptors?: string;
  readonly rounds?: string;
  readonly duplicates?: string;
  readonly crashes?: string;
}

const BOUND_MAX = FACTS.limits.checked;
const ROUNDS_MAX = 100;

/** The words of a schedule, separated by spaces or commas. */
export const scheduleWords = (schedule: string): string[] =>
  schedule.split(/[\s,]+/).filter((word) => word !== "");

/** What `--set macros.NAME=VALUE` gives a folder's code, and the other `--set`. Throws an InputError. */
export function macroSets(sets: readonly string[] = []): {
  readonly macros: Macros;
  readonly set: readonly string[];
} {
  const macros: Record<string, MacroValue> = {};
  const set = sets.filter((each) => {
    const [, name, value] = /^macros\.([^=]+)=(.*)$/s.exec(each) ?? [];
    if (name === undefined || value === undefined) return true;
    if (!MACRO_NAME.test(name) || !MACRO_WORD.test(value)) {
      throw new InputError(
        `--set ${each}: write a macro as macros.delay=50 or macros.keep=true, with one value.`,
      );
    }
    macros[name] = macroValue(value);
    return false;
  });
  return { macros, set };
}

const SIZES = ["numProposers", "numAcceptors", "moduleVersion", "deadline"] as const;

/** The system that the options of a command describe; throws an InputError. */
export function boundsOf(
  command: "check" | "explore",
  options: GivenBounds,
  code: UserCode,
): CheckBounds {
  const found = parseSets(options.set ?? [], [...VERSIONS, ...code.versions]);
  if (!found.ok) throw inputError("", found.problems);
  const given: Partial<Record<keyof Trial, unknown>> = {};
  for (const { parameter, values } of found.value) {
    if (!SIZES.includes(parameter.name as (typeof SIZES)[number])) {
      throw new InputError(
        `paxy ${command} allows every timing and every loss, so --set ${parameter.name} has no effect; it takes ${SIZES.join(", ")} and macros.NAME.`,
      );
    }
    if (values.length !== 1) {
      throw new InputError(
        `--set ${parameter.name} must be one value; ${command} takes one system.`,
      );
    }
    given[parameter.name] = values[0];
  }
  const { proposers = 2, acceptors = 3 } = options;
  const {
    numProposers = proposers,
    numAcceptors = acceptors,
    moduleVersion = code.versions[0] ?? 2,
    deadline,
  } = given;
  const version = moduleVersion as number | string;
  return {
    proposers: whole(
      numProposers === options.proposers ? "--proposers" : "--set numProposers",
      numProposers,
      2,
      1,
      BOUND_MAX,
    ),
    acceptors: whole(
      numAcceptors === options.acceptors ? "--acceptors" : "--set numAcceptors",
      numAcceptors,
      3,
      1,
      BOUND_MAX,
    ),
    version,
    rounds: whole("--rounds", options.rounds, 2, 1, ROUNDS_MAX),
    duplicates: whole("--duplicates", options.duplicates, 0, 0, BOUND_MAX),
    crashes: whole("--crashes", options.crashes, usualCrashes(version), 0, BOUND_MAX),
    ...(deadline === undefined ? {} : { deadline: deadline as Trial["deadline"] }),
  };
}

/** The whole number that an option gives, in its range; throws an InputError. */
export function whole(
  name: string,
  given: unknown,
  fallback: number,
  min: number,
  max: number,
): number {
  if (given === undefined) return fallback;
  const text = textOf(given);
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw new InputError(
    `${name} is ${JSON.stringify(given)}; it must be a whole number from ${min} to ${max}.`,
  );
}
