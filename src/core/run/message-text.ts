import type { Data } from "./trace-event.ts";

/**
 * A message in words: "promise 0.fry, voted 0.amy {255,0,255}". In the column of a proposer, its
 * own ballots are shortened to their round. Messages of unknown protocols stay as they are.
 */
export function messageText(message: Data, proposer = ""): string {
  if (!Array.isArray(message)) return dataText(message);
  const [kind, ...rest] = message as readonly Data[];
  const ballot = (each: Data | undefined): string => ballotText(each, proposer);
  switch (`${String(kind)}/${rest.length}`) {
    case "prepare/1":
      return `prepare ${ballot(rest[0])}`;
    case "accept/2":
      return `accept ${ballot(rest[0])} ${dataText(rest[1])}`;
    case "promise/4":
      return `promise ${ballot(rest[1])}${votedText(rest)}`;
    case "vote/2":
      return `vote ${ballot(rest[1])}`;
    case "sorry/3":
      return `sorry ${ballot(rest[2])} (${dataText(rest[1])})`;
    default:
      return dataText(message);
  }
}

const votedText = ([, , voted, value]: readonly Data[]): string =>
  voted === null ? "" : `, voted ${ballotText(voted, "")} ${dataText(value)}`;

/** `[2, "fry"]` as "2.fry": round 2 of fry; for fry as "2". */
export function ballotText(ballot: Data | undefined, proposer: string): string {
  if (!Array.isArray(ballot) || ballot.length !== 2) return dataText(ballot);
  const [round, place] = ballot as readonly Data[];
  // Ranked by number, a ballot has the proposer's place before its name.
  const name = Array.isArray(place) ? (place as readonly Data[]).at(-1) : place;
  return name === proposer ? String(round) : `${round}.${dataText(name)}`;
}

/** Data as Erlang would show it: `[255, 0, 0]` as "{255,0,0}". */
export function dataText(data: Data | undefined): string {
  if (data === undefined) return "";
  if (typeof data !== "object" || data === null) return String(data);
  if (Array.isArray(data)) return `{${data.map(dataText).join(",")}}`;
  const fields = Object.entries(data).map(([name, value]) => `${name}=>${dataText(value)}`);
  return `#{${fields.join(",")}}`;
}
