import type { StyledCell } from "./styled-cells.ts";

/** Writes cells with few bytes: a style stays on, also in the next row, until another is needed. */
export interface Pen {
  /** Erases a row of which nothing is known. */
  clearRow(row: number): void;
  paint(row: number, column: number, cells: readonly StyledCell[]): void;
  /** Erases a row from a column on. */
  eraseFrom(row: number, column: number): void;
  /** Everything that was written; no style is on after it. */
  finished(): string;
}

const ERASE_TO_END = "\x1b[K";
const RESET = "\x1b[0m";

/** Erasing so many columns (ECH, which leaves the cursor where it is) is shorter than blanks. */
const ERASED_MIN = 6;

const COLOUR = /^(38;5;\d+|38;2;\d+;\d+;\d+|3[0-7]|9[0-7])m$/;

/** Nothing but a colour of text: it does not show in blanks, and another such style takes its place. */
const isColour = (style: string): boolean =>
  style.startsWith("\x1b[") && COLOUR.test(style.slice(2));

const isUnseen = (style: string): boolean => style === "" || isColour(style);

/** A cell that looks empty. */
export const isBlank = (cell: StyledCell | undefined): boolean =>
  cell?.character === " " && isUnseen(cell.style);

export function createPen(): Pen {
  let text = "";
  let style = "";
  const move = (row: number, column: number): void => {
    text += `\x1b[${row + 1};${column + 1}H`;
  };
  const turnTo = (next: string): void => {
    if (next === style) return;
    const replaces = style === "" || (isColour(style) && isColour(next));
    text += replaces ? next : RESET + next;
    style = next;
  };
  const blank = (): void => {
    if (!isUnseen(style)) turnTo("");
  };
  const write = (cells: readonly StyledCell[]): void => {
    for (const cell of cells) {
      if (isBlank(cell)) blank();
      else turnTo(cell.style);
      text += cell.character;
    }
  };
  return {
    clearRow(row) {
      move(row, 0);
      text += RESET + ERASE_TO_END;
      style = "";
    },
    paint(row, column, cells) {
      move(row, column);
      const end = cells.findLastIndex((cell) => !isBlank(cell)) + 1;
      const blanks = cells.length - end;
      write(blanks < ERASED_MIN ? cells : cells.slice(0, end));
      if (blanks < ERASED_MIN) return;
      blank();
      text += `\x1b[${blanks}X`;
    },
    eraseFrom(row, column) {
      move(row, column);
      blank();
      text += ERASE_TO_END;
    },
    finished() {
      turnTo("");
      return text;
    },
  };
}
