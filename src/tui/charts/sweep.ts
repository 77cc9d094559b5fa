import type { TrialState } from "../../core/queue/state.ts";
import type { Quantile } from "../../core/statistics/statistics.ts";
import { summaryOf } from "../../core/statistics/summary.ts";
import { valueText } from "../../core/trial/field-text.ts";
import type { Parameter } from "../../core/trial/parameters.ts";

/** Trials that differ in one parameter alone (and the version): a line per version. */
export interface Sweep {
  readonly parameter: Parameter;
  /** What these trials have in common although others in the list differ in it. */
  readonly fixed: readonly string[];
  readonly lines: readonly SweepLine[];
}

export interface SweepLine {
  readonly version: string;
  readonly points: readonly SweepPoint[];
}

export interface SweepPoint {
  readonly x: number;
  /** Null before the first run. */
  readonly median: Quantile | null;
}

interface SweepInput {
  readonly trials: readonly TrialState[];
  /** Of several sweeps in the list, the one that this trial is part of. */
  readonly selected: TrialState | undefined;
  readonly metric: "elapsed" | "rounds";
  readonly timeLimitMs: number;
  /** The parameters in which the trials differ. */
  readonly parameters: readonly Parameter[];
}

interface Slice {
  readonly parameter: Parameter;
  readonly fixed: readonly Parameter[];
  readonly trials: readonly TrialState[];
}

/** The sweep through the selected trial with the most points; undefined where there is none. */
export function sweepOf(input: SweepInput): Sweep | undefined {
  const { selected, parameters } = input;
  if (selected === undefined) return undefined;
  const others = parameters.filter(({ name }) => name !== "moduleVersion");
  const numbers = others.filter(({ kind }) => kind === "whole");
  const slices = numbers.map((parameter) => sliceAlong(parameter, { input, selected, others }));
  const [best] = slices.sort((one, other) => pointsOf(other) - pointsOf(one));
  if (best === undefined || pointsOf(best) < 2) return undefined;
  return {
    parameter: best.parameter,
    fixed: best.fixed.map((each) => `${each.name} ${valueText(each, selected.trial[each.name])}`),
    lines: linesOf(best, input),
  };
}

interface Through {
  readonly input: SweepInput;
  readonly selected: TrialState;
  readonly others: readonly Parameter[];
}

function sliceAlong(parameter: Parameter, { input, selected, others }: Through): Slice {
  const fixed = others.filter((each) => each !== parameter);
  const wanted = fixed.map((each) => valueText(each, selected.trial[each.name]));
  const trials = input.trials.filter(({ trial }) =>
    fixed.every((each, index) => valueText(each, trial[each.name]) === wanted[index]),
  );
  return { parameter, fixed, trials };
}

const pointsOf = ({ parameter, trials }: Slice): number =>
  new Set(trials.map((each) => each.trial[parameter.name])).size;

function linesOf({ parameter, trials }: Slice, { metric, timeLimitMs }: SweepInput): SweepLine[] {
  const versions = [...new Set(trials.map((each) => String(each.trial.moduleVersion)))].sort();
  const pointOf = (each: TrialState): SweepPoint => ({
    x: each.trial[parameter.name] as number,
    median: summaryOf(each, timeLimitMs)[metric].median,
  });
  return versions.map((version) => ({
    version,
    points: trials
      .filter((each) => String(each.trial.moduleVersion) === version)
      .map(pointOf)
      .sort((one, other) => one.x - other.x),
  }));
}
