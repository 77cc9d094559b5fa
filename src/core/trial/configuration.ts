import { createHash } from "node:crypto";
import type { Parameter } from "./parameter.ts";
import { DEFAULT_TRIAL, PARAMETERS } from "./parameters.ts";
import type { Trial } from "./trial.ts";

/**
 * The one text of a configuration: equal for equal trials whatever the order
 * of their fields. Extensions at their default are left out, so that a new
 * extension changes the hash of no trial that does not use it.
 */
export function canonical(trial: Trial): string {
  const said = PARAMETERS.filter((each) => !(each.extension && isDefault(each, trial)));
  return JSON.stringify(said.map((each) => [each.name, ordered(trial[each.name])]));
}

/** sha256 of the canonical text, hex: two trials are the same where theirs are. */
export const hashOf = (trial: Trial): string =>
  createHash("sha256").update(canonical(trial)).digest("hex");

const drawKeys = new WeakMap<Trial, { readonly shared: string; readonly key: string }>();

/**
 * Keys the draws of the trial's runs. It leaves out the engine and the fields with shared draws, so
 * that a message has the same luck in all of them.
 */
export function drawKeyOf(trial: Trial, fields: readonly string[] = []): string {
  const shared = fields.join();
  const known = drawKeys.get(trial);
  if (known?.shared === shared) return known.key;
  const left = PARAMETERS.filter(({ name }) => fields.includes(name) || name === "moduleName");
  const same = Object.fromEntries(left.map(({ name }) => [name, DEFAULT_TRIAL[name]]));
  const key = hashOf({ ...trial, ...same });
  drawKeys.set(trial, { shared, key });
  return key;
}

/** The parameters in which the trials are not all alike, in the order of the table. */
export function differing(trials: readonly Trial[]): readonly Parameter[] {
  const [first, ...rest] = trials;
  if (first === undefined) return [];
  return PARAMETERS.filter(({ name }) => {
    const text = canonicalText(first[name]);
    return rest.some((trial) => trial[name] !== first[name] && canonicalText(trial[name]) !== text);
  });
}

const isDefault = (parameter: Parameter, trial: Trial): boolean =>
  canonicalText(trial[parameter.name]) === canonicalText(parameter.default);

const canonicalText = (value: unknown): string => JSON.stringify(ordered(value));

/** Plain data with the fields of every object in alphabetical order. */
function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== "object" || value === null) return value;
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(fields.map(([name, field]) => [name, ordered(field)]));
}
