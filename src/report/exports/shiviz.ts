import { messageText } from "../../core/run/message-text.ts";
import { timelineRows } from "../../core/run/timeline-rows.ts";
import type { TraceEvent } from "../../core/run/trace-event.ts";
import { historyOf } from "../../core/why/history.ts";

/** The log of a run for ShiViz, in the form that it reads by default: `(?<host>\S*) (?<clock>{.*})\n(?<event>.*)`. */
export function shiviz(events: readonly TraceEvent[]): string {
  const { before, sent } = historyOf(events, 0);
  const clocks: Record<string, number>[] = [];
  return events
    .map((event, at) => {
      const { actor } = event;
      const known = [before[at], sent[at]].map((each) => clocks[each ?? -1] ?? {});
      const clock = latest(known);
      clock[actor] = (clock[actor] ?? 0) + 1;
      clocks.push(clock);
      return `${host(actor)} ${JSON.stringify(clock, hosts)}\n${textOf(event)}\n`;
    })
    .join("");
}

function latest(clocks: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const all: Record<string, number> = {};
  for (const clock of clocks) {
    for (const [actor, n] of Object.entries(clock)) all[actor] = Math.max(n, all[actor] ?? 0);
  }
  return all;
}

/** A space would end the name. */
const host = (actor: string): string => actor.replaceAll(/\s/g, "_");

const hosts = (_: string, value: unknown): unknown =>
  typeof value === "object" && value !== null
    ? Object.fromEntries(Object.entries(value).map(([actor, n]) => [host(actor), n]))
    : value;

const VERBS: Readonly<Record<string, string>> = { send: "sends", receive: "gets", lost: "loses" };

function textOf(event: TraceEvent): string {
  const { kind, peer, message } = event;
  const verb = VERBS[kind];
  if (verb === undefined) return timelineRows([event])[0]?.text ?? kind;
  const preposition = kind === "receive" ? "from" : "to";
  return `${verb} ${messageText(message)} ${preposition} ${peer}`;
}
