const ESCAPES: Readonly<Record<string, string>> = {
  n: "\n",
  t: "\t",
  "\\": "\\",
  "'": "'",
  '"': '"',
};

/** The text of a Python string literal; undefined if it is not supported: bytes, rare escapes. */
export function stringLiteral(source: string): string | undefined {
  const found = /^([rRuU]?)("""|'''|"|')([\s\S]*)\2$/.exec(source);
  if (!found) return undefined;
  const [, prefix = "", , body = ""] = found;
  if (prefix.toLowerCase() === "r") return body;
  let known = true;
  const text = body.replace(/\\([\s\S])/g, (_, letter: string) => {
    const meant = letter === "\n" ? "" : ESCAPES[letter];
    known &&= meant !== undefined;
    return meant ?? "";
  });
  return known ? text : undefined;
}

/** A Python number; undefined if a trial cannot hold it (complex, beyond 2^53). */
export function numberLiteral(source: string): number | undefined {
  const plain = source.replaceAll("_", "");
  if (!/^(0[xX][0-9a-fA-F]+|0[oO][0-7]+|0[bB][01]+|\d*\.?\d*([eE][+-]?\d+)?)$/.test(plain)) {
    return undefined;
  }
  const value = Number(plain);
  return Number.isFinite(value) && Math.abs(value) <= Number.MAX_SAFE_INTEGER ? value : undefined;
}
