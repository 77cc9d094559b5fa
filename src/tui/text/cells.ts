import stringWidth from "string-width";

/** Columns that a text takes in a terminal. */
export const widthOf = (text: string): number => (isNarrow(text) ? text.length : stringWidth(text));

/** ASCII, and what this screen is drawn with (glyphs.ts): one column each, told a hundred times faster. */
const isNarrow = (text: string): boolean =>
  /^[\x20-\x7e\u00b7\u00d7\u2016\u2022\u2026\u2039\u203a\u2190\u2192\u2500-\u25cf\u2800-\u28ff\u2713]*$/.test(
    text,
  );

const isAscii = (text: string): boolean => /^[\x20-\x7e]*$/.test(text);

/**
 * The text as it may reach a screen: no control characters, and nothing whose
 * width terminals disagree about (emoji, joiners, marks that stayed apart),
 * so that a column is where it is thought to be.
 */
export function tidy(text: string): string {
  if (isAscii(text)) return text;
  return text
    .replaceAll("\t", "  ")
    .normalize("NFC")
    .replace(/\p{Extended_Pictographic}/gu, "?")
    .replace(/[\p{C}\p{M}\p{Zl}\p{Zp}]/gu, "");
}

/** At most `width` columns of a tidy text; `mark` stands at the end where something was cut off. */
export function cut(text: string, width: number, mark = ""): string {
  if (width <= 0) return "";
  if (widthOf(text) <= width) return text;
  const room = width - widthOf(mark);
  if (room <= 0) return cut(mark, width);
  if (isNarrow(text)) return text.slice(0, room) + mark;
  return prefix(text, room) + mark;
}

function prefix(text: string, width: number): string {
  let used = 0;
  let end = 0;
  for (const character of text) {
    used += widthOf(character);
    if (used > width) break;
    end += character.length;
  }
  return text.slice(0, end);
}

export const padEnd = (text: string, width: number): string =>
  text + " ".repeat(Math.max(0, width - widthOf(text)));

export const padStart = (text: string, width: number): string =>
  " ".repeat(Math.max(0, width - widthOf(text))) + text;
