import type { TraceEvent } from "../../core/run/trace-event.ts";
import { sequenceOf } from "./arrows.ts";

/** A run as a PlantUML sequence diagram (https://plantuml.com/sequence-diagram). */
export function plantuml(events: readonly TraceEvent[]): string {
  const { actors, steps } = sequenceOf(events);
  const ids = new Map(actors.map((actor, index) => [actor, `a${index + 1}`]));
  const lines = steps.map((step) =>
    step.kind === "note"
      ? `note over ${ids.get(step.over)} : ${escaped(step.text)}`
      : `${ids.get(step.from)} ${step.kind === "lost" ? "->x" : "->"} ${ids.get(step.to)} : ${escaped(step.text)}`,
  );
  const participants = actors.map((actor) => `participant "${quoted(actor)}" as ${ids.get(actor)}`);
  return ["@startuml", ...participants, ...lines, "@enduml", ""].join("\n");
}

const quoted = (name: string): string => name.replaceAll('"', "'");
/** A backslash would begin an escape. */
const escaped = (text: string): string => text.replaceAll("\\", "/");
