import { resolve } from "node:path";
import { EXIT } from "../console/exit-code.ts";
import { InputError, inputError } from "../console/problems.ts";
import { say } from "../console/say.ts";
import { shownPath } from "../console/shown-path.ts";
import type { TrialState } from "../core/queue/state.ts";
import { compareGroups, type Group } from "../core/statistics/comparison.ts";
import { elapsedSample, roundsSample } from "../core/statistics/summary.ts";
import { canonical, differing } from "../core/trial/configuration.ts";
import { valueText } from "../core/trial/field-text.ts";
import { nearest } from "../core/trial/nearest.ts";
import { DEFAULT_TRIAL, PARAMETERS, type Parameter } from "../core/trial/parameters.ts";
import {
  type ComparisonFormat,
  comparisonText,
  type NamedComparison,
} from "../report/comparison.ts";
import { type BatchRead, readBatch } from "../results/read-batch.ts";

export interface CompareOptions {
  readonly by?: string;
  readonly margin?: string;
  readonly failIf?: string;
  readonly md?: boolean;
  readonly csv?: boolean;
  readonly json?: boolean;
}

/** A batch by the folder that was typed. */
type NamedBatch = BatchRead & { readonly name: string };

/** What is compared: trials with a name for their side, the base first. */
interface Side {
  readonly name: string;
  readonly timeLimitMs: number;
  readonly trials: readonly TrialState[];
}

/** `paxy compare`: is the difference real? Answers with the exit code. */
export async function compare(
  folders: readonly string[],
  options: CompareOptions,
): Promise<number> {
  const margin = marginOf(options.margin ?? "5%");
  const batches: NamedBatch[] = [];
  for (const folder of folders) {
    const batch = await readBatch(folder);
    if (!batch.ok) throw inputError("", batch.problems);
    for (const sentence of batch.value.said) say(sentence);
    batches.push({ ...batch.value, name: shownPath(resolve(folder)) });
  }
  const by = options.by === undefined ? undefined : parameterOf(options.by);
  if (by === undefined && batches.length < 2) {
    throw new InputError(
      "compare takes two folders of results, or one with --by, such as --by moduleVersion.",
    );
  }
  const sides =
    by === undefined ? batches.map(sideOf) : batches.flatMap((batch) => sidesBy(batch, by));
  sameLimits(sides);
  const rows = matched(sides, by, margin);
  process.stdout.write(comparisonText(rows, formatOf(options)));
  const differs = rows.some(({ answer }) => answer === "different");
  return options.failIf === "different" && differs ? EXIT.violation : EXIT.ok;
}

const formatOf = ({ md, csv, json }: CompareOptions): ComparisonFormat =>
  json ? "json" : csv ? "csv" : md ? "md" : "text";

function marginOf(text: string): number {
  const [, number, percent] = /^(\d+(?:\.\d+)?)(%?)$/.exec(text) ?? [];
  const share = Number(number) / (percent ? 100 : 1);
  if (number !== undefined && share < 1) return share;
  throw new InputError(`--margin is ${text}; it must be a share such as 5% or 0.05.`);
}

function parameterOf(name: string): Parameter {
  const found = PARAMETERS.find((each) => each.name === name);
  if (found) return found;
  const near = nearest(
    name,
    PARAMETERS.map((each) => each.name),
  );
  throw new InputError(
    `--by is ${name}, which is not a field of a trial${near === undefined ? "" : `; did you mean ${near}?`}`,
  );
}

const sideOf = ({ name, state }: NamedBatch): Side => ({
  name,
  timeLimitMs: state.settings.timeLimitMs,
  trials: state.trials,
});

/** The trials of one batch, apart by the values of a field; the first value that occurs is the base. */
function sidesBy({ state }: BatchRead, by: Parameter): readonly Side[] {
  const sides = new Map<string, TrialState[]>();
  for (const trial of state.trials) {
    const value = valueText(by, trial.trial[by.name]);
    sides.set(value, [...(sides.get(value) ?? []), trial]);
  }
  if (sides.size < 2)
    throw new InputError(`all trials have the same ${by.name}; there is nothing to compare.`);
  const { timeLimitMs } = state.settings;
  return [...sides].map(([value, trials]) => ({
    name: `${by.name} ${value}`,
    timeLimitMs,
    trials,
  }));
}

/** Times that are censored at different limits cannot be held against each other. */
function sameLimits(sides: readonly Side[]): void {
  const [base, ...others] = sides as [Side, ...Side[]];
  const other = others.find(({ timeLimitMs }) => timeLimitMs !== base.timeLimitMs);
  if (other === undefined) return;
  throw new InputError(
    `the time limits differ: ${base.timeLimitMs / 1000} s in ${base.name}, ${other.timeLimitMs / 1000} s in ${other.name}. Run one of them again with the limit of the other.`,
  );
}

function matched(
  sides: readonly Side[],
  by: Parameter | undefined,
  margin: number,
): readonly NamedComparison[] {
  const [base, ...others] = sides.map((side) => ({ ...side, groups: keyed(side, by) }));
  if (base === undefined) return [];
  const pairs = others.flatMap((other) => {
    const keys = [...base.groups.keys()].filter((key) => other.groups.has(key));
    const lonely = base.trials.length + other.trials.length - 2 * keys.length;
    if (keys.length === 0)
      throw new InputError(
        `no trial of ${base.name} has the same parameters as one of ${other.name}.`,
      );
    if (lonely > 0) say(`trials without a partner in ${base.name} and ${other.name}: ${lonely}.`);
    return keys.map((key) => ({ key, other }));
  });
  const told = differing(base.trials.map(({ trial }) => trial)).filter(
    ({ name }) => name !== by?.name,
  );
  const compared = compareGroups(
    pairs.map(({ key, other }) => [groupOf(base, key), groupOf(other, key)] as const),
    margin,
  );
  return pairs.flatMap(({ key, other }, index) => {
    const trial = base.groups.get(key)?.trial;
    const text = told
      .map((each) => `${each.name} ${trial && valueText(each, trial[each.name])}`)
      .join(", ");
    return (compared[index] ?? []).map((each) => ({
      ...each,
      trial: text,
      baseName: base.name,
      otherName: other.name,
    }));
  });
}

type Keyed = Side & { readonly groups: ReadonlyMap<string, TrialState> };

/** Trials by their configuration, without the field that tells the sides apart; equal ones by their order. */
function keyed({ trials }: Side, by: Parameter | undefined): Map<string, TrialState> {
  const seen = new Map<string, number>();
  const groups = new Map<string, TrialState>();
  for (const trial of trials) {
    const plain =
      by === undefined ? trial.trial : { ...trial.trial, [by.name]: DEFAULT_TRIAL[by.name] };
    const text = canonical(plain);
    const occurrence = (seen.get(text) ?? 0) + 1;
    seen.set(text, occurrence);
    groups.set(`${text} ${occurrence}`, trial);
  }
  return groups;
}

function groupOf({ groups, timeLimitMs }: Keyed, key: string): Group {
  const trial = groups.get(key) as TrialState;
  return {
    elapsed: elapsedSample(trial, timeLimitMs),
    rounds: roundsSample(trial),
    counts: trial.counts,
  };
}
