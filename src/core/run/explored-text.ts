import type { Choice, ExploredActor, Property } from "./explored.ts";
import { ballotText, dataText, messageText } from "./message-text.ts";
import { timerText } from "./timeline-rows.ts";
import type { Data } from "./trace-event.ts";

const BALLOTS = ["promised", "voted", "ballot"];

/** "homer gets from fry: prepare 0.fry", "fry: time-out (prepare)", "homer crashes" */
export function choiceText({ kind, actor, peer, message }: Choice): string {
  switch (kind) {
    case "start":
      return `${actor} starts`;
    case "timer":
      return `${actor}: ${timerText(message)}`;
    case "deliver":
      return `${actor} gets from ${peer}: ${messageText(message)}`;
    case "crash":
      return `${actor} crashes and comes back`;
  }
}

/** "promised 1.fry, voted 0.bender {0,255,0}" */
export function stateText({ fields, decided }: ExploredActor): string {
  const parts = fields.flatMap(([name, value]) => fieldText(name, value));
  return [...decided.map((value) => `DECIDED ${dataText(value)}`), ...parts].join(", ");
}

function fieldText(name: string, value: Data): string[] {
  if (value === null) return [`${name} none`];
  if (name === "phase") return [dataText(value)];
  if (name === "granted" && Array.isArray(value)) return [`granted ${value.join(" of ")}`];
  return [`${name} ${BALLOTS.includes(name) ? ballotText(value, "") : dataText(value)}`];
}

/** The step that an actor would take by itself. */
export const waitsText = ({ waits: [kind, tag] }: ExploredActor): string => {
  if (kind === undefined) return "";
  return kind === "start" ? "has not started" : `waits: ${timerText(tag ?? null)}`;
};

const NAMES: Readonly<Record<string, string>> = {
  agreement: "agreement",
  validity: "validity",
  promises_kept: "promises kept",
  one_value_a_ballot: "one value a ballot",
  one_chosen: "one value chosen",
  progress: "progress",
};

export const propertyName = ({ name }: Property): string => NAMES[name] ?? name;
