import { timeline, timelineLegend } from "../core/run/timeline.ts";
import type { TraceEvent } from "../core/run/trace-event.ts";

/** Columns that a timeline may take: those of the terminal; elsewhere every event has one line. */
export const timelineWidth = (): number =>
  process.stdout.isTTY
    ? process.stdout.columns
    : Number(process.env.COLUMNS) || Number.POSITIVE_INFINITY;

/** Colours that standard output can show. */
function colours(): "none" | "palette" | "all" {
  const { NO_COLOR, COLORTERM = "" } = process.env;
  if (!process.stdout.isTTY || NO_COLOR) return "none";
  return /^(truecolor|24bit)$/.test(COLORTERM) ? "all" : "palette";
}

/** The timeline of a trace as lines, with what its marks mean. */
export function timelineText(
  events: readonly TraceEvent[],
  width: number,
  unit: "ms" | "step" = "ms",
): string {
  const lines = [timelineLegend({}), ...timeline(events, { width, unit, colours: colours() })];
  return lines.map((line) => `${line}\n`).join("");
}

/** Prints the timeline of a trace, as wide as the terminal. */
export function showTimeline(events: readonly TraceEvent[], unit: "ms" | "step"): void {
  process.stdout.write(timelineText(events, timelineWidth(), unit));
}

interface Part {
  readonly title: string;
  readonly events: readonly TraceEvent[];
}

/** Where there is no terminal, two timelines are as wide as a large one. */
const BESIDE_MAX = 200;
const SEPARATOR = " | ";

/** Two timelines beside each other. */
export function sideBySide(parts: readonly Part[], width: number): string {
  const room = Math.floor((Math.min(width, BESIDE_MAX) - SEPARATOR.length) / parts.length);
  const sides = parts.map(({ title, events }) => [
    title,
    ...timeline(events, { width: room, unit: "ms", colours: "none", list: true }),
  ]);
  const length = Math.max(...sides.map((lines) => lines.length));
  return Array.from({ length }, (_, line) => {
    const cells = sides.map((lines) => (lines[line] ?? "").slice(0, room).padEnd(room));
    return `${cells.join(SEPARATOR).trimEnd()}\n`;
  }).join("");
}

/** Wide enough for six actors side by side, narrow enough for a page. */
const PAGE_WIDTH = 110;

/** The timeline of a kept trace (an event a line) as plain text for a page. */
export function pageTimeline(events: readonly TraceEvent[]): string {
  const options = { width: PAGE_WIDTH, unit: "ms", colours: "none" } as const;
  return [timelineLegend({}), ...timeline(events, options)].join("\n");
}
