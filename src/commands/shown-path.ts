import { relative } from "node:path";

/** A path as the user would type it here. */
export function shownPath(path: string): string {
  const here = relative(process.cwd(), path);
  return here.startsWith("..") ? path : here || ".";
}

/** A text as a shell takes it for one argument. */
export const asArgument = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
