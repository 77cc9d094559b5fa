import { messageText } from "../../core/run/message-text.ts";
import { actorsOf, timelineRows } from "../../core/run/timeline-rows.ts";
import type { TraceEvent } from "../../core/run/trace-event.ts";
import { historyOf } from "../../core/why/history.ts";

/** A run as sequence diagrams have it: at each arrival an arrow, all else as notes. */
export interface Sequence {
  readonly actors: readonly string[];
  readonly steps: readonly Step[];
}

export type Step =
  | {
      readonly kind: "message" | "lost";
      readonly from: string;
      readonly to: string;
      readonly text: string;
    }
  | { readonly kind: "note"; readonly over: string; readonly text: string };

/** Arrows are drawn where a message arrives, or is lost; one on its way at the end is left out. */
export function sequenceOf(events: readonly TraceEvent[]): Sequence {
  const { sent } = historyOf(events, 0);
  const steps = events.flatMap((event, at): Step[] => {
    const { actor, kind, peer, message } = event;
    const text = messageText(message);
    if (kind === "receive") return [{ kind: "message", from: peer, to: actor, text }];
    if (kind === "lost") {
      const [from, to] = sent[at] === undefined ? [actor, peer] : [peer, actor];
      return [{ kind: "lost", from, to, text }];
    }
    if (kind === "send" || kind === "start") return [];
    return timelineRows([event]).map((row) => ({ kind: "note", over: actor, text: row.text }));
  });
  const known = actorsOf(events);
  const others = steps.flatMap((step) => (step.kind === "note" ? [] : [step.from, step.to]));
  return { actors: [...new Set([...known, ...others])], steps };
}
