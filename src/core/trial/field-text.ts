import { type Parsed, parsed, problem, refused, show } from "../problem.ts";
import { faultsText, parseFaults } from "./fault-text.ts";
import type { Fault } from "./faults.ts";
import { type Macros, type MacroValue, macrosText, macroValue, parseMacros } from "./macros.ts";
import { mustBe } from "./must-be.ts";
import type { Parameter } from "./parameter.ts";
import { parseValue, type Versions } from "./schema.ts";
import { parseSleep, sleepText } from "./sleep-text.ts";
import type { Trial } from "./trial.ts";

/** What a field of a trial can hold. */
export type Value = Trial[keyof Trial];

/** The most values of a field; more could not become trials of one batch. */
const VALUES_MAX = 100_000;

/** A value as `--set`, the form and a CSV cell show it. */
export function valueText(parameter: Parameter, value: Value): string {
  switch (parameter.kind) {
    case "sleep":
      return sleepText(value as readonly number[]);
    case "faults":
      return faultsText(value as readonly Fault[]);
    case "macros":
      return macrosText(value as Macros);
    default:
      return String(value);
  }
}

/**
 * The values that a text gives a field: one, a list `0,10,20`, ranges
 * `10..100:10`, or a mixture. A list in brackets is one value of `sleep`;
 * schedules of faults are parted by `|`.
 */
export function parseValues(
  parameter: Parameter,
  text: string,
  versions: Versions,
  path: string = parameter.name,
): Parsed<readonly Value[]> {
  const given = dataOf(parameter, text, versions, path);
  return given.ok ? checked(parameter, given.value, versions, path) : given;
}

/** Checks each value against the rules of the field. */
export function checked(
  parameter: Parameter,
  data: readonly unknown[],
  versions: Versions,
  path: string,
): Parsed<readonly Value[]> {
  if (data.length === 0) return refused(problem(path, "is empty; it must have at least one value"));
  const values: Value[] = [];
  for (const each of data) {
    const value = parseValue(parameter, each, versions, path);
    if (!value.ok) return value;
    values.push(value.value);
  }
  return parsed(values);
}

function dataOf(
  parameter: Parameter,
  text: string,
  versions: Versions,
  path: string,
): Parsed<readonly unknown[]> {
  switch (parameter.kind) {
    case "sleep":
      return sleepLists(parameter, text, versions, path);
    case "faults":
      return parts(text, path, parseFaults);
    case "macros":
      return parts(text, path, parseMacros);
    case "whole":
    case "version":
      return numbersAndNames(parameter, text, versions, path);
    default:
      return parsed(entries(text));
  }
}

const entries = (text: string): string[] =>
  text.trim() === "" ? [] : text.split(",").map((each) => each.trim());

const TEXT_LENGTH_MAX = 1_000_000;

function sleepLists(
  parameter: Parameter,
  text: string,
  versions: Versions,
  path: string,
): Parsed<readonly unknown[]> {
  const wrong = refused(
    problem(path, `is ${show(text)}; it must be ${mustBe(parameter, versions)}`),
  );
  if (text.length > TEXT_LENGTH_MAX) return wrong;
  if (text.trim() === "") return parsed([]);
  const lists = text.split(/(?<=\])\s*,/).map(parseSleep);
  return lists.every((list) => list !== undefined) ? parsed(lists) : wrong;
}

/** Values with `|` between them. */
function parts(
  text: string,
  path: string,
  parse: (part: string, path: string) => Parsed<unknown>,
): Parsed<readonly unknown[]> {
  const all: unknown[] = [];
  for (const part of text.split("|")) {
    const value = parse(part, path);
    if (!value.ok) return value;
    all.push(value.value);
  }
  return parsed(all);
}

/** The values of one macro: `0,50,100`, `10..50:10`, `true,false` or words. */
export function macroValues(text: string, path: string): Parsed<readonly MacroValue[]> {
  const all: MacroValue[] = [];
  for (const entry of entries(text)) {
    const range = RANGE.exec(entry);
    const some = range ? inRange(bounds(range), path) : parsed([macroValue(entry)]);
    if (!some.ok) return some;
    if (all.length + some.value.length > VALUES_MAX)
      return tooMany(all.length + some.value.length, path);
    for (const each of some.value) all.push(each);
  }
  return parsed(all);
}

const RANGE = /^(-?\d{1,15})\.\.(-?\d{1,15})(?::(-?\d{1,15}))?$/;

const bounds = (range: RegExpExecArray) => ({
  from: Number(range[1]),
  to: Number(range[2]),
  step: Number(range[3] ?? 1),
});

function numbersAndNames(
  parameter: Parameter,
  text: string,
  versions: Versions,
  path: string,
): Parsed<readonly unknown[]> {
  const all: unknown[] = [];
  for (const entry of entries(text)) {
    const range = RANGE.exec(entry);
    const some = range ? inRange(bounds(range), path) : single(parameter, entry, versions, path);
    if (!some.ok) return some;
    if (all.length + some.value.length > VALUES_MAX)
      return tooMany(all.length + some.value.length, path);
    for (const each of some.value) all.push(each);
  }
  return parsed(all);
}

function single(
  parameter: Parameter,
  entry: string,
  versions: Versions,
  path: string,
): Parsed<readonly unknown[]> {
  if (/^-?\d{1,15}$/.test(entry)) return parsed([Number(entry)]);
  if (parameter.kind === "version") return parsed([entry]);
  const must = mustBe(parameter, versions);
  return refused(
    problem(
      path,
      `is ${show(entry)}; it must be ${must}, a list such as 1,2,3 or a range such as 10..100:10`,
    ),
  );
}

/** The numbers of a range, counted before they are built. */
export function inRange(
  { from, to, step }: { readonly from: number; readonly to: number; readonly step: number },
  path: string,
): Parsed<readonly number[]> {
  const said = `${from}..${to}:${step}`;
  if (step < 1) return refused(problem(path, `is the range ${said}; its step must be 1 or more`));
  if (to < from) return refused(problem(path, `is the range ${said}, which ends below its start`));
  const count = Math.floor((to - from) / step) + 1;
  if (count > VALUES_MAX) return tooMany(count, path);
  return parsed(Array.from({ length: count }, (_, index) => from + index * step));
}

const tooMany = (count: number, path: string): Parsed<never> =>
  refused(problem(path, `has ${count} values; it may have at most ${VALUES_MAX}`));
