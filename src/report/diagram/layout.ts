import { actorsOf } from "../../core/run/timeline-rows.ts";
import type { TraceEvent } from "../../core/run/trace-event.ts";
import type { Explanation } from "../../core/why/explain.ts";
import type { History } from "../../core/why/history.ts";
import { type Label, labelOf } from "./labels.ts";

/** An event's place in the picture. */
export interface Place {
  readonly at: number;
  readonly x: number;
  readonly y: number;
  readonly strong: boolean;
  readonly label: Label | undefined;
  /** The numbers of the sentences that are about it, from 1. */
  readonly causes: readonly number[];
  readonly decision: boolean;
  /** Its messages leave to the right. */
  readonly leansRight: boolean;
}

export interface Arrow {
  readonly from: { readonly x: number; readonly y: number };
  readonly to: { readonly x: number; readonly y: number };
  readonly strong: boolean;
  readonly lost: boolean;
}

/** While an actor was away. */
export interface Gap {
  readonly x: number;
  readonly from: number;
  readonly to: number;
}

/** A picture as plain data: pixels, from the top left. */
export interface Layout {
  readonly width: number;
  readonly bottom: number;
  readonly columns: readonly {
    readonly actor: string;
    readonly x: number;
    readonly isProposer: boolean;
  }[];
  readonly places: readonly Place[];
  readonly arrows: readonly Arrow[];
  readonly gaps: readonly Gap[];
  /** Times at the left: of the first event of each ms or step. */
  readonly times: readonly { readonly y: number; readonly text: string }[];
  /** Actors without a column, since the decisions do not depend on them. */
  readonly others: readonly string[];
}

export const LINE_HEIGHT = 12;
const CHARACTER_WIDTH = 5.9;
const GUTTER = 52;
const TOP = 44;
const COLUMN = { min: 64, max: 170 } as const;
const FAINT_HEIGHT = 4;
/** More events would make the picture unreadable. */
const FAINT_MAX = 600;

/**
 * Time goes down; actors have columns, proposers first. Only events on which decisions depend have
 * labels.
 */
export function layout(history: History, { slice, causes, decisions }: Explanation): Layout {
  const { events } = history;
  const strong = new Set(slice);
  const taking = new Set(slice.map((at) => events[at]?.actor));
  const actors = actorsOf(events);
  const shown = actors.filter((actor) => taking.has(actor));
  const hasFaint = events.length - slice.length <= FAINT_MAX;
  const drawn = events.flatMap(({ actor }, at) =>
    strong.has(at) || (hasFaint && taking.has(actor)) ? [at] : [],
  );
  const labels = new Map(
    drawn.filter((at) => strong.has(at)).map((at) => [at, labelOf(history, at)]),
  );
  const { ys, bottom } = rows(history, drawn, { strong, labels });
  const columns = columnsOf(history, shown, labels);
  const xOf = new Map(columns.map(({ actor, x }) => [actor, x]));
  const places = drawn.map(
    (at): Place => ({
      at,
      x: xOf.get(events[at]?.actor ?? "") ?? 0,
      y: ys.get(at) ?? 0,
      strong: strong.has(at),
      label: labels.get(at),
      causes: causes.flatMap((cause, index) => (cause.at === at ? [index + 1] : [])),
      leansRight: events[at]?.role === "proposer",
      decision: decisions.some((each) => each.at === at),
    }),
  );
  const placed = new Map(places.map((each) => [each.at, each]));
  const last = columns.at(-1);
  return {
    width: (last?.x ?? GUTTER) + (last?.width ?? 0),
    bottom,
    columns,
    places,
    arrows: arrowsOf(history, placed, xOf),
    gaps: gapsOf(history, placed, bottom),
    times: timesOf(events, places),
    others: actors.filter((actor) => !taking.has(actor)),
  };
}

function columnsOf(
  { events, of }: History,
  actors: readonly string[],
  labels: ReadonlyMap<number, Label | undefined>,
) {
  let x = GUTTER;
  return actors.map((actor) => {
    const own = of(actor).flatMap((at) => labels.get(at)?.lines ?? []);
    const longest = Math.max(actor.length + 2, ...own.map(({ length }) => length));
    const width = Math.min(COLUMN.max, Math.max(COLUMN.min, longest * CHARACTER_WIDTH + 18));
    const column = { actor, x, width, isProposer: events[of(actor)[0] ?? 0]?.role === "proposer" };
    x += width;
    return column;
  });
}

/**
 * Events of one time stand beside each other where they can: below the event
 * before of their actor, and below the one that sent what arrives. What comes in
 * and what it leads to share a row, and so do equal messages to several actors.
 */
function rows(
  { events, sent }: History,
  drawn: readonly number[],
  { strong, labels }: { strong: ReadonlySet<number>; labels: Map<number, Label | undefined> },
) {
  const ys = new Map<number, number>();
  const last = new Map<string, { readonly at: number; readonly bottom: number }>();
  let top = TOP;
  let bottom = TOP;
  let time: number | undefined;
  for (const at of drawn) {
    const event = events[at] as TraceEvent;
    if (event.at !== time) top = bottom;
    time = event.at;
    const before = last.get(event.actor);
    const arrives = (ys.get(sent[at] ?? -1) ?? -ARROW_HEIGHT) + ARROW_HEIGHT;
    const beside =
      before && sharesRow(events, labels, before.at, at) ? ys.get(before.at) : undefined;
    const y =
      beside !== undefined && beside >= arrives
        ? beside
        : Math.max(top, arrives, before?.bottom ?? 0);
    if (beside === y && labels.get(before?.at ?? -1)) labels.set(at, undefined);
    const lines = labels.get(at)?.lines.length ?? 1;
    const height = strong.has(at) ? LINE_HEIGHT * lines + 8 : FAINT_HEIGHT;
    ys.set(at, y);
    last.set(event.actor, {
      at,
      bottom: Math.max(y + height, beside === y ? (before?.bottom ?? 0) : 0),
    });
    bottom = Math.max(bottom, y + height);
  }
  return { ys, bottom: bottom + LINE_HEIGHT };
}

/** The least height of an arrow. */
const ARROW_HEIGHT = 20;

function sharesRow(
  events: readonly TraceEvent[],
  labels: ReadonlyMap<number, Label | undefined>,
  before: number,
  at: number,
): boolean {
  const [one, other] = [events[before] as TraceEvent, events[at] as TraceEvent];
  if (one.at !== other.at || other.kind === "decided" || other.kind === "receive") return false;
  return (
    labels.get(before) === undefined ||
    labels.get(at) === undefined ||
    (one.kind === "send" && JSON.stringify(one.message) === JSON.stringify(other.message))
  );
}

function arrowsOf(
  { events, sent }: History,
  placed: ReadonlyMap<number, Place>,
  xOf: ReadonlyMap<string, number>,
): Arrow[] {
  return [...placed.values()].flatMap((to): Arrow[] => {
    const { kind, peer } = events[to.at] as TraceEvent;
    const from = placed.get(sent[to.at] ?? -1);
    if (from !== undefined) {
      return [{ from, to, strong: to.strong && from.strong, lost: kind === "lost" }];
    }
    const peerX = xOf.get(peer);
    if (kind !== "lost" || sent[to.at] !== undefined || peerX === undefined) return [];
    const end = { x: to.x + (peerX - to.x) * LOST_AFTER, y: to.y + FAINT_HEIGHT + 6 };
    return [{ from: to, to: end, strong: to.strong, lost: true }];
  });
}

/** The share of its way after which a lost message ends. */
const LOST_AFTER = 0.3;

function gapsOf(
  { events, of }: History,
  placed: ReadonlyMap<number, Place>,
  bottom: number,
): Gap[] {
  return [...placed.values()].flatMap(({ at, x, y }): Gap[] => {
    const { kind, actor } = events[at] as TraceEvent;
    if (kind !== "crash" && kind !== "stop") return [];
    const back = of(actor).find((each) => each > at && events[each]?.kind === "recover");
    return [{ x, from: y, to: placed.get(back ?? -1)?.y ?? bottom }];
  });
}

function timesOf(events: readonly TraceEvent[], places: readonly Place[]) {
  let before = -1;
  let lastY = -LINE_HEIGHT;
  return places.flatMap(({ at, y, strong }) => {
    const time = events[at]?.at ?? 0;
    if (!strong || time === before || y < lastY + LINE_HEIGHT) return [];
    before = time;
    lastY = y;
    return [{ y, text: String(time) }];
  });
}
