import { colourIn } from "../../core/run/colour.ts";
import type { Glyphs } from "../text/glyphs.ts";
import { type Span, span } from "../text/row.ts";

/** A value with a swatch of its colour. */
export function valueSpans(text: string, glyphs: Glyphs): Span[] {
  const rgb = colourIn(text);
  return rgb ? [{ text: `${glyphs.swatch} ${text}`, rgb }] : [span(text, "faint")];
}
