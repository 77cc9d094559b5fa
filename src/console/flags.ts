import { oneOf } from "../core/one-of.ts";
import { InputError } from "./problems.ts";

/** An option as a person types it: `timeLimit` is `--time-limit`. */
export const flagOf = (option: string): string =>
  `--${option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/** Options that each leave no place for others. */
export type Apart<Options> = readonly (readonly [
  option: keyof Options & string,
  others: readonly (keyof Options & string)[],
])[];

/** Throws an InputError where options are given that do not fit together. */
export function refuseTogether<Options extends object>(
  options: Options,
  apart: Apart<Options>,
): void {
  for (const [option, others] of apart) {
    if (options[option] !== undefined) refuseWith(flagOf(option), options, others);
  }
}

/** Throws an InputError where one of the other options is given. */
export function refuseWith<Options extends object>(
  what: string,
  options: Options,
  others: readonly (keyof Options & string)[],
): void {
  if (others.every((other) => options[other] === undefined)) return;
  throw new InputError(`${what} can't be used with ${oneOf(others.map(flagOf))}.`);
}
