import { valueName } from "../../core/run/colour.ts";
import { messageText } from "../../core/run/message-text.ts";
import type { Ballot } from "../../core/run/paxos-message.ts";
import type { Data, TraceEvent } from "../../core/run/trace-event.ts";
import type { History } from "../../core/why/history.ts";

/** The label of an event: short lines, and its value. */
export interface Label {
  readonly lines: readonly string[];
  readonly value?: Data | undefined;
}

const LINE_MAX = 22;

/** An actor's event in the words of the timeline; undefined if an arrow shows it. */
export function labelOf({ events, messages }: History, at: number): Label | undefined {
  const event = events[at] as TraceEvent;
  const { actor, kind, message, where } = event;
  const place = where === undefined ? [] : [where];
  switch (kind) {
    case "send": {
      const read = messages[at];
      if (read === undefined) return label([messageText(message), ...place]);
      const told = read.kind === "promise" ? toldText(read.voted, read.value) : [];
      const value = read.kind === "accept" ? read.value : undefined;
      const named = value === undefined ? "" : ` ${valueName(value)}`;
      return label(
        [`${read.kind} ${ballotText(read.ballot, actor)}${named}`, ...told, ...place],
        value,
      );
    }
    case "decided": {
      const [value = null, round] = Array.isArray(message) ? (message as readonly Data[]) : [];
      return label([`DECIDES ${valueName(value)}`, `in round ${String(round)}`], value);
    }
    case "timer":
      return label(["time-out"]);
    default:
      return OTHERS[kind] === undefined ? undefined : label([OTHERS[kind]]);
  }
}

const OTHERS: Readonly<Record<string, string>> = {
  crash: "crashes",
  stop: "is stopped",
  recover: "is back",
  gave_up: "gives up",
  cut: "is cut off",
  heal: "hears again",
  parted: "host parted",
  rejoined: "host reached again",
};

const label = (lines: readonly string[], value?: Data): Label => ({
  lines: lines.map((line) => (line.length > LINE_MAX ? `${line.slice(0, LINE_MAX - 3)}...` : line)),
  value,
});

const toldText = (voted: Ballot | undefined, value: Data | undefined): string[] =>
  voted === undefined ? [] : [`voted ${ballotText(voted, "")}`, valueName(value ?? null)];

/** A proposer's own ballots are shortened to their round. */
const ballotText = ({ round, proposer }: Ballot, actor: string): string =>
  proposer === actor ? String(round) : `${round}.${proposer}`;
