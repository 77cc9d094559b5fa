import { counted } from "../count-text.ts";
import type { BatchSettings, TrialState } from "../queue/state.ts";
import { stopText } from "../statistics/stop-rule.ts";
import { LATE_MS_MAX } from "../statistics/trust.ts";
import { differing } from "../trial/configuration.ts";
import { valueText } from "../trial/field-text.ts";
import { isVirtual } from "../trial/trial.ts";

/** One side of a comparison: trials, and the conditions of their runs. */
export interface Side {
  readonly name: string;
  readonly settings: BatchSettings;
  readonly trials: readonly TrialState[];
  /** Of the manifest; empty where there is none. */
  readonly host: string;
  readonly otp: string;
  readonly erlangCode: string;
  /** Of draws and rules. */
  readonly generation: number;
  /** Mean load average of the machine during its runs; null in virtual time and where it is unknown. */
  readonly load: number | null;
}

/** Why two sides can't be compared, as a sentence; undefined if they can. */
export function incomparable(base: Side, other: Side): string | undefined {
  const limits = [base, other].map(({ settings }) => settings.timeLimitMs / 1000);
  return limits[0] === limits[1]
    ? undefined
    : `the time limits differ: ${limits[0]} s in ${base.name}, ${limits[1]} s in ${other.name}. Run one of them again with the limit of the other.`;
}

/**
 * Why no trial of one side has a counterpart on the other: the fields in which all of them differ.
 */
export function noPartner(base: Side, other: Side): string {
  const [one, two] = [base, other].map(({ trials }) => trials.map(({ trial }) => trial));
  const apart = differing([...(one ?? []), ...(two ?? [])]).flatMap((field) => {
    const [mine, theirs] = [one, two].map((trials = []) => [
      ...new Set(trials.map((trial) => valueText(field, trial[field.name]))),
    ]) as [string[], string[]];
    return mine.some((text) => theirs.includes(text))
      ? []
      : [`${field.name} (${mine.join(", ")} and ${theirs.join(", ")})`];
  });
  const because = apart.length === 0 ? "" : ` They differ in ${apart.join(", ")}.`;
  return `no trial of ${base.name} has the same parameters as one of ${other.name}.${because}`;
}

/** Smaller differences of load are not worth a sentence. */
const LOAD_APART = 1;

/**
 * Other differences between two sides, which may cause a difference of figures; a sentence each.
 */
export function otherCauses(base: Side, other: Side): string[] {
  const apart = (what: string, of: (side: Side) => string): string[] =>
    of(base) === of(other) || of(base) === "" || of(other) === ""
      ? []
      : [`${what}: ${of(base)} in ${base.name}, ${of(other)} in ${other.name}.`];
  const isReal = [base, other].some(({ trials }) => trials.some(({ trial }) => !isVirtual(trial)));
  return [
    ...(isReal ? apart("The machines differ", ({ host }) => host) : []),
    ...apart("Erlang/OTP differs", ({ otp }) => otp),
    ...apart("Draws and rules are of different generations", ({ generation }) =>
      String(generation),
    ),
    ...(base.generation === other.generation && base.erlangCode !== other.erlangCode
      ? [`The Erlang code of paxy differs between ${base.name} and ${other.name}.`]
      : []),
    ...apart("The rule that ended the runs differs", ({ settings }) =>
      settings.stop === undefined ? counted(settings.repeat, "run") : stopText(settings.stop),
    ),
    ...(isReal ? [...loads(base, other), ...lateness(base, other)] : []),
  ];
}

function loads(base: Side, other: Side): string[] {
  if (base.load === null || other.load === null) return [];
  if (Math.abs(base.load - other.load) < LOAD_APART) return [];
  const text = (load: number): string => load.toFixed(1);
  return [
    `The machine was not equally busy: load ${text(base.load)} in ${base.name}, ${text(other.load)} in ${other.name}.`,
  ];
}

function lateness(base: Side, other: Side): string[] {
  return [base, other].flatMap(({ name, trials }) => {
    const late = Math.max(...trials.map(({ tally }) => tally.lateMs ?? 0));
    return late <= LATE_MS_MAX ? [] : [`Timers or faults were up to ${late} ms late in ${name}.`];
  });
}
