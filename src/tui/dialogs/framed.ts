import { widthOf } from "../text/cells.ts";
import type { Glyphs } from "../text/glyphs.ts";
import { cutRow, type Row, type Span, span, spansWidth } from "../text/row.ts";

interface Frame {
  readonly title: string;
  readonly rows: readonly Row[];
  readonly width: number;
  readonly height: number;
  readonly glyphs: Glyphs;
}

/** Rows in a box with a title; as many as the height holds. */
export function framed({ title, rows, width, height, glyphs }: Frame): Row[] {
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
