import asciichart from "asciichart";
import type { Glyphs } from "../text/glyphs.ts";
import { type Row, type Span, span, type Tone } from "../text/row.ts";

interface Cell {
  readonly character: string;
  readonly tone: Tone;
}

/** A grid of cells that charts are drawn on, row 0 at the top. */
export interface Canvas {
  readonly width: number;
  readonly height: number;
  put(column: number, line: number, cell: Cell): void;
  isEmpty(column: number, line: number): boolean;
  rows(): Row[];
}

export function createCanvas(width: number, height: number): Canvas {
  const cells = Array.from({ length: height }, () =>
    Array<Cell | undefined>(width).fill(undefined),
  );
  return {
    width,
    height,
    put(column, line, cell) {
      const cellRow = cells[line];
      if (cellRow && column >= 0 && column < width) cellRow[column] = cell;
    },
    isEmpty: (column, line) => cells[line]?.[column] === undefined,
    rows: () => cells.map((line) => ({ spans: spansOf(line) })),
  };
}

/** Neighbours of one tone are one span. */
function spansOf(cells: readonly (Cell | undefined)[]): Span[] {
  const spans: Span[] = [];
  let text = "";
  let tone: Tone = "plain";
  for (const cell of cells) {
    const next = cell?.tone ?? "plain";
    if (next !== tone && text !== "") {
      spans.push(span(text, tone));
      text = "";
    }
    tone = next;
    text += cell?.character ?? " ";
  }
  return text === "" ? spans : [...spans, span(text, tone)];
}

interface Line {
  /** One value per column and one before the first, each from 0 to `top`. */
  readonly series: readonly number[];
  readonly startColumn: number;
  /** The value at the top row; 0 is at the bottom. */
  readonly top: number;
  readonly tone: Tone;
  readonly glyphs: Glyphs;
}

/** asciichart's own axis, which is cut off: labels and ticks are drawn to fit the pane. */
const AXIS_COLUMNS = 2;

/** Draws a line with asciichart, which throws on an empty series and on NaN: such a line is left out. */
export function drawLine(canvas: Canvas, { series, startColumn, top, tone, glyphs }: Line): void {
  if (series.length < 2 || !series.every(Number.isFinite)) return;
  const text = asciichart.plot([...series], {
    height: canvas.height - 1,
    min: 0,
    max: top,
    offset: AXIS_COLUMNS,
    format: () => " ",
    symbols: glyphs.chart,
  });
  for (const [line, characters] of text.split("\n").entries()) {
    for (const [column, character] of [...characters.slice(AXIS_COLUMNS)].entries()) {
      if (character !== " ") canvas.put(startColumn + column, line, { character, tone });
    }
  }
}
