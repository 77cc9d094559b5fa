import { type Chance, DRAWS_USUAL, largestJump } from "../../core/run/chance.ts";
import type { TimelineLine } from "../../core/run/timeline.ts";
import type { Model } from "../model/model.ts";
import { remembered } from "../model/remembered.ts";
import { padEnd, padStart, tidy } from "../text/cells.ts";
import { type Row, row, type Span, span } from "../text/row.ts";
import { wrappedRows } from "../text/wrap.ts";

/** " 100 ": a share in percent. */
export const CHANCE_WIDTH = 5;

export const CHANCE_HEADING = span(padEnd("   %", CHANCE_WIDTH), "accent");

/** The chance of a violation at the first line of each step that changed it; the largest change stands out. */
export const chanceColumn = remembered(
  (rows: readonly Chance[], lines: readonly TimelineLine[]): readonly Span[] => {
    const largest = largestJump(rows);
    let step = 0;
    let told = 0;
    return lines.map(({ event = 0 }) => {
      while (step < rows.length && (rows[step]?.events ?? 0) <= event) step++;
      const [before, now] = [rows[step - 1], rows[step]];
      const isTold = step === told || now === undefined || now.share === before?.share;
      if (!isTold) told = step;
      return isTold ? BLANK : span(shareText(now), now === largest ? "alarm" : "strong");
    });
  },
);

const BLANK = span(" ".repeat(CHANCE_WIDTH));

const percent = ({ share }: Chance): string => `${Math.round(100 * share)}`;

const shareText = (chance: Chance): string =>
  padEnd(padStart(percent(chance), CHANCE_WIDTH - 1), CHANCE_WIDTH);

/** The meaning of the column, or how far the draws are. */
export function chanceNote({ chance, trace }: Model, width: number): Row[] {
  if (chance === undefined) return [];
  const { rows, isDone, trouble } = chance;
  if (trouble !== "") return wrappedRows(tidy(trouble), width, "warn");
  const [first] = rows;
  const of = trace?.events.length ?? 0;
  const start = first === undefined ? "" : ` (start ${percent(first)})`;
  const far = isDone ? "" : `, ${rows.at(-1)?.events ?? 0} of ${of} events`;
  const text = `% of ${DRAWS_USUAL} futures from there that violate${start}${far}`;
  return [row(span(text, "faint"))];
}

/** The first event of the step that changed the chance most; undefined if nothing changed it. */
export function largestChange({ chance }: Model): number | undefined {
  const rows = chance?.rows ?? [];
  const jump = largestJump(rows);
  return jump && rows[rows.indexOf(jump) - 1]?.events;
}
