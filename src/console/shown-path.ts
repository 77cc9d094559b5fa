import { relative } from "node:path";
import { sanitise } from "../nodes/sanitise.ts";

/** A path as the user would type it here, if it is one that can be typed. */
export function shownPath(path: string): string {
  const here = relative(process.cwd(), path);
  return sanitise(here.startsWith("..") ? path : here || ".");
}

/** A text as a shell takes it for one argument. */
export const asArgument = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
