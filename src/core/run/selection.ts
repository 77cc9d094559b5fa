import type { TraceEvent } from "./trace-event.ts";

/** Which events of a run are shown; undefined: all. */
export interface Selection {
  readonly actors?: readonly string[] | undefined;
  readonly kinds?: readonly string[] | undefined;
  /** Events of this kind, and those near them. */
  readonly around?: string | undefined;
}

/** Events before one that is looked at, and after it. */
const BEFORE = 12;
const AFTER = 3;

/**
 * The indices of the shown events. Around an event means the last events before it and some after
 * it, of any actor.
 */
export function selected(
  events: readonly TraceEvent[],
  { actors, kinds, around }: Selection,
): number[] {
  const near = new Set(
    events.flatMap(({ kind }, at) =>
      kind === around
        ? Array.from({ length: BEFORE + AFTER + 1 }, (_, index) => at - BEFORE + index)
        : [],
    ),
  );
  return events.flatMap(({ actor, kind, peer }, at) => {
    const isOf = actors === undefined || actors.includes(actor) || actors.includes(peer);
    const isKind = kinds === undefined || kinds.includes(kind);
    return isOf && isKind && (around === undefined || near.has(at)) ? [at] : [];
  });
}

/** The number of events, from the first, that two runs have in common. */
export function sameEvents(one: readonly TraceEvent[], other: readonly TraceEvent[]): number {
  const length = Math.min(one.length, other.length);
  for (let at = 0; at < length; at++) {
    if (text(one[at]) !== text(other[at])) return at;
  }
  return length;
}

/** Clocks follow from the events before. */
const text = (event: TraceEvent | undefined): string => JSON.stringify({ ...event, clock: 0 });
