/** A column of a table: its header, a word a line, and its cells. */
export interface Column {
  readonly header: readonly string[];
  readonly cells: readonly string[];
  readonly align: "left" | "right";
}

/** Lines of a table: headers stand on the same line as far down as they go. */
export function aligned(columns: readonly Column[], gap = 2): string[] {
  const depth = Math.max(...columns.map((each) => each.header.length));
  const rows = Math.max(...columns.map((each) => each.cells.length));
  const texts = columns.map(({ header, cells }) => [
    ...Array.from({ length: depth - header.length }, () => ""),
    ...header,
    ...Array.from({ length: rows }, (_, row) => cells[row] ?? ""),
  ]);
  const widths = texts.map((column) => Math.max(...column.map((each) => each.length)));
  return Array.from({ length: depth + rows }, (_, line) =>
    columns
      .map(({ align }, index) => {
        const text = texts[index]?.[line] ?? "";
        const width = widths[index] ?? 0;
        return align === "left" ? text.padEnd(width) : text.padStart(width);
      })
      .join(" ".repeat(gap))
      .trimEnd(),
  );
}
