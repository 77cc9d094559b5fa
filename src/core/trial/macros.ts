import { type Parsed, parsed, problem, refused, show } from "../problem.ts";

/**
 * The value of a macro, which replaces the one in the code. True and false say whether `-ifdef`
 * finds it.
 */
export type MacroValue = number | boolean | string;

/** Macros and environment variables of a folder's code, by name. */
export type Macros = Readonly<Record<string, MacroValue>>;

export const MACRO_NAME = /^[A-Za-z_][A-Za-z0-9_@]{0,99}$/;
/** A word of Erlang that needs no brackets and no quotes where it is written. */
export const MACRO_WORD = /^[^\s|,=]{1,200}$/;

/** "delay=50 keep=true": as the form and the CSV show them. */
export const macrosText = (macros: Macros): string =>
  Object.entries(macros)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join(" ");

/** The same as plain data, not checked yet; empty text and "none" are none. */
export function parseMacros(text: string, path: string): Parsed<Macros> {
  const words = text.split(/\s+/).filter((word) => word !== "" && word !== "none");
  const macros: Record<string, MacroValue> = {};
  for (const word of words) {
    const [, name, value] = /^([^=]+)=(.+)$/.exec(word) ?? [];
    if (name === undefined || value === undefined) {
      return refused(problem(path, `has ${show(word)}; a macro is written delay=50 or keep=true`));
    }
    macros[name] = macroValue(value);
  }
  return parsed(macros);
}

/** A value as a person types it. */
export function macroValue(text: string): MacroValue {
  if (/^-?\d{1,15}$/.test(text)) return Number(text);
  return text === "true" || text === "false" ? text === "true" : text;
}

/** The macro that a field of a sweep names: `macros.delay`. */
export const macroNamed = (field: string): string | undefined => /^macros\.(.+)$/.exec(field)?.[1];
