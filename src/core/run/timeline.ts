import { type Colour, colourOf } from "./colour.ts";
import { dataText, messageText } from "./message-text.ts";
import type { Data, TraceEvent } from "./trace-event.ts";

export interface TimelineOptions {
  /** Columns of the screen or page; infinite: as many as it takes to have every event in one line. */
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
  /** File and line of a folder's code. */
  readonly where?: string | undefined;
}

type Mark = "in" | "out" | "lost" | "own" | "fault";

const MARKS = {
  unicode: { in: "← ", out: "→ ", lost: "✗ ", own: "", fault: "! ", line: "│" },
  ascii: { in: "< ", out: "> ", lost: "x ", own: "", fault: "! ", line: "|" },
} as const;

/** What the marks of a timeline mean, in a line of at most 56 columns. */
export function timelineLegend({ ascii = false }: Pick<TimelineOptions, "ascii">): string {
  const { in: received, out, lost, fault } = MARKS[ascii ? "ascii" : "unicode"];
  return `${out}sends  ${received}gets  ${lost}lost  ${fault}fault  time-out: no quorum`;
}

/** Below this, columns say too little, and every row names its actor instead. */
const COLUMN_WIDTH_MIN = 13;
const COLUMN_WIDTH_MAX = 34;
/** Nobody reads across more than this, even where there is no end of room. */
const WIDTH_MAX = 360;
const NAME_WIDTH_MAX = 14;
const ACTOR = "actor";

/** A line of text, and where in it a decision stands. */
export interface TimelineLine {
  readonly text: string;
  readonly decision:
    | { readonly from: number; readonly to: number; readonly colour: Colour }
    | undefined;
  /** File and line of a folder's code, where the event has one. */
  readonly where?: string | undefined;
}

/** The same with decisions in their own colour, by control sequences where these are wanted. */
export function timeline(events: readonly TraceEvent[], options: TimelineOptions): string[] {
  return timelineLines(events, options).map(({ text, decision }) => {
    if (!options.colour || decision === undefined) return text;
    const { from, to, colour } = decision;
    const ink = `\u001b[1;38;2;${colour.join(";")}m`;
    return `${text.slice(0, from)}${ink}${text.slice(from, to)}\u001b[0m${text.slice(to)}`;
  });
}

/**
 * The events of a run as lines: time goes down, and every proposer and
 * acceptor has a column. Where these do not fit the width, rows name their
 * actor. The first line names the columns.
 */
export function timelineLines(
  events: readonly TraceEvent[],
  options: Omit<TimelineOptions, "colour">,
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
  return isReadable ? inColumns(page, widths) : inLines(page, options.width);
}

interface Page {
  readonly rows: readonly TimelineRow[];
  readonly actors: readonly string[];
  readonly timeWidth: number;
  readonly unit: string;
  readonly marks: (typeof MARKS)[keyof typeof MARKS];
}

/**
 * In the order of the trace, in which every message is sent before it is
 * received. Acceptors' starts are left out: they are there before anything
 * happens.
 */
export const timelineRows = (events: readonly TraceEvent[]): TimelineRow[] =>
  events
    .filter(({ kind, role }) => kind !== "start" || role === "proposer")
    .map((event) => ({
      ...{ at: event.at, actor: event.actor, where: event.where },
      ...shown(event),
    }));

const ROLES = ["proposer", "acceptor", "other"] as const;

/** Proposers, then acceptors, each in the order of the trial, whichever engine wrote the trace. */
export function actorsOf(events: readonly TraceEvent[]): string[] {
  const places = new Map(events.map((event) => [event.actor, event]));
  const rank = ({ role, index }: TraceEvent): number => 1e6 * ROLES.indexOf(role) + index;
  return [...places.values()].sort((one, other) => rank(one) - rank(other)).map((e) => e.actor);
}

/** A ballot names its proposer, so that only proposers have to say who the other one is. */
function shown({
  actor,
  role,
  kind,
  peer,
  message,
  where,
}: TraceEvent): Pick<TimelineRow, "mark" | "text" | "colour"> {
  const isProposer = role === "proposer";
  const row = (mark: Mark, text: string, colour?: Colour) => ({ mark, text, colour });
  const place = where === undefined ? "" : ` ${where}`;
  const said = `${messageText(message, isProposer ? actor : "")}${place}`;
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
      return row("own", `${timerText(message)}${place}`);
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
      return row("own", forgotten(message));
  }
}

/** The end of a wait, by the tag of its timer. */
export function timerText(tag: Data): string {
  const [phase] = Array.isArray(tag) ? (tag as readonly Data[]) : [];
  if (phase === "backoff") return "back-off is over";
  if (phase === "wait" || tag === "paxy_lab") return "its wait is over";
  return phase === "prepare" || phase === "accept"
    ? `time-out (${phase})`
    : `time-out ${dataText(tag)}`;
}

function decided(message: Data): Pick<TimelineRow, "mark" | "text" | "colour"> {
  if (!Array.isArray(message) || message.length !== 2) {
    return { mark: "own", text: `DECIDED ${dataText(message)}`, colour: undefined };
  }
  const [value, round] = message as readonly Data[];
  const text = `DECIDED ${dataText(value)} in round ${dataText(round)}`;
  return { mark: "own", text, colour: colourOf(value) };
}

/** `["events", 12]`: so many of this actor are missing here; else a sentence that says what is. */
const forgotten = (message: Data): string =>
  Array.isArray(message)
    ? `... ${dataText((message as readonly Data[])[1])} earlier events were not kept`
    : `... ${dataText(message)}`;

/** What the line at the left of a column, and the spaces around its text, take. */
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
  { colour, where }: TimelineRow,
  from: number,
  to: number,
): TimelineLine => ({
  text,
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

/** Exactly so wide; a text that was cut still ends before the next column's line. */
const toWidth = (text: string, width: number): string => text.slice(0, width - 1).padEnd(width);
