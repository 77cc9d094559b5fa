import { VERDICTS, type Verdict, verdictRow } from "../../core/run/verdicts.ts";
import type { Glyphs } from "../text/glyphs.ts";
import { type Span, span } from "../text/row.ts";

interface Bar {
  readonly counts: Readonly<Record<Verdict, number>>;
  readonly runs: number;
  readonly width: number;
  readonly glyphs: Glyphs;
}

/** Cancelled runs stand beside those still to come. */
const PARTS = VERDICTS.toSorted((a, b) => Number(a === "cancelled") - Number(b === "cancelled"));

/** Runs done of all, a stretch per verdict; one violation among thousands still has its column. */
export function progressBar({ counts, runs, width, glyphs }: Bar): Span[] {
  const whole = Math.max(1, runs);
  const spans: Span[] = [];
  let done = 0;
  let column = 0;
  for (const verdict of PARTS) {
    const { tone } = verdictRow(verdict);
    done += counts[verdict];
    const end = Math.min(width, Math.floor((done * width) / whole));
    const least = counts[verdict] > 0 && tone !== "good" && tone !== "faint" ? column + 1 : column;
    const to = Math.min(width, Math.max(end, least));
    if (to > column) spans.push(span(bar(verdict, glyphs).repeat(to - column), tone));
    column = Math.max(column, to);
  }
  if (column < width) spans.push(span(glyphs.barLeft.repeat(width - column), "faint"));
  return spans;
}

/** A violation is told from the rest without colour too. */
const bar = (verdict: Verdict, glyphs: Glyphs): string =>
  verdict === "violation" ? "!" : glyphs.barDone;
