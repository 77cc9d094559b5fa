import { oneOf } from "../one-of.ts";
import { FAULTS } from "./faults.ts";
import type { Parameter } from "./parameter.ts";
import { REPLY_KINDS } from "./parameters.ts";

/** "a whole number from 0 to 100": what a value of this parameter must be. */
export function mustBe(parameter: Parameter, versions: readonly (number | string)[]): string {
  switch (parameter.kind) {
    case "whole":
      return `a whole number from ${parameter.min} to ${parameter.max}`;
    case "sleep":
      return `a list of whole numbers from ${parameter.min} to ${parameter.max}, such as [10, 100]`;
    case "choice":
      return oneOf(parameter.choices);
    case "scope":
      return `replies, or some of ${REPLY_KINDS.join(", ")} joined with +`;
    case "version":
      return oneOf(versions);
    case "macros":
      return "macros of a folder's code and their values, such as { delay: 50 }";
    case "faults":
      return `a list of faults, such as ${FAULTS.crash.example.data}`;
  }
}
