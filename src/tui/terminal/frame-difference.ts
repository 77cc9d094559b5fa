import { createPen, isBlank, type Pen } from "./pen.ts";
import { BLANK, type StyledCell, styledCells } from "./styled-cells.ts";

/** The shorter of painting what lies between two changes, and of moving the cursor past it. */
const GAP_MAX = 10;

/**
 * The output that turns the shown frame into the next one: moves, styles and text of the changed
 * columns.
 */
export function frameDifference(before: readonly string[], after: readonly string[]): string {
  const pen = createPen();
  for (const [index, line] of after.entries()) {
    const shown = before[index];
    if (shown === line) continue;
    // Nothing is known of the row: it is erased first.
    if (shown === undefined) pen.clearRow(index);
    paintDifference(pen, index, styledCells(shown ?? ""), styledCells(line));
  }
  return pen.finished();
}

function paintDifference(
  pen: Pen,
  row: number,
  before: readonly StyledCell[],
  after: readonly StyledCell[],
): void {
  const end = trimmedLength(after);
  for (const [from, to] of changesOf(before, after)) {
    if (from < end) pen.paint(row, from, after.slice(from, Math.min(to, end)));
  }
  if (trimmedLength(before) > end) pen.eraseFrom(row, end);
}

/** Columns up to the last that is not blank. */
function trimmedLength(cells: readonly StyledCell[]): number {
  let length = cells.length;
  while (length > 0 && isBlank(cells[length - 1])) length--;
  return length;
}

/** Stretches of columns that differ; those that are close together are one. */
function changesOf(
  before: readonly StyledCell[],
  after: readonly StyledCell[],
): [number, number][] {
  const changes: [number, number][] = [];
  for (let column = 0; column < after.length; column++) {
    if (looksTheSame(before[column] ?? BLANK, after[column])) continue;
    const last = changes.at(-1);
    // A wide character is painted from its first column.
    const from = after[column]?.character === "" ? column - 1 : column;
    if (last && from - last[1] <= GAP_MAX) last[1] = column + 1;
    else changes.push([from, column + 1]);
  }
  return changes;
}

const looksTheSame = (one: StyledCell, other: StyledCell | undefined): boolean =>
  (one.character === other?.character && one.style === other.style) ||
  (isBlank(one) && isBlank(other));
