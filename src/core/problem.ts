/** Something wrong in what the user gave. `message` is a whole sentence that names the field, the value and the range. */
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

/** A value as the user would recognise it in a sentence: short, on one line, without control characters. */
export function show(value: unknown): string {
  if (value === undefined) return "missing";
  const text = typeof value === "string" ? JSON.stringify(value) : showOther(value);
  const plain = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, "?");
  return plain.length > SHOWN_MAX ? `${plain.slice(0, SHOWN_MAX - 3)}...` : plain;
}

function showOther(value: unknown): string {
  if (Array.isArray(value)) {
    const shown = value.slice(0, SHOWN_MAX).map(show).join(", ");
    return `[${shown}]`;
  }
  if (typeof value === "object" && value !== null) return JSON.stringify(value) ?? "an object";
  return String(value);
}

/** The first sentence, and how many more there would be. */
export function inShort(problems: readonly Problem[]): string {
  const [first, ...more] = problems;
  if (first === undefined) return "";
  if (more.length === 0) return `${first.message}.`;
  return `${first.message}. ${more.length} more ${more.length === 1 ? "field is" : "fields are"} wrong.`;
}
