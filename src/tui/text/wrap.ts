import { cut, widthOf } from "./cells.ts";
import { type Row, row, span, type Tone } from "./row.ts";

/** The text in lines of at most `width` columns, parted between words; a word that is longer is parted, too. */
export function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ").flatMap((each) => parted(each, width))) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (widthOf(longer) <= width) {
      line = longer;
      continue;
    }
    lines.push(line);
    line = word;
  }
  return [...lines, line];
}

function parted(word: string, width: number): string[] {
  const pieces: string[] = [];
  let rest = word;
  while (widthOf(rest) > width) {
    const piece = cut(rest, width) || rest;
    pieces.push(piece);
    rest = rest.slice(piece.length);
  }
  return [...pieces, rest];
}

export const wrappedRows = (text: string, width: number, tone: Tone): Row[] =>
  wrapped(text, width).map((line) => row(span(line, tone)));

interface Room {
  readonly height: number;
  /** Stands at the end of what was cut off. */
  readonly ellipsis: string;
}

/** As many of the rows as the height holds; the last one says where there were more. */
export function firstRows(rows: readonly Row[], { height, ellipsis }: Room): readonly Row[] {
  if (rows.length <= height) return rows;
  const last = rows[height - 1];
  const kept = rows.slice(0, Math.max(0, height - 1));
  return last === undefined ? kept : [...kept, { spans: [...last.spans, span(` ${ellipsis}`)] }];
}
