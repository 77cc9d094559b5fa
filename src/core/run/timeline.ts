import { parseTerm } from "./erlang-term.ts";
import { messageText, termText } from "./message-text.ts";
import type { TraceEvent } from "./trace-event.ts";

export interface TimelineOptions {
  /** Columns of the screen or page. */
  readonly width: number;
  /** What `at` counts. */
  readonly unit: "ms" | "step";
  /** Decisions in their own colour, by control sequences. */
  readonly colour: boolean;
  /** ASCII characters alone. */
  readonly ascii?: boolean;
}

/** What a row shows: one event, in the column of its actor. */
export interface TimelineRow {
  readonly at: number;
  readonly actor: string;
  readonly mark: Mark;
  readonly text: string;
  /** The value of a decision. */
  readonly colour: Colour | undefined;
}

export type Colour = readonly [red: number, green: number, blue: number];
type Mark = "in" | "out" | "lost" | "own" | "fault";

const MARKS = {
  unicode: { in: "→ ", out: "← ", lost: "✗ ", own: "", fault: "! ", line: "│" },
  ascii: { in: "> ", out: "< ", lost: "x ", own: "", fault: "! ", line: "|" },
} as const;

/** Below this, columns say too little, and every row names its actor instead. */
const COLUMN_WIDTH_MIN = 13;
const COLUMN_WIDTH_MAX = 34;
const NAME_WIDTH_MAX = 14;

/**
 * The events of a run as text: time goes down, and every proposer and
 * acceptor has a column. Where these do not fit the width, rows name their
 * actor.
 */
export function timeline(events: readonly TraceEvent[], options: TimelineOptions): string[] {
  const actors = actorsOf(events);
  const rows = timelineRows(events);
  const timeWidth = Math.max(
    options.unit.length,
    ...rows.slice(-1).map(({ at }) => String(at).length),
  );
  const room = Math.floor((options.width - timeWidth - 1) / Math.max(1, actors.length));
  return room >= COLUMN_WIDTH_MIN
    ? inColumns(rows, actors, timeWidth, Math.min(room, COLUMN_WIDTH_MAX), options)
    : inLines(rows, actors, timeWidth, options);
}

/**
 * By time; a trace has what happens at the same time in an order in which
 * causes come first. Acceptors' starts are left out: they are there before
 * anything happens.
 */
export function timelineRows(events: readonly TraceEvent[]): TimelineRow[] {
  const proposers = new Set(proposersOf(events));
  return [...events]
    .sort((a, b) => a.at - b.at)
    .filter(({ kind, actor }) => kind !== "start" || proposers.has(actor))
    .map((event) => ({
      at: event.at,
      actor: event.actor,
      ...shown(event, proposers.has(event.actor)),
    }));
}

/** Proposers in the order in which they began, then acceptors by their names' first appearance. */
export function actorsOf(events: readonly TraceEvent[]): string[] {
  const proposers = proposersOf(events);
  const others = events.map(({ actor }) => actor).filter((actor) => !proposers.includes(actor));
  return [...proposers, ...new Set(others)];
}

/** Those that send to all acceptors, or decide. */
function proposersOf(events: readonly TraceEvent[]): string[] {
  const speaks = ({ kind, peer }: TraceEvent): boolean =>
    (kind === "send" && peer === "acceptors") || kind === "decided" || kind === "gave_up";
  return [...new Set(events.filter(speaks).map(({ actor }) => actor))].sort();
}

/** A ballot names its proposer, so that only proposers have to say who the other one is. */
function shown(
  { actor, kind, peer, message }: TraceEvent,
  isProposer: boolean,
): Pick<TimelineRow, "mark" | "text" | "colour"> {
  const row = (mark: Mark, text: string, colour?: Colour) => ({ mark, text, colour });
  const said = messageText(message, isProposer ? actor : "");
  const other = isProposer && peer !== "acceptors" ? `${peer}: ` : "";
  switch (kind) {
    case "start":
      return row("own", "starts");
    case "send":
      return row("out", `${other}${said}`);
    case "receive":
      return row("in", `${other}${said}`);
    case "lost":
      return row("lost", `${other}${said}`);
    case "timer":
      return row("own", timerText(message));
    case "decided":
      return decided(message);
    case "gave_up":
      return row("own", "gives up");
    case "crash":
      return row("fault", "crashes");
    case "recover":
      return row("fault", "is back");
    case "stop":
      return row("fault", "is stopped");
    case "cut":
      return row("fault", `cut off from ${peer}`);
    case "heal":
      return row("fault", `hears ${peer} again`);
    case "forgot":
      return row("own", `... ${forgotten(message)} earlier events were not kept`);
  }
}

function timerText(tag: string): string {
  const term = parseTerm(tag);
  const phase = Array.isArray(term) ? term[0] : undefined;
  if (phase === "backoff") return "back-off is over";
  return phase === "prepare" || phase === "accept" ? `time-out (${phase})` : `time-out ${tag}`;
}

function decided(message: string): Pick<TimelineRow, "mark" | "text" | "colour"> {
  const term = parseTerm(message);
  if (!Array.isArray(term) || term.length !== 2) {
    return { mark: "own", text: `DECIDED ${message}`, colour: undefined };
  }
  const [value, round] = term;
  const text = `DECIDED ${termText(value)} in round ${termText(round)}`;
  return { mark: "own", text, colour: isColour(value) ? value : undefined };
}

const isColour = (value: unknown): value is Colour =>
  Array.isArray(value) &&
  value.length === 3 &&
  value.every((each) => Number.isInteger(each) && each >= 0 && each <= 255);

function forgotten(message: string): string {
  const term = parseTerm(message);
  return Array.isArray(term) && term.length === 2 ? termText(term[1]) : "";
}

function inColumns(
  rows: readonly TimelineRow[],
  actors: readonly string[],
  timeWidth: number,
  width: number,
  options: TimelineOptions,
): string[] {
  const marks = MARKS[options.ascii ? "ascii" : "unicode"];
  const cell = (text: string): string => toWidth(`${marks.line} ${text}`, width);
  const header = `${options.unit.padStart(timeWidth)} ${actors.map(cell).join("")}`;
  let before = Number.NaN;
  const lines = rows.flatMap((row) => {
    const time = row.at === before ? "" : String(row.at);
    before = row.at;
    return wrapped(`${marks[row.mark]}${row.text}`, width - 3).map((text, index) => {
      const cells = actors.map((actor) =>
        actor === row.actor ? painted(cell(text), row, options) : cell(""),
      );
      return `${(index === 0 ? time : "").padStart(timeWidth)} ${cells.join("")}`.trimEnd();
    });
  });
  return [header.trimEnd(), ...lines];
}

/** Lines of at most this many characters, parted between words where that is possible. */
function wrapped(text: string, width: number): string[] {
  if (text.length <= width) return [text];
  const space = text.lastIndexOf(" ", width);
  const end = space > 2 ? space : width;
  return [text.slice(0, end), ...wrapped(`  ${text.slice(end).trimStart()}`, width)];
}

function inLines(
  rows: readonly TimelineRow[],
  actors: readonly string[],
  timeWidth: number,
  options: TimelineOptions,
): string[] {
  const marks = MARKS[options.ascii ? "ascii" : "unicode"];
  const nameWidth = Math.min(NAME_WIDTH_MAX, Math.max(0, ...actors.map((name) => name.length)));
  const room = Math.max(8, options.width - timeWidth - nameWidth - 2);
  return rows.map((row) => {
    const name = row.actor.slice(0, nameWidth).padEnd(nameWidth);
    const text = painted(`${marks[row.mark]}${row.text}`.slice(0, room), row, options);
    return `${String(row.at).padStart(timeWidth)} ${name} ${text}`.trimEnd();
  });
}

/** Exactly so wide; a text that was cut still ends before the next column's line. */
const toWidth = (text: string, width: number): string => text.slice(0, width - 1).padEnd(width);

const painted = (text: string, { colour }: TimelineRow, options: TimelineOptions): string => {
  if (!options.colour || colour === undefined) return text;
  const [, before = "", own = "", after = ""] = /^([│|]? ?)(.*?)( *)$/.exec(text) ?? [];
  return `${before}\u001b[1;38;2;${colour.join(";")}m${own}\u001b[0m${after}`;
};
