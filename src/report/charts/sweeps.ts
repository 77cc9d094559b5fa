import type { TrialState } from "../../core/queue/state.ts";
import { canonical, differing } from "../../core/trial/configuration.ts";
import { valueText } from "../../core/trial/field-text.ts";
import type { Parameter } from "../../core/trial/parameter.ts";
import { DEFAULT_TRIAL } from "../../core/trial/parameters.ts";

/** Trials that differ in one number, the x axis of a chart. */
export interface Sweep {
  readonly parameter: Parameter;
  /**
   * The trials of each line in ascending order of the parameter; `label` names the differences of
   * lines.
   */
  readonly lines: readonly SweepLine[];
}

export interface SweepLine {
  readonly label: string;
  readonly trials: readonly TrialState[];
}

/** More lines than this cannot be told apart. */
const LINES_MAX = 6;

/** The sweeps of a batch: one for each number that is the only difference between some trials. */
export function sweepsOf(trials: readonly TrialState[]): readonly Sweep[] {
  const varied = differing(trials.map(({ trial }) => trial));
  return varied
    .filter(({ kind }) => kind === "whole")
    .map((parameter) => ({ parameter, lines: linesAlong(parameter, varied, trials) }))
    .filter(({ lines }) => lines.length > 0);
}

function linesAlong(
  parameter: Parameter,
  varied: readonly Parameter[],
  trials: readonly TrialState[],
): readonly SweepLine[] {
  const lines = new Map<string, TrialState[]>();
  for (const state of trials) {
    const key = canonical({ ...state.trial, [parameter.name]: DEFAULT_TRIAL[parameter.name] });
    lines.set(key, [...(lines.get(key) ?? []), state]);
  }
  const long = [...lines.values()]
    .map((line) => distinct(line, parameter))
    .filter((line) => line.length > 1);
  // Labels name only the differences between the lines of this sweep.
  const firsts = long.map(([first]) => (first as TrialState).trial);
  const others = differing(firsts).filter(
    ({ name }) => name !== parameter.name && varied.some((each) => each.name === name),
  );
  return spread(long, LINES_MAX).map((line) => ({
    label: others
      .map((each) => `${each.name} ${valueText(each, line[0]?.trial[each.name] as never)}`)
      .join(", "),
    trials: line,
  }));
}

/** One trial for each value, ascending; of equal ones the first. */
function distinct(line: readonly TrialState[], { name }: Parameter): readonly TrialState[] {
  const value = (state: TrialState) => state.trial[name] as number;
  const first = new Map<number, TrialState>();
  for (const state of line) if (!first.has(value(state))) first.set(value(state), state);
  return [...first.values()].sort((a, b) => value(a) - value(b));
}

/** At most `most` of the entries, evenly spread, the first and the last among them. */
export function spread<T>(entries: readonly T[], most: number): readonly T[] {
  if (entries.length <= most) return entries;
  return Array.from(
    { length: most },
    (_, index) => entries[Math.round((index * (entries.length - 1)) / (most - 1))] as T,
  );
}

/** Two numbers that are swept together: a grid of trials. */
export interface Grid {
  readonly x: Parameter;
  readonly y: Parameter;
  readonly trials: readonly TrialState[];
}

/** The grid of the first two swept numbers, for the trials that are otherwise like the first one; undefined where there is none. */
export function gridOf(trials: readonly TrialState[]): Grid | undefined {
  const [x, y] = sweepsOf(trials).map(({ parameter }) => parameter);
  const [first] = trials;
  if (!x || !y || !first) return undefined;
  const plain = (state: TrialState) =>
    canonical({
      ...state.trial,
      [x.name]: DEFAULT_TRIAL[x.name],
      [y.name]: DEFAULT_TRIAL[y.name],
    });
  const grid = trials.filter((state) => plain(state) === plain(first));
  const values = (each: Parameter) => new Set(grid.map(({ trial }) => trial[each.name])).size;
  const cells = values(x) * values(y);
  const isGrid = values(x) > 1 && values(y) > 1 && 2 * grid.length >= cells;
  return isGrid ? { x, y, trials: grid } : undefined;
}
