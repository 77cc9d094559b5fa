import type { Trial } from "./trial.ts";

/** Values that a version's code gives to fields that a trial leaves out. */
export type OwnValues = ReadonlyMap<
  Trial["moduleVersion"],
  Readonly<Partial<Pick<Trial, "propTimeout" | "propBackoff">>>
>;

/** The trial with its version's own values in the fields that were not given. */
export function withOwnValues(trial: Trial, given: readonly string[], own: OwnValues): Trial {
  const values = Object.entries(own.get(trial.moduleVersion) ?? {});
  const left = values.filter(([name]) => !given.includes(name));
  return left.length === 0 ? trial : { ...trial, ...Object.fromEntries(left) };
}
