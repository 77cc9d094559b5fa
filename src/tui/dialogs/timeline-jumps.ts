import type { RunTrace } from "../../core/run/trace-event.ts";
import { historyOf } from "../../core/why/history.ts";
import { type Model, type Outcome, shows } from "../model/model.ts";
import { withNotice } from "../model/notice.ts";
import { remembered } from "../model/remembered.ts";
import { type Timeline, withDialog } from "../model/view.ts";
import type { DialogKey } from "./dialog.ts";
import { eventAt, explanationOf, linesOf } from "./timeline-lines.ts";

/** Keys that jump to events by their meaning, and that choose the shown events. */
export const jumpKeys: readonly DialogKey<Timeline>[] = [
  {
    ...{ keys: ["1"], shown: "1", does: "first decision" },
    act: (model, shown) => jump(model, shown, decisionOf(model, 0), "nothing was decided"),
  },
  {
    ...{ keys: ["2"], shown: "2", does: "second decision (in a violation: the one that differs)" },
    act: (model, shown) =>
      jump(model, shown, secondOf(model, shown), "there is no second decision"),
  },
  {
    ...{ keys: ["!"], shown: "!", footer: "cause", does: "event that made a violation possible" },
    refusal: (model, shown) =>
      causeOf(model, shown) === undefined ? "no cause is known" : undefined,
    act: (model, shown) => jump(model, shown, causeOf(model, shown), "no cause is known"),
  },
  {
    ...{
      keys: ["b"],
      shown: "b",
      footer: "back",
      does: "cause of this event: the sending of the message, or the actor's previous event",
    },
    act: (model, shown) => jump(model, shown, beforeOf(model, shown), "nothing led to this event"),
  },
  {
    ...{
      keys: ["a"],
      shown: "a",
      footer: "actor",
      does: "only events of this actor, or all again",
    },
    act: (model, shown) => narrow(model, shown, "actor"),
  },
  {
    ...{ keys: ["="], shown: "=", does: "only events of this kind, or all again" },
    act: (model, shown) => narrow(model, shown, "kind"),
  },
  {
    ...{ keys: ["w"], shown: "w", does: "only events that the decisions depend on, or all again" },
    refusal: (model, shown) =>
      explanationOf(model, shown) === undefined ? "the run is not a violation" : undefined,
    act: (model, shown) => narrow(model, shown, "slice"),
  },
];

const decisionOf = ({ trace }: Model, skipped: number): number | undefined =>
  trace?.events.flatMap(({ kind }, at) => (kind === "decided" ? [at] : []))[skipped];

const secondOf = (model: Model, shown: Timeline): number | undefined =>
  explanationOf(model, shown)?.decisions[1]?.at ?? decisionOf(model, 1);

const causeOf = (model: Model, shown: Timeline): number | undefined =>
  explanationOf(model, shown)?.causes[0]?.at;

const linked = remembered(({ events }: RunTrace) => historyOf(events, 0));

function beforeOf(model: Model, shown: Timeline): number | undefined {
  const at = eventAt(model, shown);
  if (model.trace === undefined || at === undefined) return undefined;
  const { sent, before } = linked(model.trace);
  return sent[at] ?? before[at];
}

/** To the line of an event; where it is not shown, all events are again. */
export function jump(
  model: Model,
  shown: Timeline,
  at: number | undefined,
  otherwise: string,
): Outcome {
  if (at === undefined) {
    const view = withDialog(model.view, shown);
    return shows(
      withNotice(view, { text: `${capital(otherwise)}.`, tone: "warn", nowMs: model.nowMs }),
    );
  }
  const lineOf = (timeline: Timeline): number =>
    linesOf(model, timeline)
      .slice(1)
      .findIndex(({ event = -1 }) => event === at);
  const whole = { ...shown, only: undefined };
  const cursor = lineOf(shown);
  const found =
    cursor >= 0 ? { ...shown, cursor } : { ...whole, cursor: nearest(model, whole, at) };
  return shows(withDialog(model.view, found));
}

/** A refusal is folded into a line near it; of an event that takes several lines, the first. */
function nearest(model: Model, timeline: Timeline, at: number): number {
  const lines = linesOf(model, timeline).slice(1);
  const found = lines.findLast(({ event = -1 }) => event <= at)?.event;
  return Math.max(
    0,
    lines.findIndex(({ event }) => event === found),
  );
}

const capital = (text: string): string => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;

/** Only events like the one under the cursor, or all again; the cursor stays on its event. */
function narrow(model: Model, shown: Timeline, by: "actor" | "kind" | "slice"): Outcome {
  const at = eventAt(model, shown);
  const event = model.trace?.events[at ?? -1];
  if (at === undefined || event === undefined) return shows(model.view);
  const wanted = by === "slice" ? true : event[by];
  const only = { ...shown.only, [by]: shown.only?.[by] === undefined ? wanted : undefined };
  const next = { ...shown, only };
  return shows(withDialog(model.view, { ...next, cursor: nearest(model, next, at) }));
}
