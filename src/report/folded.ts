/**
 * Lines no longer than the columns, parted between words; what stands before the
 * first word stands before each part. Only sentences are parted: a line that
 * ends with a path or a command stays whole, so that it can be pasted.
 */
export const folded = (lines: readonly string[], columns: number): string[] =>
  lines.flatMap((line) =>
    line.length > columns && line.endsWith(".") ? parted(line, columns) : line,
  );

/** A line of words in lines no longer than the columns, each with its indent. */
export function parted(line: string, columns: number): string[] {
  const indent = /^ */.exec(line)?.[0] ?? "";
  const lines: string[] = [];
  let last = "";
  for (const word of line.trim().split(" ")) {
    const longer = last === "" ? indent + word : `${last} ${word}`;
    if (longer.length > columns && last !== "") {
      lines.push(last);
      last = indent + word;
    } else last = longer;
  }
  return [...lines, last];
}
