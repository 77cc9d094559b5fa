import { widthOf } from "../text/cells.ts";
import type { Glyphs } from "../text/glyphs.ts";
import { cutRow, type Placed, type Row, row, type Span, span, spansWidth } from "../text/row.ts";
import { BESIDE_MIN } from "./dialog.ts";

interface Frame {
  readonly title: string;
  readonly rows: readonly Row[];
  readonly width: number;
  readonly height: number;
  readonly glyphs: Glyphs;
}

const MARGIN = 2;

/** A box over the middle of the screen, with blanks around it or to the edges of the screen. */
export function boxed(frame: Frame, screen: { columns: number; rows: number }): Placed {
  const { width, height } = frame;
  const left = Math.max(0, Math.floor((screen.columns - width) / 2));
  const top = Math.max(0, Math.floor((screen.rows - height) / 2));
  const isNarrow = left < BESIDE_MIN;
  const before = isNarrow ? left : MARGIN;
  const after = isNarrow ? screen.columns - left - width : MARGIN;
  const rows = framed(frame).map(({ spans }) =>
    row(" ".repeat(before), ...spans, " ".repeat(after)),
  );
  return { rows, left: left - before, top, width: before + width + after };
}

/** Rows in a box with a title; as many as the height holds. */
function framed({ title, rows, width, height, glyphs }: Frame): Row[] {
  const { box } = glyphs;
  const inner = width - 4;
  const side = (text: string): Span => span(text, "muted");
  const head = ` ${title} `;
  const top = [
    side(box.topLeft + box.horizontal),
    span(head, "accent"),
    side(box.horizontal.repeat(Math.max(0, width - 3 - widthOf(head))) + box.topRight),
  ];
  const body = Array.from({ length: height - 2 }, (_, index): Row => {
    const { spans, cursor } = cutRow(rows[index] ?? { spans: [] }, inner, glyphs.ellipsis);
    const filled = [...spans, span(" ".repeat(Math.max(0, inner - spansWidth(spans))))];
    const content = cursor ? filled.map((part): Span => ({ ...part, cursor })) : filled;
    return { spans: [side(`${box.vertical} `), ...content, side(` ${box.vertical}`)] };
  });
  const bottom = side(box.bottomLeft + box.horizontal.repeat(width - 2) + box.bottomRight);
  return [{ spans: top }, ...body, { spans: [bottom] }];
}
