import type { TextField } from "../model/view.ts";
import { cut, widthOf } from "./cells.ts";
import { type Span, span } from "./row.ts";

interface Field extends TextField {
  readonly width: number;
}

/** A text with its caret, scrolled so that the caret is seen, `width` columns wide. */
export function fieldSpans({ text, caret, width }: Field): Span[] {
  const start = widthOf(text.slice(0, caret)) < width ? 0 : scrolled({ text, caret, width });
  const before = text.slice(start, caret);
  const under = [...text.slice(caret)][0] ?? " ";
  const room = width - widthOf(before) - widthOf(under);
  const after = cut(text.slice(caret + under.length), Math.max(0, room));
  const padding = " ".repeat(Math.max(0, room - widthOf(after)));
  return [
    span(before, "input"),
    span(under, "caret"),
    span(after, "input"),
    span(padding, "input"),
  ];
}

/** Offset of the first character shown when the caret is at the right end. */
function scrolled({ text, caret, width }: Field): number {
  let start = caret;
  while (start > 0 && widthOf(text.slice(start - 1, caret)) < width) start--;
  return start;
}
