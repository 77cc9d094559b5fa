import { BLANK, type StyledCell, styledCells } from "./styled-cells.ts";

/** The shorter of painting what lies between two changes, and of moving the cursor past it. */
const GAP_MAX = 10;
const ERASE_TO_END = "\x1b[K";
const RESET = "\x1b[0m";

/**
 * The output that turns the shown frame into the next one: moves, styles and text of the changed
 * columns.
 */
export function frameDifference(before: readonly string[], after: readonly string[]): string {
  let text = "";
  for (const [index, line] of after.entries()) {
    const shown = before[index];
    if (shown === line) continue;
    const isNew = shown === undefined;
    const move = (column: number): string => `\x1b[${index + 1};${column + 1}H`;
    // Nothing is known of the row: it is erased first.
    if (isNew) text += move(0) + RESET + ERASE_TO_END;
    text += lineDifference(styledCells(shown ?? ""), styledCells(line), move);
  }
  return text;
}

function lineDifference(
  before: readonly StyledCell[],
  after: readonly StyledCell[],
  move: (column: number) => string,
): string {
  const end = trimmedLength(after);
  let text = changesOf(before, after)
    .filter(([from]) => from < end)
    .map(([from, to]) => move(from) + painted(after.slice(from, Math.min(to, end))))
    .join("");
  if (trimmedLength(before) > end) text += move(end) + ERASE_TO_END;
  return text;
}

/** Columns up to the last that is not blank. */
function trimmedLength(cells: readonly StyledCell[]): number {
  let length = cells.length;
  while (length > 0 && isSame(cells[length - 1], BLANK)) length--;
  return length;
}

/** Stretches of columns that differ; those that are close together are one. */
function changesOf(
  before: readonly StyledCell[],
  after: readonly StyledCell[],
): [number, number][] {
  const changes: [number, number][] = [];
  for (let column = 0; column < after.length; column++) {
    if (isSame(before[column] ?? BLANK, after[column])) continue;
    const last = changes.at(-1);
    // A wide character is painted from its first column.
    const from = after[column]?.character === "" ? column - 1 : column;
    if (last && from - last[1] <= GAP_MAX) last[1] = column + 1;
    else changes.push([from, column + 1]);
  }
  return changes;
}

const isSame = (one: StyledCell | undefined, other: StyledCell | undefined): boolean =>
  one?.character === other?.character && one?.style === other?.style;

function painted(cells: readonly StyledCell[]): string {
  let text = "";
  let style = "";
  for (const cell of cells) {
    if (cell.style !== style) {
      text += style === "" ? cell.style : RESET + cell.style;
      style = cell.style;
    }
    text += cell.character;
  }
  return style === "" ? text : text + RESET;
}
