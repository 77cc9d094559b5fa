import { cut, widthOf } from "./cells.ts";

/** The meaning of a piece of text; a theme decides its look. */
export type Tone =
  | "plain"
  | "muted"
  | "faint"
  | "strong"
  | "accent"
  | "good"
  | "warn"
  | "failed"
  | "alarm"
  | "chart"
  | "match"
  | "key"
  | "input"
  | "caret";

/** A colour that the protocol decided on, 0..255 each. */
export type Rgb = readonly [red: number, green: number, blue: number];

export interface Span {
  readonly text: string;
  readonly tone?: Tone;
  /** Shown in this colour where the terminal has colours. */
  readonly rgb?: Rgb;
  /** Under the cursor of a box, whose frame is not. */
  readonly cursor?: CursorPlace;
}

/** In the pane that has the keys, or in another one. */
export type CursorPlace = "focused" | "elsewhere";

/** A line of the screen as plain data: no control sequences, no theme. */
export interface Row {
  readonly spans: readonly Span[];
  /** The cursor is on the row, over all its width. */
  readonly cursor?: CursorPlace;
}

export const row = (...parts: readonly (Span | string)[]): Row => ({
  spans: parts.map((part) => (typeof part === "string" ? { text: part } : part)),
});

export const span = (text: string, tone?: Tone): Span => (tone ? { text, tone } : { text });

export const emptyRow: Row = { spans: [] };

export const textOf = (line: Row): string => line.spans.map((part) => part.text).join("");

export const spansWidth = (spans: readonly Span[]): number =>
  spans.reduce((sum, part) => sum + widthOf(part.text), 0);

/** The row cut to `width` columns. */
export function cutRow(line: Row, width: number, mark = ""): Row {
  if (spansWidth(line.spans) <= width) return line;
  const spans: Span[] = [];
  let room = width;
  for (const part of line.spans) {
    const size = widthOf(part.text);
    const isLastThatFits = size > room || (size === room && spansWidth(line.spans) > width);
    if (isLastThatFits) {
      spans.push({ ...part, text: cut(`${part.text}${mark}`, room, mark) });
      break;
    }
    spans.push(part);
    room -= size;
  }
  return { ...line, spans };
}

/** Left and right parts of a line that is `width` wide; the left one gives way. */
export function spread(left: readonly Span[], right: readonly Span[], width: number): Row {
  const rightWidth = spansWidth(right);
  const kept = cutRow({ spans: left }, Math.max(0, width - rightWidth - 1)).spans;
  const gap = Math.max(0, width - rightWidth - spansWidth(kept));
  return { spans: [...kept, { text: " ".repeat(gap) }, ...right] };
}

/** The columns of a row from `from` on, `width` of them, filled up with blanks. */
function sliceRow(line: Row, { from, width }: { from: number; width: number }): Span[] {
  const spans: Span[] = [];
  let column = 0;
  let used = 0;
  for (const part of line.spans) {
    const size = widthOf(part.text);
    const skipped = Math.max(0, from - column);
    column += size;
    if (skipped >= size || used >= width) continue;
    const rest = skipped === 0 ? part.text : part.text.slice(cut(part.text, skipped).length);
    const text = cut(rest, width - used);
    used += widthOf(text);
    spans.push({ ...part, text });
  }
  const filled = used < width ? [...spans, { text: " ".repeat(width - used) }] : spans;
  const { cursor } = line;
  return cursor === undefined ? filled : filled.map((part) => ({ ...part, cursor }));
}

/** Two columns of rows side by side; `width` is that of the left one. */
export function beside(
  left: readonly Row[],
  right: readonly Row[],
  { width, gap }: { readonly width: number; readonly gap: number },
): Row[] {
  return Array.from({ length: Math.max(left.length, right.length) }, (_, index) => {
    const start = sliceRow(left[index] ?? emptyRow, { from: 0, width });
    const { spans, cursor } = right[index] ?? emptyRow;
    const end = cursor === undefined ? spans : spans.map((part) => ({ ...part, cursor }));
    return { spans: [...start, { text: " ".repeat(gap) }, ...end] };
  });
}

/** Rows that stand somewhere on the screen. */
export interface Placed {
  readonly rows: readonly Row[];
  readonly left: number;
  readonly top: number;
  readonly width: number;
}

/** The screen with a box over it. */
export function withBox(screen: readonly Row[], box: Placed, columns: number): Row[] {
  const { left, top, width } = box;
  return screen.map((line, index) => {
    const over = box.rows[index - top];
    if (over === undefined) return line;
    const end = left + width;
    return {
      spans: [
        ...sliceRow(line, { from: 0, width: left }),
        ...sliceRow(over, { from: 0, width }),
        ...sliceRow(line, { from: end, width: columns - end }),
      ],
    };
  });
}
