import { colourIn } from "../../core/run/colour.ts";
import type { OutputLine } from "../../core/run/health.ts";
import type { Matcher } from "../output/query.ts";
import { cut, padEnd, tidy } from "../text/cells.ts";
import { clockText } from "../text/format.ts";
import type { Glyphs } from "../text/glyphs.ts";
import { type Row, type Span, span } from "../text/row.ts";

interface Look {
  readonly width: number;
  readonly glyphs: Glyphs;
  readonly marks: Matcher | undefined;
  /** Whether the time stands before the line. */
  readonly times: boolean;
}

/** Columns before the text: trial and run, and the node where there is room for it. */
const TAG_WIDTH = 12;
const TAG_WIDTH_NARROW = 7;
const NARROW_WIDTH = 56;

/** A line of output as a row: where it came from, then its text with decisions in their colour. */
export function outputRow(line: OutputLine, { width, glyphs, marks, times }: Look): Row {
  const isNarrow = width < NARROW_WIDTH;
  const time = times ? `${timeText(line.atMs)} ` : "";
  const room = width - time.length - (isNarrow ? TAG_WIDTH_NARROW : TAG_WIDTH);
  const text = cut(
    tidy(line.text).replace(isNarrow ? /^\[Proposer / : /^$/, "["),
    room,
    glyphs.ellipsis,
  );
  const places = marks?.places(text) ?? [];
  const body = places.length > 0 ? marked(text, places) : coloured(text);
  return { spans: [span(time + tag(line, isNarrow), "faint"), ...body] };
}

/** `12:05:09.123`, local time. */
const timeText = (atMs: number): string =>
  `${clockText(atMs)}.${String(Math.floor(atMs) % 1000).padStart(3, "0")}`;

function tag({ trial, run, node }: OutputLine, isNarrow: boolean): string {
  const which = trial === 0 ? "" : `${trial}.${run}`;
  if (isNarrow) return padEnd(cut(which, 6), TAG_WIDTH_NARROW);
  const short = node.replace(/^paxy-/, "").replace(/@.*$/, "");
  return `${padEnd(cut(which, 6), 7)}${padEnd(cut(short, 4), 5)}`;
}

function marked(text: string, places: readonly (readonly [number, number])[]): Span[] {
  const spans: Span[] = [];
  let end = 0;
  for (const [from, to] of places) {
    if (from > end) spans.push(span(text.slice(end, from)));
    spans.push(span(text.slice(from, to), "match"));
    end = to;
  }
  return end < text.length ? [...spans, span(text.slice(end))] : spans;
}

/** Decisions stand out in the colour that was decided; phases and aborted rounds stay quiet. */
function coloured(text: string): readonly Span[] {
  const found = /^(\[[^\]]*\] )?(.*)$/.exec(text);
  const [, who = "", rest = text] = found ?? [];
  const rgb = colourIn(rest);
  if (/^DECIDED\b/.test(rest)) {
    return [span(who, "muted"), rgb ? { text: rest, rgb } : span(rest, "strong")];
  }
  if (who === "[Paxy] ") return [span(who, "muted"), span(rest, "strong")];
  return [span(who, "faint"), span(rest, "muted")];
}
