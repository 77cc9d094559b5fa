import { timeline } from "../core/run/timeline.ts";
import type { TraceEvent } from "../core/run/trace-event.ts";

/** Prints the timeline of a trace, as wide as the terminal; elsewhere with every event in one line. */
export function showTimeline(events: readonly TraceEvent[], unit: "ms" | "step"): void {
  const { stdout } = process;
  const lines = timeline(events, {
    width: stdout.isTTY ? stdout.columns : Number(process.env.COLUMNS) || Number.POSITIVE_INFINITY,
    unit,
    colour: stdout.isTTY && !process.env.NO_COLOR,
  });
  stdout.write(lines.map((line) => `${line}\n`).join(""));
}

/** Wide enough for six actors side by side, narrow enough for a page. */
const PAGE_WIDTH = 110;

/** The timeline of a kept trace (an event a line) as plain text for a page. */
export function timelineText(events: readonly TraceEvent[]): string {
  return timeline(events, { width: PAGE_WIDTH, unit: "ms", colour: false }).join("\n");
}
