import { cut, widthOf } from "./cells.ts";

/** What a piece of text means; a theme decides how that looks. */
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
