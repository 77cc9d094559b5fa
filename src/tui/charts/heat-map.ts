import type { TrialState } from "../../core/queue/state.ts";
import type { Terms } from "../../core/statistics/uncertainty.ts";
import { valueText } from "../../core/trial/field-text.ts";
import type { Parameter } from "../../core/trial/parameter.ts";
import type { Metric } from "./metrics.ts";
import { distinct, grouped, keyOf } from "./sweep.ts";

interface HeatInput {
  readonly trials: readonly TrialState[];
  readonly selected: TrialState | undefined;
  readonly parameters: readonly Parameter[];
  /** Names that the user chose: along x, and down. */
  readonly x: string | undefined;
  readonly by: string | undefined;
  readonly metric: Metric;
  readonly terms: Terms;
}

/** A metric over two parameters: rows of `y`, columns of `x`. */
export interface HeatMap {
  readonly x: Parameter;
  readonly y: Parameter;
  readonly fixed: readonly string[];
  readonly columns: readonly string[];
  readonly lines: readonly { readonly name: string; readonly cells: readonly HeatCell[] }[];
}

export interface HeatCell {
  readonly trial: number | undefined;
  readonly value: number | undefined;
  readonly censored: boolean;
}

/**
 * Two swept parameters, through the selected trial; if it is alone there, through
 * most of the others. Undefined if fewer parameters differ.
 */
export function heatMapOf(input: HeatInput): HeatMap | undefined {
  const { selected, parameters, metric, terms } = input;
  if (selected === undefined || parameters.length < 2) return undefined;
  const pointsOf = (each: Parameter): number => grouped(input.trials, [each]).size;
  const most = parameters.toSorted((one, other) => pointsOf(other) - pointsOf(one));
  const x = parameters.find(({ name }) => name === input.x) ?? (most[0] as Parameter);
  const rest = most.filter((each) => each !== x);
  const y = rest.find(({ name }) => name === input.by) ?? (rest[0] as Parameter);
  const fixed = parameters.filter((each) => each !== x && each !== y);
  const trials = sliceOf(input.trials, fixed, selected, [x, y]);
  const found = new Map(trials.map((trial) => [`${key(trial, x)} ${key(trial, y)}`, trial]));
  const columns = distinct(trials, x);
  return {
    x,
    y,
    fixed: fixed.map((each) => `${each.heading} ${trials[0] && key(trials[0], each)}`),
    columns,
    lines: distinct(trials, y).map((name) => ({
      name,
      cells: columns.map((column): HeatCell => {
        const trial = found.get(`${column} ${name}`);
        if (trial === undefined) return { trial: undefined, value: undefined, censored: false };
        const { value, censored } = metric.of(trial, terms);
        return { trial: trial.number, value, censored };
      }),
    })),
  };
}

const key = ({ trial }: TrialState, each: Parameter): string => valueText(each, trial[each.name]);

/** The trials that differ in the two axes alone: those around one, or the most that there are. */
function sliceOf(
  trials: readonly TrialState[],
  fixed: readonly Parameter[],
  around: TrialState,
  axes: readonly Parameter[],
): readonly TrialState[] {
  const slices = grouped(trials, fixed);
  const own = slices.get(keyOf(around, fixed)) ?? [];
  if (axes.every((each) => distinct(own, each).length > 1)) return own;
  return [...slices.values()].reduce(
    (most, each) => (each.length > most.length ? each : most),
    own,
  );
}
