/** Longest line that is shown or logged, in characters. */
export const LINE_CHARS_MAX = 4000;

// C0 and C1 controls, DEL, bidirectional overrides and isolates, line and
// paragraph separators, zero-width characters, the byte order mark, lone surrogates.
const UNSAFE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
  /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/**
 * A line of a node's output, made safe for a screen or a log: nothing in it moves a cursor or
 * changes a colour or the direction of text. The removed characters stay visible: ESC becomes ␛,
 * U+202E becomes `<202e>`. Tabs become spaces.
 */
export function sanitise(line: string): string {
  const cut = line.length > LINE_CHARS_MAX ? cutLine(line) : line;
  return cut.replace(UNSAFE, visible);
}

function cutLine(line: string): string {
  return `${line.slice(0, LINE_CHARS_MAX)} [cut: the line has ${line.length} characters]`;
}

function visible(character: string): string {
  const code = character.charCodeAt(0);
  if (code === 0x09) return "    ";
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  if (code === 0x7f) return "␡";
  if (code >= 0xd800 && code <= 0xdfff) return "\ufffd";
  return `<${code.toString(16).padStart(4, "0")}>`;
}
