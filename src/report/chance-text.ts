import { type Chance, largestJump } from "../core/run/chance.ts";
import { timelineRows } from "../core/run/timeline-rows.ts";
import type { TraceEvent } from "../core/run/trace-event.ts";

/** The changes of the chance of a violation, a line each; the largest is marked. */
export function chanceText(
  rows: readonly Chance[],
  events: readonly TraceEvent[],
  draws: number,
): string {
  const jump = largestJump(rows);
  const lines = rows.flatMap((row, index) => {
    const before = rows[index - 1];
    if (before !== undefined && before.share === row.share) return [];
    const mark = row === jump ? "  <- the largest change" : "";
    return [`${percent(row.share)}  ${happened(events, before?.events ?? 0, row.events)}${mark}`];
  });
  const head = `Chance of a violation after each event, of ${draws} futures drawn again:`;
  return `${[head, ...lines].join("\n")}\n`;
}

const percent = (share: number): string => `${(100 * share).toFixed(0).padStart(4)}%`;

/** The first event of a step, from which the others follow. */
function happened(events: readonly TraceEvent[], from: number, to: number): string {
  const step = events.slice(from, to);
  const [row] = timelineRows(step);
  if (row === undefined) return "at the beginning";
  return `${row.at} ms, ${row.actor}: ${row.text}`;
}
