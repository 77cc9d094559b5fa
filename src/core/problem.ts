import { plain } from "./plain.ts";

/**
 * A problem in the user's input. `message` is a whole sentence that names the field, the value and
 * the range.
 */
export interface Problem {
  /** Where, for example `trials[2].drop`; empty for the whole. */
  readonly path: string;
  readonly message: string;
}

export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly Problem[] };

export const parsed = <T>(value: T): Parsed<T> => ({ ok: true, value });

export const refused = (...problems: readonly Problem[]): Parsed<never> => ({
  ok: false,
  problems,
});

/** The sentence "<path> <what>", as a refusal of that field. */
export const problem = (path: string, what: string): Problem => ({
  path,
  message: path === "" ? what : `${path} ${what}`,
});

const SHOWN_MAX = 60;
const ENTRIES_MAX = 20;
const DEPTH_MAX = 2;

/** A value as the user would recognise it in a sentence: short, on one line, without control characters. */
export function show(value: unknown): string {
  const text = plain(shown(value, DEPTH_MAX));
  return text.length > SHOWN_MAX ? `${text.slice(0, SHOWN_MAX - 3)}...` : text;
}

/** The text of a text or a number; empty for anything else, which has none that its writer meant. */
export const textOf = (value: unknown): string =>
  typeof value === "string" || typeof value === "number" ? String(value).trim() : "";

/** Shows only the beginning of large or deep data, because a batch file may hold either. */
function shown(value: unknown, depth: number): string {
  if (value === undefined) return "missing";
  if (typeof value === "string") return JSON.stringify(value.slice(0, SHOWN_MAX));
  if (typeof value !== "object" || value === null) return String(value);
  if (depth === 0) return "...";
  if (Array.isArray(value)) {
    const entries = value.slice(0, ENTRIES_MAX).map((each) => shown(each, depth - 1));
    return `[${entries.join(", ")}]`;
  }
  const fields = Object.entries(value)
    .slice(0, ENTRIES_MAX)
    .map(([name, field]) => `${name.slice(0, SHOWN_MAX)}: ${shown(field, depth - 1)}`);
  return fields.length === 0 ? "{}" : `{ ${fields.join(", ")} }`;
}
