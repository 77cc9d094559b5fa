import type { TraceEvent } from "../../core/run/trace-event.ts";
import { sequenceOf } from "./arrows.ts";

/** A run as a Mermaid sequence diagram (https://mermaid.js.org/syntax/sequenceDiagram.html). */
export function mermaid(events: readonly TraceEvent[]): string {
  const { actors, steps } = sequenceOf(events);
  // "end" and arrows in a name would end a statement, so that names are aliases.
  const ids = new Map(actors.map((actor, index) => [actor, `a${index + 1}`]));
  const lines = steps.map((step) =>
    step.kind === "note"
      ? `Note over ${ids.get(step.over)}: ${escaped(step.text)}`
      : `${ids.get(step.from)}${step.kind === "lost" ? "-x" : "->>"}${ids.get(step.to)}: ${escaped(step.text)}`,
  );
  const participants = actors.map((actor) => `participant ${ids.get(actor)} as ${escaped(actor)}`);
  return `sequenceDiagram\n${[...participants, ...lines].map((line) => `  ${line}\n`).join("")}`;
}

/** `;` ends a statement, and `#` begins an entity. */
const escaped = (text: string): string =>
  text.replaceAll(/[#;]/g, (each) => (each === "#" ? "#35;" : "#59;"));
