import { resolve } from "node:path";
import { EXIT } from "../console/exit-code.ts";
import { refuseTogether } from "../console/flags.ts";
import { InputError, inputError } from "../console/problems.ts";
import { say } from "../console/say.ts";
import { shownPath } from "../console/shown-path.ts";
import { incomparable, noPartner, otherCauses, type Side } from "../core/batch/comparable.ts";
import type { EndedRun } from "../core/queue/restore.ts";
import type { TrialState } from "../core/queue/state.ts";
import { GENERATION } from "../core/results-format.ts";
import { compareGroups, type Group } from "../core/statistics/comparison.ts";
import { runsOf } from "../core/statistics/pairs.ts";
import { groupOf } from "../core/statistics/uncertainty.ts";
import { canonical, differing, drawKeyOf } from "../core/trial/configuration.ts";
import { valueText } from "../core/trial/field-text.ts";
import { nearest } from "../core/trial/nearest.ts";
import type { Parameter } from "../core/trial/parameter.ts";
import { DEFAULT_TRIAL, PARAMETERS } from "../core/trial/parameters.ts";
import { type ComparisonFormat, comparisonText } from "../report/comparison.ts";
import type { NamedComparison } from "../report/comparison-data.ts";
import { readBatch } from "../results/read-batch.ts";

export interface CompareOptions {
  readonly by?: string;
  readonly margin?: string;
  readonly failIf?: string;
  readonly md?: boolean;
  readonly csv?: boolean;
  readonly json?: boolean;
}

/** One side of a comparison: the trials of a folder, or those with one value of a field. */
type ReadSide = Side & { readonly ended: ReadonlyMap<number, readonly EndedRun[]> };

/** `paxy compare`: is the difference real? Answers with the exit code. */
export async function compare(
  folders: readonly string[],
  options: CompareOptions,
): Promise<number> {
  refuseTogether(options, [
    ["json", ["csv", "md"]],
    ["csv", ["md"]],
  ]);
  const margin = marginOf(options.margin ?? "5%");
  const batches: ReadSide[] = [];
  for (const folder of folders) batches.push(await sideIn(folder));
  const by = options.by === undefined ? undefined : parameterOf(options.by);
  if (by === undefined && batches.length < 2) {
    throw new InputError(
      "compare takes two folders of results, or one with --by, such as --by moduleVersion.",
    );
  }
  const sides = by === undefined ? batches : batches.flatMap((batch) => sidesBy(batch, by));
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

async function sideIn(folder: string): Promise<ReadSide> {
  const batch = await readBatch(folder);
  if (!batch.ok) throw inputError("", batch.problems);
  const { state, said, manifest, ended, load } = batch.value;
  for (const sentence of said) say(sentence);
  return {
    name: shownPath(resolve(folder)),
    settings: state.settings,
    trials: state.trials,
    host: manifest?.host ?? "",
    otp: manifest?.versions.otp ?? "",
    erlangCode: manifest?.erlangCode ?? "",
    generation: manifest?.generation ?? GENERATION,
    ended: byTrial(ended),
    load,
  };
}

function byTrial(ended: readonly EndedRun[]): ReadonlyMap<number, readonly EndedRun[]> {
  const trials = new Map<number, EndedRun[]>();
  for (const each of ended) {
    const runs = trials.get(each.trial);
    if (runs === undefined) trials.set(each.trial, [each]);
    else runs.push(each);
  }
  return trials;
}

/** The trials of one batch, apart by the values of a field; the first value that occurs is the base. */
function sidesBy(batch: ReadSide, by: Parameter): readonly ReadSide[] {
  const sides = new Map<string, TrialState[]>();
  for (const trial of batch.trials) {
    const value = valueText(by, trial.trial[by.name]);
    sides.set(value, [...(sides.get(value) ?? []), trial]);
  }
  if (sides.size < 2)
    throw new InputError(`all trials have the same ${by.name}; there is nothing to compare.`);
  return [...sides].map(([value, trials]) => ({ ...batch, name: `${by.name} ${value}`, trials }));
}

function matched(
  sides: readonly ReadSide[],
  by: Parameter | undefined,
  margin: number,
): readonly NamedComparison[] {
  const [base, ...others] = sides.map((side) => ({ ...side, groups: keyed(side, by) }));
  if (base === undefined) return [];
  const pairs = others.flatMap((other) => {
    const refused = incomparable(base, other);
    if (refused !== undefined) throw new InputError(refused);
    for (const sentence of otherCauses(base, other)) say(sentence);
    const keys = [...base.groups.keys()].filter((key) => other.groups.has(key));
    const lonely = base.trials.length + other.trials.length - 2 * keys.length;
    if (keys.length === 0) throw new InputError(noPartner(base, other));
    if (lonely > 0) say(`trials that only one of ${base.name} and ${other.name} has: ${lonely}.`);
    return keys.map((key) => ({ key, other }));
  });
  const told = differing(base.trials.map(({ trial }) => trial)).filter(
    ({ name }) => name !== by?.name,
  );
  const compared = compareGroups(
    pairs.map(({ key, other }) => groupsOf(base, other, key)),
    margin,
  );
  if (compared.flat().some(({ pairs }) => pairs > 0)) say(PAIRED);
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

const PAIRED =
  "Runs with the same random draws are compared in pairs: a difference is the median of the differences run by run.";

type Keyed = ReadSide & { readonly groups: ReadonlyMap<string, TrialState> };

/**
 * Trials keyed by their configuration without the compared field; equal ones are numbered in order.
 */
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

/** The runs of both sides, in pairs if runs of equal number had the same random draws. */
function groupsOf(base: Keyed, other: Keyed, key: string): [Group, Group] {
  const isPaired = luckOf(base, key) === luckOf(other, key);
  return [groupIn(base, key, isPaired), groupIn(other, key, isPaired)];
}

/** The key of the random draws, without the run. */
function luckOf({ settings, groups }: Keyed, key: string): string {
  const { trial, occurrence } = groups.get(key) as TrialState;
  const drawn = drawKeyOf(trial, settings.shared);
  return [settings.seed, drawn, occurrence].join(" ");
}

function groupIn({ groups, settings, ended }: Keyed, key: string, isPaired: boolean): Group {
  const trial = groups.get(key) as TrialState;
  const runs = isPaired ? runsOf(ended.get(trial.number) ?? []) : undefined;
  return { ...groupOf(trial, settings), runs };
}
