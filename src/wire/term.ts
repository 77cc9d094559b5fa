/**
 * Erlang terms as text. Every value is checked here again: only numbers of the expected kind and
 * plain names pass.
 */

export function whole(value: number): string {
  if (!Number.isSafeInteger(value) || value < 0)
    throw new TypeError(`not a whole number: ${value}`);
  return String(value);
}

export function atom(name: string): string {
  if (!/^[A-Za-z0-9_@.-]{1,255}$/.test(name)) throw new TypeError(`not a plain name: ${name}`);
  return `'${name}'`;
}

/** Bytes as numbers, so that no quoting has to be right. */
export function binary(text: string): string {
  if (/^[A-Za-z0-9_./-]*$/.test(text)) return `<<"${text}">>`;
  return `<<${[...Buffer.from(text, "utf8")].join()}>>`;
}
