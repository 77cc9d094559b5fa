import { colourOf } from "../../core/run/colour.ts";
import type { TraceEvent } from "../../core/run/trace-event.ts";
import { explain } from "../../core/why/explain.ts";
import { historyOf } from "../../core/why/history.ts";
import { sentences } from "../../core/why/words.ts";
import { parted } from "../folded.ts";
import { type Html, html } from "../page/html.ts";
import { type Arrow, type Layout, LINE_HEIGHT, layout, type Place } from "./layout.ts";

export interface DiagramInput {
  readonly events: readonly TraceEvent[];
  readonly acceptors: number;
  /** "Trial 1, run 2" */
  readonly title: string;
  /** What `at` counts. */
  readonly unit: "ms" | "step";
}

/**
 * The space-time diagram of a violation as an SVG element: time goes down, and
 * each actor has a line. Events on which the decisions depend are strong, all others faint. Colour
 * is not needed: values have names, losses crosses, decisions boxes, causes numbers. Undefined if
 * nothing was decided.
 */
export function diagram({ events, acceptors, title, unit }: DiagramInput): string | undefined {
  const explanation = explain(events, acceptors);
  if (explanation === undefined) return undefined;
  const picture = layout(historyOf(events, acceptors), explanation);
  const width = Math.max(picture.width + 10, WIDTH_MIN);
  const said = sentences(explanation);
  const numbered = said.map((line, index) => {
    const cause = index - (said.length - explanation.causes.length);
    return cause < 0 || explanation.causes.length === 0 ? line : `(${cause + 1}) ${line}`;
  });
  // The mean width of a character.
  const columns = Math.floor((width - 8) / 6.6);
  const left = picture.others.length > 0 ? [`Not drawn: ${picture.others.join(", ")}.`] : [];
  const below = [...numbered, ...left, LEGEND].flatMap((line) => parted(line, columns));
  const height = picture.bottom + 24 + below.length * TEXT_HEIGHT;
  const id = `${title}`.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
  return html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" style="max-width:100%;height:auto" role="img" aria-labelledby="${id}-title ${id}-desc" font-family="system-ui, sans-serif" font-size="10" fill="currentColor" stroke="none">
<title id="${id}-title">${title}: why it is a violation</title><desc id="${id}-desc">${said.join(" ")}</desc>
<defs><marker id="${id}-head" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="6" markerHeight="6" orient="auto"><path d="M0,0L8,4L0,8z"/></marker></defs>
${lifelines(picture)}<text x="4" y="30" font-size="10">${unit}</text>${picture.times.map(({ y, text }) => html`<text x="4" y="${y + 4}" fill-opacity="0.7">${text}</text>`)}
${picture.arrows.map((each) => arrow(each, id))}
${picture.places.map(place)}
${below.map((line, index) => html`<text x="4" y="${picture.bottom + 28 + index * TEXT_HEIGHT}" font-size="13">${line}</text>`)}
</svg>`.text;
}

const WIDTH_MIN = 560;
const TEXT_HEIGHT = 18;
const LEGEND =
  "Arrows are messages, from the sender down to the receiver; a cross is a loss; a dashed line is an actor that is away. Faint: events that the decisions do not depend on.";

function lifelines({ columns, bottom, gaps }: Layout): Html {
  return html`${columns.map(
    ({ actor, x, isProposer }) =>
      html`<text x="${x - 4}" y="${isProposer ? 16 : 30}" font-size="12" font-weight="${isProposer ? 700 : 400}">${actor}</text><line x1="${x}" y1="36" x2="${x}" y2="${bottom}" stroke="currentColor" stroke-width="1" stroke-opacity="0.45"/>`,
  )}${gaps.map(({ x, from, to }) => html`<line x1="${x}" y1="${from}" x2="${x}" y2="${to}" style="stroke:Canvas" stroke-width="3"/><line x1="${x}" y1="${from}" x2="${x}" y2="${to}" stroke="currentColor" stroke-dasharray="2 4"/>`)}`;
}

function arrow({ from, to, strong, lost }: Arrow, id: string): Html {
  const ink = strong ? html` stroke-width="1.3"` : html` stroke-width="0.7" stroke-opacity="0.25"`;
  const head = lost || !strong ? "" : html` marker-end="url(#${id}-head)"`;
  const cross = lost
    ? html`<path d="M${to.x - 4},${to.y - 4}l8,8m0,-8l-8,8" stroke="currentColor" stroke-width="1.5" stroke-opacity="${strong ? 1 : 0.45}"/>`
    : "";
  return html`<line x1="${from.x}" y1="${from.y}" x2="${round(to.x)}" y2="${to.y}" stroke="currentColor"${ink}${head}/>${cross}`;
}

const round = (pixels: number): number => Math.round(10 * pixels) / 10;

function place({ x, y: middle, strong, label, causes, decision, leansRight }: Place): Html {
  if (!strong) return html`<circle cx="${x}" cy="${middle}" r="1.2" fill-opacity="0.3"/>`;
  // Above the arrows that leave to the right.
  const y = middle - (leansRight && !decision ? 5 : 0);
  const colour = label?.value === undefined ? undefined : colourOf(label.value);
  const swatch =
    colour === undefined
      ? ""
      : html`<rect x="${x + 6}" y="${y - 5}" width="8" height="8" fill="rgb(${colour.join()})" stroke="currentColor" stroke-width="0.7"/>`;
  const from = x + (colour === undefined ? 6 : 18);
  const words = (label?.lines ?? []).map(
    (line, index) =>
      html`<text x="${from}" y="${y + 3.5 + index * LINE_HEIGHT}" font-weight="${decision ? 700 : 400}" style="stroke:Canvas;stroke-width:3px;paint-order:stroke">${line}</text>`,
  );
  const box = decision
    ? html`<rect x="${x - 4}" y="${y - 10}" width="${boxWidth(label?.lines ?? [])}" height="${LINE_HEIGHT * (label?.lines.length ?? 1) + 6}" rx="3" fill="none" stroke="currentColor" stroke-width="2"/>`
    : html`<circle cx="${x}" cy="${middle}" r="2.2"/>`;
  const marks = causes.map(
    (number, index) =>
      html`<circle cx="${x - 12 - 18 * index}" cy="${middle}" r="8" fill="none" stroke="currentColor" stroke-width="2"/><text x="${x - 12 - 18 * index}" y="${middle + 3.5}" text-anchor="middle" font-weight="700" style="stroke:Canvas;stroke-width:2px;paint-order:stroke">${number}</text>`,
  );
  return html`${box}${swatch}${words}${marks}`;
}

const boxWidth = (lines: readonly string[]): number =>
  28 + 6.6 * Math.max(1, ...lines.map(({ length }) => length));
