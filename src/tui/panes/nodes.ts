import type { NodeHealth } from "../../core/run/health.ts";
import { NODE_TABLE_COLUMNS } from "../model/layout.ts";
import { padEnd, padStart } from "../text/cells.ts";
import { counted, megabytes, milliseconds, roughDuration } from "../text/format.ts";
import type { Glyphs } from "../text/glyphs.ts";
import { type Row, row, type Span, span, type Tone } from "../text/row.ts";
import type { PaneInput } from "./pane.ts";
import { paneTitle } from "./title.ts";

export function nodesPane({ model: { snapshot, view }, size, glyphs }: PaneInput): Row[] {
  const { nodes } = snapshot;
  const up = nodes.filter((node) => node.state === "up").length;
  const notes = [span(`${up} of ${nodes.length} up`, up === nodes.length ? "muted" : "warn")];
  const title = paneTitle({
    name: "Nodes",
    notes,
    focused: view.focus === "nodes",
    width: size.width,
    glyphs,
  });
  if (nodes.length === 0) return [title, row(span(" No nodes yet.", "muted"))];
  return [
    title,
    ...(size.width >= NODE_TABLE_COLUMNS ? table(nodes, glyphs) : pairs(nodes, glyphs)),
  ];
}

const MARKS: Readonly<Record<NodeHealth["state"], readonly [keyof Glyphs, Tone]>> = {
  up: ["nodeUp", "good"],
  starting: ["nodeStarting", "warn"],
  down: ["nodeDown", "alarm"],
};

function mark({ state }: NodeHealth, glyphs: Glyphs): Span {
  const [glyph, tone] = MARKS[state];
  return span(glyphs[glyph] as string, tone);
}

const shortName = (node: NodeHealth): string => node.name.replace(/@.*$/, "");

/** One row a node, with headings. */
function table(nodes: readonly NodeHealth[], glyphs: Glyphs): Row[] {
  const heading = [
    padEnd("  node", 12),
    padStart("trip ms", 9),
    padStart("up for", 9),
    padStart("processes", 11),
    padStart("memory", 9),
    padStart("queue", 7),
    padStart("restarts", 10),
  ].join("");
  return [
    row(span(heading, "faint")),
    ...nodes.map((node) => {
      const name = [mark(node, glyphs), span(` ${padEnd(shortName(node), 10)}`)];
      const trouble = troubleOf(node);
      if (trouble !== undefined) return row(...name, span(`  ${trouble.join(": ")}`, "warn"));
      return row(
        ...name,
        span(padStart(shown(node.roundTripMs, milliseconds), 9)),
        span(padStart(shown(node.uptimeMs, roughDuration), 9), "muted"),
        span(padStart(shown(node.processes, String), 11), "muted"),
        span(padStart(shown(node.memoryBytes, megabytes), 9), "muted"),
        span(padStart(shown(node.runQueue, String), 7), "muted"),
        restarts(node, 10),
      );
    }),
  ];
}

/** Two rows a node, for a narrow pane. */
function pairs(nodes: readonly NodeHealth[], glyphs: Glyphs): Row[] {
  return nodes.flatMap((node) => {
    const name = [mark(node, glyphs), span(` ${padEnd(shortName(node), 10)}`)];
    const trouble = troubleOf(node);
    if (trouble !== undefined) {
      const [state, why] = trouble;
      return [row(...name, span(state, "warn")), row(span(`  ${why}`, "warn"))];
    }
    return [
      row(
        ...name,
        span(padStart(`${shown(node.roundTripMs, milliseconds)} ms`, 8)),
        span(padStart(`up ${shown(node.uptimeMs, roughDuration)}`, 12), "muted"),
      ),
      row(
        span(
          `  ${shown(node.processes, String)} proc  ${shown(node.memoryBytes, megabytes)}  queue ${shown(node.runQueue, String)}`,
          "faint",
        ),
        span("  "),
        restarts(node, 0),
      ),
    ];
  });
}

/** What there is to say of a node that is not up, and why; a first start is no trouble. */
function troubleOf({ state, reason }: NodeHealth): readonly [string, string] | undefined {
  if (state === "up" || reason === "") return undefined;
  return [state === "down" ? "down" : "starting again", reason];
}

/** Quiet while there were none. */
function restarts({ restarts: count }: NodeHealth, width: number): Span {
  if (width > 0) return span(padStart(String(count), width), count > 0 ? "warn" : "faint");
  return count > 0 ? span(counted(count, "restart"), "warn") : span("");
}

const shown = <T>(value: T | null, format: (value: T) => string): string =>
  value === null ? "-" : format(value);
