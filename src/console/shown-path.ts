import { relative } from "node:path";
import { sanitise } from "../nodes/sanitise.ts";

/** A path from the working folder where it is below that. */
export function pathHere(path: string): string {
  const here = relative(process.cwd(), path) || ".";
  return here === ".." || here.startsWith("../") ? path : here;
}

/** The same as it may be shown. */
export const shownPath = (path: string): string => sanitise(pathHere(path));
