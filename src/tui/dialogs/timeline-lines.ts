import { selected } from "../../core/run/selection.ts";
import { type TimelineLine, timelineLines } from "../../core/run/timeline.ts";
import type { RunTrace, TraceEvent } from "../../core/run/trace-event.ts";
import { type Explanation, explain } from "../../core/why/explain.ts";
import type { Model } from "../model/model.ts";
import { remembered } from "../model/remembered.ts";
import type { Timeline } from "../model/view.ts";
import { CHANCE_WIDTH } from "./chance-column.ts";
import { FRAME } from "./dialog.ts";

/** Why the run that is open violates; undefined where it does not. */
export function explanationOf(
  { trace, snapshot }: Model,
  { trial }: Pick<Timeline, "trial">,
): Explanation | undefined {
  const acceptors = snapshot.queue.trials.find(({ number }) => number === trial)?.trial
    .numAcceptors;
  if (trace?.verdict !== "violation" || acceptors === undefined) return undefined;
  return explained(trace, acceptors);
}

const explained = remembered((trace: RunTrace, acceptors: number) =>
  explain(trace.events, acceptors),
);

/** The lines of the timeline that is open, the names of the columns first; none while it comes. */
export function linesOf(model: Model, timeline: Timeline, ascii = false): readonly TimelineLine[] {
  const { trace, view } = model;
  if (trace === undefined) return [];
  const { actor, kind } = timeline.only ?? {};
  const slice = timeline.only?.slice ? explanationOf(model, timeline)?.slice : undefined;
  const lines = ascii ? IN_ASCII : IN_UNICODE;
  const width = view.columns - FRAME.width - (timeline.chance ? CHANCE_WIDTH : 0);
  return lines(trace, width, actor, kind, slice);
}

/** The event under the cursor. */
export const eventAt = (model: Model, shown: Timeline): number | undefined =>
  linesOf(model, shown).slice(1)[shown.cursor]?.event;

/** Thousands of lines are computed once, not for every frame. */
const linesIn = (ascii: boolean) =>
  remembered(
    (
      { events }: RunTrace,
      width: number,
      actor: string | undefined,
      kind: string | undefined,
      slice: readonly number[] | undefined,
    ): readonly TimelineLine[] => {
      const wanted = slice && new Set(slice);
      const chosen = selected(events, {
        actors: actor === undefined ? undefined : [actor],
        kinds: kind === undefined ? undefined : [kind],
      }).filter((at) => wanted?.has(at) ?? true);
      const shown = chosen.map((at) => events[at] as TraceEvent);
      return timelineLines(shown, { width, unit: "ms", ascii }).map((line) => ({
        ...line,
        event: line.event === undefined ? undefined : chosen[line.event],
      }));
    },
  );
const IN_UNICODE = linesIn(false);
const IN_ASCII = linesIn(true);
