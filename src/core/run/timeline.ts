import { type Colour, coloured } from "./colour.ts";
import { actorsOf, type TimelineRow, timelineRows } from "./timeline-rows.ts";
import type { TraceEvent } from "./trace-event.ts";

export interface TimelineOptions {
  /** Columns of the screen or page; infinite: as many as it takes to have every event in one line. */
  readonly width: number;
  /** What `at` counts. */
  readonly unit: "ms" | "step";
  /** Values in their own colour, by control sequences: of 24 bits, or of the palette of 256. */
  readonly colours: "none" | "palette" | "all";
  /** Never in columns. */
  readonly list?: boolean;
  /** ASCII characters alone. */
  readonly ascii?: boolean;
}

const MARKS = {
  unicode: { in: "← ", out: "→ ", lost: "✗ ", own: "", fault: "! ", line: "│" },
  ascii: { in: "< ", out: "> ", lost: "x ", own: "", fault: "! ", line: "|" },
} as const;

/** What the marks of a timeline mean, in a line of at most 56 columns. */
export function timelineLegend({ ascii = false }: Pick<TimelineOptions, "ascii">): string {
  const { in: received, out, lost, fault } = MARKS[ascii ? "ascii" : "unicode"];
  return `${out}sends  ${received}gets  ${lost}lost  ${fault}fault  time-out: no quorum`;
}

/** Below this, columns wrap nearly every row, and a list of rows that name their actor is shorter. */
const COLUMN_WIDTH_MIN = 20;
const COLUMN_WIDTH_MAX = 34;
/** Wider rows are hard to read, even if there is room. */
const WIDTH_MAX = 360;
const NAME_WIDTH_MAX = 14;
const ACTOR = "actor";

/** A line of text, and the place of a decision in it. */
export interface TimelineLine {
  readonly text: string;
  readonly decision:
    | { readonly from: number; readonly to: number; readonly colour: Colour }
    | undefined;
  /** The place of the event in the trace; undefined for the names of the columns. */
  readonly event?: number | undefined;
  /** File and line of a folder's code, where the event has one. */
  readonly where?: string | undefined;
}

/** The same with values in their own colour and decisions bold, by control sequences where these are wanted. */
export function timeline(events: readonly TraceEvent[], options: TimelineOptions): string[] {
  const { colours } = options;
  return timelineLines(events, options).map(({ text, decision }) => {
    if (colours === "none") return text;
    if (decision === undefined) return coloured(text, colours);
    const { from, to } = decision;
    const parts = [text.slice(0, from), text.slice(from, to), text.slice(to)];
    const [before, own, after] = parts.map((part) => coloured(part, colours));
    return `${before}\u001b[1m${own}\u001b[22m${after}`;
  });
}

/**
 * The events of a run as lines: time goes down, and every proposer and
 * acceptor has a column. Where these do not fit the width, rows name their
 * actor. The first line names the columns.
 */
export function timelineLines(
  events: readonly TraceEvent[],
  options: Omit<TimelineOptions, "colours">,
): TimelineLine[] {
  const actors = actorsOf(events);
  const rows = timelineRows(events);
  const timeWidth = Math.max(
    options.unit.length,
    ...rows.slice(-1).map(({ at }) => String(at).length),
  );
  const room = Math.floor((options.width - timeWidth - 1) / Math.max(1, actors.length));
  const { unit } = options;
  const page = { rows, actors, timeWidth, unit, marks: MARKS[options.ascii ? "ascii" : "unicode"] };
  const isEndless = room === Number.POSITIVE_INFINITY;
  const widths = isEndless ? fitting(page) : alike(page, room);
  const isReadable = isEndless ? sum(widths) <= WIDTH_MAX : room >= COLUMN_WIDTH_MIN;
  return isReadable && !options.list ? inColumns(page, widths) : inLines(page, options.width);
}

interface Page {
  readonly rows: readonly TimelineRow[];
  readonly actors: readonly string[];
  readonly timeWidth: number;
  readonly unit: string;
  readonly marks: (typeof MARKS)[keyof typeof MARKS];
}

/** The width of the line at the left of a column and of the spaces around its text. */
const COLUMN_EDGES = 3;

const alike = ({ actors }: Page, room: number): number[] =>
  actors.map(() => Math.min(room, COLUMN_WIDTH_MAX));

/** Every column as wide as its longest text. */
function fitting({ rows, actors, marks }: Page): number[] {
  const longest = new Map(actors.map((actor) => [actor, actor.length]));
  for (const { actor, mark, text } of rows) {
    longest.set(actor, Math.max(longest.get(actor) ?? 0, marks[mark].length + text.length));
  }
  return [...longest.values()].map((length) => length + COLUMN_EDGES);
}

const sum = (widths: readonly number[]): number => widths.reduce((all, width) => all + width, 0);

function inColumns(
  { rows, actors, timeWidth, marks, unit }: Page,
  widths: readonly number[],
): TimelineLine[] {
  const widthOf = (column: number): number => widths[column] ?? 0;
  const lineAt = (time: string, cells: readonly string[]): string => {
    const all = cells.map((text, column) => toWidth(`${marks.line} ${text}`, widthOf(column)));
    return `${time.padStart(timeWidth)} ${all.join("")}`.trimEnd();
  };
  let before = Number.NaN;
  const lines = rows.flatMap((row) => {
    const time = row.at === before ? "" : String(row.at);
    before = row.at;
    const column = actors.indexOf(row.actor);
    const from = timeWidth + 1 + sum(widths.slice(0, column)) + marks.line.length + 1;
    const room = widthOf(column) - COLUMN_EDGES;
    return wrapped(`${marks[row.mark]}${row.text}`, room).map((text, index) => {
      const cells = actors.map((actor) => (actor === row.actor ? text : ""));
      return lineOf(lineAt(index === 0 ? time : "", cells), row, from, from + text.length);
    });
  });
  return [{ text: lineAt(unit, actors), decision: undefined }, ...lines];
}

function inLines({ rows, actors, timeWidth, marks, unit }: Page, width: number): TimelineLine[] {
  const longest = Math.max(ACTOR.length, ...actors.map((name) => name.length));
  const nameWidth = Math.min(NAME_WIDTH_MAX, longest);
  const from = timeWidth + nameWidth + 2;
  const lineAt = (time: string, actor: string, text: string): string => {
    const name = actor.slice(0, nameWidth).padEnd(nameWidth);
    const cut = text.slice(0, Math.max(8, width - from));
    return `${time.padStart(timeWidth)} ${name} ${cut}`.trimEnd();
  };
  const lines = rows.map((row) => {
    const line = lineAt(String(row.at), row.actor, `${marks[row.mark]}${row.text}`);
    return lineOf(line, row, from, line.length);
  });
  return [{ text: lineAt(unit, ACTOR, "event"), decision: undefined }, ...lines];
}

const lineOf = (
  text: string,
  { colour, where, event }: TimelineRow,
  from: number,
  to: number,
): TimelineLine => ({
  text,
  event,
  where,
  decision: colour === undefined ? undefined : { from, to, colour },
});

/** Lines of at most this many characters, parted between words where that is possible. */
function wrapped(text: string, width: number): string[] {
  if (text.length <= width) return [text];
  const space = text.lastIndexOf(" ", width);
  const end = space > 2 ? space : width;
  return [text.slice(0, end), ...wrapped(`  ${text.slice(end).trimStart()}`, width)];
}

/** Text of exactly this width; cut text still ends before the next column's line. */
const toWidth = (text: string, width: number): string => text.slice(0, width - 1).padEnd(width);
