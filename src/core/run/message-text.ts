import { parseTerm, type Term } from "./erlang-term.ts";

/**
 * A message as people say it: "promise 0.fry, voted 0.amy {255,0,255}". In the
 * column of a proposer its own ballots are no more than their round. Messages
 * of unknown protocols stay as they are.
 */
export function messageText(message: string, proposer = ""): string {
  const term = parseTerm(message);
  if (!Array.isArray(term)) return message;
  const [kind, ...rest] = term as readonly Term[];
  const ballot = (each: Term | undefined): string => ballotText(each, proposer);
  switch (kind) {
    case "prepare":
      return rest.length === 1 ? `prepare ${ballot(rest[0])}` : message;
    case "accept":
      return rest.length === 2 ? `accept ${ballot(rest[0])} ${termText(rest[1])}` : message;
    case "promise":
      return rest.length === 4 ? `promise ${ballot(rest[1])}${votedText(rest)}` : message;
    case "vote":
      return rest.length === 2 ? `vote ${ballot(rest[1])}` : message;
    case "sorry":
      return rest.length === 3 ? `sorry ${ballot(rest[2])} (${termText(rest[1])})` : message;
    default:
      return message;
  }
}

const votedText = ([, , voted, value]: readonly Term[]): string =>
  voted === "null" ? "" : `, voted ${ballotText(voted, "")} ${termText(value)}`;

/** `{2,fry}` as "2.fry": round 2 of fry; for fry as "2". */
function ballotText(ballot: Term | undefined, proposer: string): string {
  if (!Array.isArray(ballot) || ballot.length !== 2) return termText(ballot);
  const [round, name] = ballot;
  return name === proposer ? String(round) : `${round}.${termText(name)}`;
}

export function termText(term: Term | undefined): string {
  if (term === undefined) return "";
  return Array.isArray(term) ? `{${term.map(termText).join(",")}}` : String(term);
}
