/** A trial as a call of `Trial(...)` describes it, with the line of the call. */
export class PythonTrial {
  readonly line: number;
  readonly placed: readonly Value[];
  readonly named: ReadonlyMap<string, Value>;

  constructor(line: number, placed: readonly Value[], named: ReadonlyMap<string, Value>) {
    this.line = line;
    this.placed = placed;
    this.named = named;
  }
}

/**
 * The value of an expression. Tuples are lists here, because nothing that is supported
 * distinguishes them.
 */
export type Value = null | boolean | number | string | Value[] | PythonTrial;

/** A value as Python's `str` writes it. */
export function str(value: Value): string {
  return typeof value === "string" ? value : repr(value);
}

/** A value as Python writes it inside a list. */
export function repr(value: Value): string {
  if (value === null) return "None";
  if (value === true) return "True";
  if (value === false) return "False";
  if (Array.isArray(value)) return `[${value.map(repr).join(", ")}]`;
  if (value instanceof PythonTrial) return "Trial(...)";
  return typeof value === "string" ? `'${value}'` : String(value);
}

export const isTrue = (value: Value): boolean =>
  Array.isArray(value) ? value.length > 0 : Boolean(value);
