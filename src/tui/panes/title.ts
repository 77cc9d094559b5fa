import { widthOf } from "../text/cells.ts";
import type { Glyphs } from "../text/glyphs.ts";
import { cutRow, type Row, type Span, span } from "../text/row.ts";

interface Title {
  readonly name: string;
  /** The muted text beside the name. */
  readonly notes: readonly Span[];
  readonly focused: boolean;
  readonly width: number;
  readonly glyphs: Glyphs;
}

/** The first row of a pane: its name on a rule, heavier where the keys go to it. */
export function paneTitle({ name, notes, focused, width, glyphs }: Title): Row {
  const rule = focused ? glyphs.ruleFocused : glyphs.rule;
  const tone = focused ? "accent" : "faint";
  const said = cutRow(
    {
      spans: [
        span(`${rule} `, tone),
        span(name, focused ? "accent" : "muted"),
        ...notes.flatMap((note) => [span("  "), note]),
        span(" "),
      ],
    },
    width,
    glyphs.ellipsis,
  ).spans;
  const used = said.reduce((sum, each) => sum + widthOf(each.text), 0);
  return { spans: [...said, span(rule.repeat(Math.max(0, width - used)), tone)] };
}
