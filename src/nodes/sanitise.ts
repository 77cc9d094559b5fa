import { plain } from "../core/plain.ts";

/** Longest line that is shown or logged, in characters. */
export const LINE_CHARS_MAX = 4000;

/**
 * A line of a node's output, made safe for a screen or a log: nothing in it moves a cursor or
 * changes a colour or the direction of text. The removed characters stay visible: ESC becomes ␛,
 * U+202E becomes `<202e>`. Tabs become spaces.
 */
export function sanitise(line: string): string {
  const cut = line.length > LINE_CHARS_MAX ? cutLine(line) : line;
  return plain(cut, visible);
}

function cutLine(line: string): string {
  return `${line.slice(0, LINE_CHARS_MAX)} [cut: the line has ${line.length} characters]`;
}

function visible(character: string): string {
  const code = character.codePointAt(0) as number;
  if (code === 0x09) return "    ";
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  if (code === 0x7f) return "␡";
  if (code >= 0xd800 && code <= 0xdfff) return "\ufffd";
  return `<${code.toString(16).padStart(4, "0")}>`;
}
