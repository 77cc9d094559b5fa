import type { Trial } from "./trial.ts";

/** What the code of a version gives fields that a trial leaves to it. */
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
