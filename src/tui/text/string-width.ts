import { stripVTControlCharacters } from "node:util";
import { widthOf } from "./cells.ts";

/**
 * The measure that Ink uses in the bundle, in place of string-width (see
 * setup/ink-measure.mjs): the same widths, without its regular expression of
 * every emoji, which takes a third of the first frame to compile.
 */
export default function stringWidth(text: string): number {
  return widthOf(text.includes("\u001b") ? stripVTControlCharacters(text) : text);
}
