import type { Glyphs } from "../text/glyphs.ts";
import { type Row, type Span, span, type Tone } from "../text/row.ts";

interface Cell {
  /** Bits of the dots that are set, or a character that stands for the cell. */
  dots: number;
  character: string;
  tone: Tone;
  /** The lines that pass through the cell. */
  owner: number;
}

/**
 * A plot made of dots: 2 x 4 per cell in braille, 1 x 2 in ASCII. Lines that meet in a cell share
 * it, so none hides another.
 */
export interface Grid {
  readonly width: number;
  readonly height: number;
  /** Dots across and down. */
  readonly columns: number;
  readonly lines: number;
  /** Sets a dot of a line (its number tells it from others); 0, 0 is at the top left. */
  dot(column: number, line: number, stroke: Stroke): void;
  /** Puts a character into a cell; `both` replaces the characters of two lines. */
  mark(column: number, line: number, mark: Stroke & { readonly character: string }): void;
  /** A character behind everything else. */
  behind(column: number, line: number, character: string): void;
  isEmpty(column: number, line: number): boolean;
  rows(): Row[];
}

export interface Stroke {
  readonly tone: Tone;
  readonly owner: number;
}

/** Unicode's order of the dots of a braille cell: [column][line]. */
const BRAILLE = [
  [0x01, 0x02, 0x04, 0x40],
  [0x08, 0x10, 0x20, 0x80],
] as const;
const ASCII_DOTS = [" ", "'", ".", ":"] as const;

export function createGrid(width: number, height: number, glyphs: Glyphs): Grid {
  const cells: Cell[] = Array.from({ length: width * height }, () => ({
    dots: 0,
    character: "",
    tone: "plain",
    owner: -1,
  }));
  const [across, down] = glyphs.braille ? [2, 4] : [1, 2];
  const cellAt = (column: number, line: number): Cell | undefined =>
    column >= 0 && column < width && line >= 0 && line < height
      ? cells[line * width + column]
      : undefined;
  const share = (cell: Cell, { tone, owner }: Stroke): void => {
    cell.tone = cell.owner === -1 || cell.owner === owner ? tone : "plain";
    cell.owner = owner;
  };
  return {
    width,
    height,
    columns: width * across,
    lines: height * down,
    dot(column, line, stroke) {
      const cell = cellAt(Math.floor(column / across), Math.floor(line / down));
      if (cell === undefined || column < 0 || line < 0) return;
      const bits = glyphs.braille ? BRAILLE[column % across] : [1, 2];
      cell.dots |= bits?.[line % down] ?? 0;
      share(cell, stroke);
    },
    mark(column, line, { character, ...stroke }) {
      const cell = cellAt(column, line);
      if (cell === undefined) return;
      const isShared = cell.character !== "" && cell.owner !== stroke.owner;
      cell.character = isShared ? glyphs.both : character;
      share(cell, stroke);
    },
    behind(column, line, character) {
      const cell = cellAt(column, line);
      if (cell === undefined || cell.character !== "" || cell.dots !== 0) return;
      cell.character = character;
      cell.tone = "faint";
    },
    isEmpty(column, line) {
      const cell = cellAt(column, line);
      return cell !== undefined && cell.character === "" && cell.dots === 0;
    },
    rows: () =>
      Array.from({ length: height }, (_, line) => ({
        spans: spansOf(cells.slice(line * width, (line + 1) * width), glyphs),
      })),
  };
}

const characterOf = ({ character, dots }: Cell, glyphs: Glyphs): string => {
  if (character !== "") return character;
  if (dots === 0) return " ";
  return glyphs.braille ? String.fromCodePoint(0x2800 + dots) : (ASCII_DOTS[dots] ?? " ");
};

/** Neighbours of one tone are one span. */
function spansOf(cells: readonly Cell[], glyphs: Glyphs): Span[] {
  const spans: Span[] = [];
  let text = "";
  let tone: Tone = "plain";
  for (const cell of cells) {
    if (cell.tone !== tone && text !== "") {
      spans.push(span(text, tone));
      text = "";
    }
    tone = cell.tone;
    text += characterOf(cell, glyphs);
  }
  return text === "" ? spans : [...spans, span(text, tone)];
}

interface Place {
  readonly column: number;
  readonly line: number;
}

/** A straight line of dots between two dots. */
export function drawSegment(grid: Grid, from: Place, to: Place, stroke: Stroke): void {
  const steps = Math.max(1, Math.abs(to.column - from.column), Math.abs(to.line - from.line));
  for (let step = 0; step <= steps; step++) {
    const share = step / steps;
    grid.dot(
      Math.round(from.column + (to.column - from.column) * share),
      Math.round(from.line + (to.line - from.line) * share),
      stroke,
    );
  }
}
