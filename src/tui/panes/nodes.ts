import { counted } from "../../core/count-text.ts";
import { HERE } from "../../core/queue/places.ts";
import type { NodeHealth } from "../../core/run/health.ts";
import { NODE_TABLE_COLUMNS } from "../model/layout.ts";
import { cut, padEnd, padStart, widthOf } from "../text/cells.ts";
import { megabytes, milliseconds, roughDuration } from "../text/format.ts";
import type { Glyphs } from "../text/glyphs.ts";
import { type Row, row, type Span, span, type Tone } from "../text/row.ts";
import type { PaneInput } from "./pane.ts";
import { paneTitle } from "./title.ts";

export function nodesPane({ model, size, glyphs }: PaneInput): Row[] {
  const { snapshot, view } = model;
  const { nodes } = snapshot;
  const used = nodes.filter(({ state }) => state !== "unused").length;
  const up = nodes.filter(({ state }) => state === "up").length;
  const isLost = model.lost !== undefined;
  const upText = isLost ? "unknown: the connection is lost" : `${up}/${used} up`;
  const notes = [span(upText, up === used && !isLost ? "muted" : "warn")];
  const title = paneTitle({
    name: "Nodes",
    notes,
    focused: view.focus === "nodes",
    width: size.width,
    glyphs,
  });
  if (isLost) return [title];
  if (nodes.length === 0) return [title, row(span(" No nodes yet.", "muted"))];
  return [
    title,
    ...(size.width >= NODE_TABLE_COLUMNS + hostWidth(nodes)
      ? table(nodes, glyphs)
      : short(nodes, size.width, glyphs)),
  ];
}

const MARKS: Readonly<Record<NodeHealth["state"], readonly [keyof Glyphs, Tone]>> = {
  up: ["nodeUp", "good"],
  unused: ["nodeStarting", "faint"],
  starting: ["nodeStarting", "warn"],
  down: ["nodeDown", "alarm"],
};

function mark({ state }: NodeHealth, glyphs: Glyphs): Span {
  const [glyph, tone] = MARKS[state];
  return span(glyphs[glyph] as string, tone);
}

const shortName = (node: NodeHealth): string => node.name.replace(/@.*$/, "");

const HOST_WIDTH_MAX = 20;
const SHORT_HOST_WIDTH_MAX = 10;

/** Where nodes are on several hosts, each one says where. */
const hostWidth = (nodes: readonly NodeHealth[]): number =>
  nodes.some(({ host }) => host !== undefined)
    ? 2 + Math.min(HOST_WIDTH_MAX, Math.max(...nodes.map(({ host = HERE }) => widthOf(host))))
    : 0;

const hostCell = ({ host = HERE }: NodeHealth, width: number): Span =>
  span(width === 0 ? "" : padEnd(cut(host, width - 2), width), "muted");

/** Nodes that share a side have longer names: `paxy-acc-2`. */
const nameWidth = (nodes: readonly NodeHealth[]): number =>
  Math.max(NAME_WIDTH_MIN, ...nodes.map((node) => widthOf(shortName(node)) + 1));

const NAME_WIDTH_MIN = 9;

/** One row a node, with headings. */
function table(nodes: readonly NodeHealth[], glyphs: Glyphs): Row[] {
  const width = hostWidth(nodes);
  const forName = nameWidth(nodes) + 1;
  const heading = [
    padEnd("  node", forName + 2),
    ...(width === 0 ? [] : [padEnd("host", width)]),
    padStart("ping ms", 9),
    padStart("up for", 9),
    padStart("processes", 11),
    padStart("memory", 9),
    padStart("run queue", 11),
    padStart("restarts", 10),
  ].join("");
  return [
    row(span(heading, "faint")),
    ...nodes.map((node) => {
      const name = [
        mark(node, glyphs),
        span(` ${padEnd(shortName(node), forName)}`),
        hostCell(node, width),
      ];
      if (node.state === "unused")
        return row(...name, span("  not started: no run has needed it", "faint"));
      const trouble = troubleOf(node);
      if (trouble !== undefined) return row(...name, span(`  ${trouble.join(": ")}`, "warn"));
      return row(
        ...name,
        span(padStart(shown(node.roundTripMs, milliseconds), 9)),
        span(padStart(shown(node.uptimeMs, roughDuration), 9), "muted"),
        span(padStart(shown(node.processes, String), 11), "muted"),
        span(padStart(shown(node.memoryBytes, megabytes), 9), "muted"),
        span(padStart(shown(node.runQueue, String), 11), "muted"),
        restarts(node, 10),
      );
    }),
  ];
}

/** One short row a node, for a narrow pane. */
function short(nodes: readonly NodeHealth[], width: number, glyphs: Glyphs): Row[] {
  const room = Math.min(SHORT_HOST_WIDTH_MAX, hostWidth(nodes));
  const forName = nameWidth(nodes);
  return nodes.map((node) => {
    const name = [
      mark(node, glyphs),
      span(` ${padEnd(shortName(node), forName)}`),
      hostCell(node, room),
    ];
    if (node.state === "unused") return row(...name, span("  not started", "faint"));
    const trouble = troubleOf(node);
    const left = width - forName - 2;
    if (trouble !== undefined) return row(...name, span(troubleText(trouble, left), "warn"));
    return row(
      ...name,
      span(padStart(`${shown(node.roundTripMs, milliseconds)} ms`, 7)),
      span(padStart(shown(node.memoryBytes, megabytes), 8), "muted"),
      span("  "),
      restarts(node, 0),
    );
  });
}

/** The mark tells the state where there is no room for both. */
function troubleText([state, reason]: readonly [string, string], width: number): string {
  const cause = reason.replace(/^was /, "");
  const both = `${state} (${cause})`;
  return both.length <= width ? both : cause;
}

/** The state of a node that is not up, and the reason; a first start is not a problem. */
function troubleOf({ state, reason }: NodeHealth): readonly [string, string] | undefined {
  if (state === "up" || reason === "") return undefined;
  return [state === "down" ? "down" : "restarting", reason];
}

/** Quiet while there were none. */
function restarts({ restarts: count }: NodeHealth, width: number): Span {
  if (width > 0) return span(padStart(String(count), width), count > 0 ? "warn" : "faint");
  return count > 0 ? span(counted(count, "restart"), "warn") : span("");
}

const shown = <T>(value: T | null, format: (value: T) => string): string =>
  value === null ? "-" : format(value);
