import { setFlagsFromString } from "node:v8";

let areFlagsSet = false;

/**
 * A regular expression that takes time in proportion to the text, whatever it
 * says: V8 turns to its linear engine where the usual one goes back too often.
 * What that engine can't do (look-around, back references) is refused, and an
 * expression that is wrong; both with an error for people.
 */
export function linearPattern(source: string): RegExp {
  if (!areFlagsSet) {
    setFlagsFromString("--enable-experimental-regexp-engine-on-excessive-backtracks");
    setFlagsFromString("--enable-experimental-regexp-engine");
    areFlagsSet = true;
  }
  const pattern = new RegExp(source);
  if (!canBeLinear(source)) throw new Error("look-around and back references are not supported");
  return pattern;
}

/** With its flag `l`, V8 takes what the linear engine can do alone. */
function canBeLinear(source: string): boolean {
  try {
    new RegExp(source, "l");
    return true;
  } catch (error) {
    return !/linear/.test((error as Error).message);
  }
}
