import { naturalOrder } from "../../core/natural-order.ts";
import type { TrialState } from "../../core/queue/state.ts";
import type { Terms } from "../../core/statistics/uncertainty.ts";
import { valueText } from "../../core/trial/field-text.ts";
import type { Parameter } from "../../core/trial/parameter.ts";
import type { Measured, Metric } from "./metrics.ts";

/** Trials that differ in one parameter along x, and in one other for the lines. */
export interface Sweep {
  readonly x: Parameter;
  readonly lines: readonly SweepLine[];
  /** The parameter of the lines; undefined if there is only one line. */
  readonly by: Parameter | undefined;
  /** Parameters that these trials share, although others in the list differ in them. */
  readonly fixed: readonly string[];
}

export interface SweepLine {
  readonly name: string;
  readonly points: readonly SweepPoint[];
}

export interface SweepPoint extends Measured {
  readonly x: number;
  readonly trial: number;
  readonly undecided: number;
}

interface SweepInput {
  readonly trials: readonly TrialState[];
  /** Of several sweeps in the list, the one that this trial is part of. */
  readonly selected: TrialState | undefined;
  readonly metric: Metric;
  readonly terms: Terms;
  /** The parameters in which the trials differ. */
  readonly parameters: readonly Parameter[];
  /** Names that the user chose. */
  readonly x: string | undefined;
  readonly by: string | undefined;
}

/** More lines than these can't be told apart. */
const LINES_MAX = 5;

export const isNumeric = ({ kind }: Parameter): boolean => kind === "whole";

/**
 * The sweep through the selected trial; undefined if no other trial differs from it in exactly one
 * number.
 */
export function sweepOf(input: SweepInput): Sweep | undefined {
  const { selected, parameters } = input;
  if (selected === undefined) return undefined;
  const numbers = parameters.filter(isNumeric);
  const wanted = numbers.find(({ name }) => name === input.x);
  const x = wanted ?? mostPoints(numbers, input, selected);
  if (x === undefined) return undefined;
  const others = parameters.filter((each) => each !== x);
  const by = others.find(({ name }) => name === input.by) ?? lineParameter(others);
  const fixed = others.filter((each) => each !== by);
  const trials = slice(input.trials, fixed, selected);
  if (valuesOf(trials, x).size < 2) return undefined;
  return {
    x,
    by: by !== undefined && valuesOf(trials, by).size > 1 ? by : undefined,
    fixed: fixed.map((each) => `${each.heading} ${valueText(each, selected.trial[each.name])}`),
    lines: linesOf(trials, x, by, input),
  };
}

/** The version makes the lines if it differs, else the first differing parameter. */
const lineParameter = (others: readonly Parameter[]): Parameter | undefined =>
  others.find(({ name }) => name === "moduleVersion") ?? others[0];

function mostPoints(
  numbers: readonly Parameter[],
  { trials, parameters }: SweepInput,
  selected: TrialState,
): Parameter | undefined {
  const pointsOf = (x: Parameter): number => {
    const others = parameters.filter((each) => each !== x);
    return valuesOf(slice(trials, others, selected), x).size;
  };
  const counted = numbers.map((x) => ({ x, points: pointsOf(x) }));
  return counted.sort((one, other) => other.points - one.points)[0]?.x;
}

function slice(
  trials: readonly TrialState[],
  fixed: readonly Parameter[],
  selected: TrialState,
): readonly TrialState[] {
  return grouped(trials, fixed).get(keyOf(selected, fixed)) ?? [];
}

export const keyOf = ({ trial }: TrialState, parameters: readonly Parameter[]): string =>
  parameters.map((each) => valueText(each, trial[each.name])).join("\n");

type Groups = ReadonlyMap<string, readonly TrialState[]>;
const known = new WeakMap<readonly TrialState[], Map<string, Groups>>();

/** Trials by their values of some parameters: worked out once for a list, whichever of them is selected. */
export function grouped(trials: readonly TrialState[], parameters: readonly Parameter[]): Groups {
  const ofList = known.get(trials) ?? new Map<string, Groups>();
  known.set(trials, ofList);
  const names = parameters.map(({ name }) => name).join(" ");
  const found = ofList.get(names);
  if (found !== undefined) return found;
  const groups = new Map<string, TrialState[]>();
  for (const trial of trials) {
    const key = keyOf(trial, parameters);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [trial]);
    else group.push(trial);
  }
  ofList.set(names, groups);
  return groups;
}

const valuesOf = (trials: readonly TrialState[], parameter: Parameter): Set<string> =>
  new Set(trials.map(({ trial }) => valueText(parameter, trial[parameter.name])));

/** Values of a parameter among trials, in ascending order where they are numbers. */
export const distinct = (trials: readonly TrialState[], parameter: Parameter): string[] =>
  [...valuesOf(trials, parameter)].sort(naturalOrder);

function linesOf(
  trials: readonly TrialState[],
  x: Parameter,
  by: Parameter | undefined,
  { metric, terms }: SweepInput,
): SweepLine[] {
  const names = by === undefined ? [""] : distinct(trials, by).slice(0, LINES_MAX);
  const pointOf = (state: TrialState): SweepPoint => ({
    ...metric.of(state, terms),
    x: state.trial[x.name] as number,
    trial: state.number,
    undecided: state.counts.undecided,
  });
  return names.map((name) => ({
    name,
    points: trials
      .filter(({ trial }) => by === undefined || valueText(by, trial[by.name]) === name)
      .map(pointOf)
      .sort((one, other) => one.x - other.x),
  }));
}
