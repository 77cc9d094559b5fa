import { counted } from "../../core/count-text.ts";
import { colourIn } from "../../core/run/colour.ts";
import type { Choice, ExploredActor } from "../../core/run/explored.ts";
import { choiceText, propertyName, stateText, waitsText } from "../../core/run/explored-text.ts";
import { timelineLines } from "../../core/run/timeline.ts";
import { padEnd, tidy, widthOf } from "../text/cells.ts";
import { ASCII, type Glyphs } from "../text/glyphs.ts";
import {
  beside,
  emptyRow,
  type Row,
  row,
  type Span,
  span,
  spansWidth,
  spread,
} from "../text/row.ts";
import { wrappedRows } from "../text/wrap.ts";
import { chosen, type Exploring, listed } from "./exploring.ts";
import { EXPLORE_KEYS } from "./keys.ts";

export interface ExploreSpace {
  readonly columns: number;
  readonly rows: number;
  readonly glyphs: Glyphs;
}

/** From this many columns on, actors stand beside the choices. */
const BESIDE_COLUMNS_MIN = 150;
const GAP = 3;

/** The whole screen: the actors' states, the possible next steps, and the properties. */
export function exploreRows(state: Exploring, title: string, space: ExploreSpace): readonly Row[] {
  const { columns, rows } = space;
  const foot = [...propertyRows(state, columns), wayRow(state, space), footerRow(state, columns)];
  const height = Math.max(2, rows - 1 - foot.length);
  return [titleRow(state, title, columns), ...bodyRows(state, { ...space, rows: height }), ...foot];
}

function titleRow({ explored, waiting }: Exploring, title: string, columns: number): Row {
  const { words, at } = explored;
  const place = `step ${words.length}, ${at} ms${waiting ? " ..." : ""}`;
  return spread([span(title, "accent")], [span(place, "muted")], columns);
}

function bodyRows(state: Exploring, space: ExploreSpace): Row[] {
  const { columns, rows, glyphs } = space;
  const { actors } = state.explored;
  if (columns >= BESIDE_COLUMNS_MIN) {
    const width = Math.floor((columns - GAP) / 2);
    const left = actorRows(state, { columns: width, rows, glyphs });
    return beside(left, lowerRows(state, { columns: columns - GAP - width, rows, glyphs }), {
      width,
      gap: GAP,
    });
  }
  const high = Math.min(actors.length, Math.floor(rows / 2));
  const upper = actorRows(state, { columns, rows: high, glyphs });
  return [...upper, ...lowerRows(state, { columns, rows: rows - high, glyphs })];
}

/** An actor a line; those that the choice under the cursor is about are in sight. */
function actorRows(state: Exploring, { columns, rows }: ExploreSpace): Row[] {
  const { actors } = state.explored;
  const choice = chosen(state);
  const width = Math.max(...actors.map(({ name }) => widthOf(name)));
  const about = actors.findIndex(({ name }) => name === choice?.actor);
  const top = Math.max(0, Math.min(about - Math.floor(rows / 2), actors.length - rows));
  return filled(
    actors
      .slice(top, top + rows)
      .map((actor) => actorRow(actor, { isAbout: actor.name === choice?.actor, width, columns })),
    rows,
  );
}

interface ActorSpace {
  readonly isAbout: boolean;
  /** Of the names. */
  readonly width: number;
  readonly columns: number;
}

/** The timer stands at the end, in one word if the state needs the room. */
function actorRow(actor: ExploredActor, { isAbout, width, columns }: ActorSpace): Row {
  const name = span(padEnd(actor.name, width), isAbout ? "strong" : "muted");
  const left = [span(isAbout ? "* " : "  "), name, span(" "), ...stateSpans(actor)];
  const waits = tidy(waitsText(actor));
  const isTight = spansWidth(left) + widthOf(waits) + 1 > columns;
  const [kind = ""] = actor.waits;
  return spread(left, [span(isTight ? String(kind) : waits, "faint")], columns);
}

/** Values in their colour. */
const stateSpans = (actor: ExploredActor): Span[] =>
  tidy(stateText(actor))
    .split(/(\{\d{1,3},\d{1,3},\d{1,3}\})/)
    .map((text) => {
      const rgb = colourIn(text);
      return rgb === undefined || !text.startsWith("{") ? span(text) : { text, rgb };
    });

function lowerRows(state: Exploring, space: ExploreSpace): Row[] {
  switch (state.shows) {
    case "choices":
      return choiceRows(state, space);
    case "messages":
      return messageRows(state, space);
    case "keys":
      return keyRows(state, space);
  }
}

function choiceRows(state: Exploring, { columns, rows, glyphs }: ExploreSpace): Row[] {
  const choices = listed(state);
  const of = state.actor === undefined ? "" : ` of ${state.actor}`;
  const head =
    choices.length === 0
      ? `Nothing can happen${of}.`
      : `Next${of}: ${state.at + 1} of ${choices.length}`;
  const room = Math.max(1, rows - 1);
  const top = Math.max(0, Math.min(state.at - Math.floor(room / 2), choices.length - room));
  const shown = choices.slice(top, top + room).map((choice, index): Row => {
    const line = choiceRow(choice, columns);
    return top + index === state.at ? { ...line, cursor: "focused" } : line;
  });
  return filled([row(span(ruled(head, columns, glyphs), "accent")), ...shown], rows);
}

const ruled = (head: string, columns: number, { box }: Glyphs): string =>
  `${box.horizontal.repeat(2)} ${head} ${box.horizontal.repeat(Math.max(0, columns - widthOf(head) - 4))}`;

function choiceRow(choice: Choice, columns: number): Row {
  const tone = choice.kind === "crash" ? "warn" : "plain";
  return spread(
    [span(` ${tidy(choiceText(choice))}`, tone)],
    [span(choice.word, "muted"), span(` ${String(choice.at).padStart(5)} ms`, "faint")],
    columns,
  );
}

/** The messages so far; those of the last step at the bottom. */
function messageRows(state: Exploring, { columns, rows, glyphs }: ExploreSpace): Row[] {
  const ascii = glyphs === ASCII;
  const [head, ...lines] = timelineLines(state.explored.events, {
    width: columns,
    unit: "step",
    ascii,
  });
  const room = Math.max(1, rows - 1);
  const end = Math.max(room, lines.length - state.scrolled);
  const shown = lines.slice(Math.max(0, end - room), end).map(({ text }) => row(tidy(text)));
  return filled([row(span(head?.text ?? "", "accent")), ...shown], rows);
}

function keyRows({ scrolled }: Exploring, { columns, rows, glyphs }: ExploreSpace): Row[] {
  const width = Math.max(...EXPLORE_KEYS.map(({ shown }) => widthOf(shown)));
  const from = Math.max(0, Math.min(scrolled, EXPLORE_KEYS.length - rows + 1));
  const shown = EXPLORE_KEYS.slice(from).map((each) =>
    row(" ", span(padEnd(each.shown, width), "key"), `  ${each.does}`),
  );
  return filled(
    [row(span(ruled("Keys", columns, glyphs), "accent")), ...shown.slice(0, rows - 1)],
    rows,
  );
}

/** The properties that hold, and the reasons for the others. */
function propertyRows({ explored }: Exploring, columns: number): Row[] {
  const holding = explored.properties.filter(({ holds }) => holds).map(propertyName);
  const lost = explored.properties.filter(({ holds }) => !holds);
  return [
    ...lost.map((property) =>
      row(
        span(` BROKEN ${propertyName(property)}`, "alarm"),
        span(`: ${tidy(property.why)}`, "strong"),
      ),
    ),
    ...wrappedRows(` Holds: ${holding.join(", ")}`, columns, "good"),
  ];
}

/** The last steps, and the number of steps taken back. */
function wayRow({ explored, ahead, branches }: Exploring, { columns, glyphs }: ExploreSpace): Row {
  const more = [
    ...(ahead.length > 0 ? [`${ahead.length} ahead`] : []),
    ...(branches.length > 0 ? [counted(branches.length, "branch", "branches")] : []),
  ].join(", ");
  const room = columns - widthOf(more) - 2;
  const words = explored.words.join(" ");
  const isLong = words.length > room;
  const end = isLong ? `${glyphs.ellipsis}${words.slice(words.length - room + 1)}` : words;
  return spread([span(` ${end}`, "faint")], [span(more, "warn")], columns);
}

function footerRow(state: Exploring, columns: number): Row {
  if (state.notice !== "") return row(" ", span(tidy(state.notice), "warn"));
  const spans: Span[] = [span(" ")];
  for (const { shown, footer, refusal } of EXPLORE_KEYS) {
    if (footer === undefined) continue;
    const isDimmed = refusal?.(state) !== undefined;
    const hint = [
      span(shown, isDimmed ? "faint" : "key"),
      span(` ${footer}  `, isDimmed ? "faint" : "muted"),
    ];
    if (spansWidth([...spans, ...hint]) > columns + 1) break;
    spans.push(...hint);
  }
  return { spans };
}

const filled = (rows: readonly Row[], height: number): Row[] =>
  Array.from({ length: height }, (_, index) => rows[index] ?? emptyRow);
