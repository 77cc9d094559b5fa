import { dataText } from "../core/run/message-text.ts";
import type { TraceEvent } from "../core/run/trace-event.ts";

/**
 * The decisions of a run. `where`: file and line that sent its last `accept`; empty where none is
 * known.
 */
export interface Decision {
  readonly actor: string;
  readonly value: string;
  readonly round: string;
  readonly where: string;
}

/** The decisions of a trace, in its order. */
export const decisionsIn = (events: readonly TraceEvent[]): readonly Decision[] =>
  events.flatMap((event, index) => {
    if (event.kind !== "decided") return [];
    const { message } = event;
    const isPair = Array.isArray(message) && message.length === 2;
    const [value, round] = isPair ? message : [message, undefined];
    const accept = events
      .slice(0, index)
      .findLast((each) => each.actor === event.actor && isAccept(each));
    const where = accept?.where ?? "";
    return [{ actor: event.actor, value: dataText(value), round: dataText(round), where }];
  });

const isAccept = ({ kind, message }: TraceEvent): boolean =>
  (kind === "send" || kind === "lost") && Array.isArray(message) && message[0] === "accept";
