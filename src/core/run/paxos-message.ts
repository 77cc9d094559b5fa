import type { Data } from "./trace-event.ts";

/** A round of one proposer, as it stands in messages. */
export interface Ballot {
  readonly round: number;
  /** Whose round it is; empty where the ballot does not name a proposer. */
  readonly proposer: string;
  /** Equal for equal ballots. */
  readonly key: string;
  readonly place: Data;
}

/** A message of Paxos, whatever its exact form: cores name the acceptor, most lab folders do not. */
export interface PaxosMessage {
  readonly kind: (typeof KINDS)[number];
  readonly ballot: Ballot;
  /** In a promise: the ballot of the vote that it reports. */
  readonly voted?: Ballot | undefined;
  /** The value of an accept, or of the vote that a promise reports. */
  readonly value?: Data | undefined;
}

const KINDS = ["prepare", "promise", "accept", "vote", "sorry"] as const;

/**
 * The content of a message. Names of actors (the sender's pid in a lab folder's
 * request, the acceptor in a reply) are passed over wherever they stand.
 * Undefined if it is not a message of Paxos.
 */
export function readMessage(message: Data, actors: ReadonlySet<string>): PaxosMessage | undefined {
  if (!Array.isArray(message)) return undefined;
  const [first, ...all] = message as readonly Data[];
  const kind = KINDS.find((each) => each === first);
  const rest = all.filter((each) => typeof each !== "string" || !actors.has(each));
  const [refused, ...others] = kind === "sorry" ? rest.flatMap(refusal) : rest;
  const ballot = ballotOf(refused);
  if (kind === undefined || ballot === undefined) return undefined;
  if (kind === "accept") return { kind, ballot, value: others[0] };
  const voted = kind === "promise" ? ballotOf(others[0]) : undefined;
  return voted === undefined ? { kind, ballot } : { kind, ballot, voted, value: others[1] };
}

/** `{prepare, Ballot}`, or the phase and the ballot one after the other, or the ballot alone. */
const refusal = (data: Data): readonly Data[] =>
  data === "prepare" || data === "accept"
    ? []
    : Array.isArray(data) && (data[0] === "prepare" || data[0] === "accept")
      ? (data as readonly Data[]).slice(1)
      : [data];

/** `[1, "fry"]`, or `[1, [3, "fry"]]` where rank goes by place; undefined for the ballot below all others. */
function ballotOf(data: Data | undefined): Ballot | undefined {
  if (!Array.isArray(data)) return undefined;
  const parts = data as readonly Data[];
  if (parts.length === 1) return ballotOf(parts[0]);
  const [round, place] = parts;
  if (parts.length !== 2 || !Number.isSafeInteger(round)) return undefined;
  const name = Array.isArray(place) ? (place as readonly Data[]).at(-1) : place;
  if (typeof name !== "string") return undefined;
  return {
    round: round as number,
    proposer: name,
    key: JSON.stringify(data),
    place: place as Data,
  };
}

/** Negative where the first is lower: by round, and of equal rounds as Erlang orders their places. */
export function compareBallots(one: Ballot, other: Ballot): number {
  return one.round - other.round || comparePlaces(one.place, other.place);
}

function comparePlaces(one: Data, other: Data): number {
  if (Array.isArray(one) && Array.isArray(other)) {
    return Number(one[0]) - Number(other[0]) || comparePlaces(one[1] as Data, other[1] as Data);
  }
  const [a, b] = [String(one), String(other)];
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Equal data. */
export const same = (one: Data | undefined, other: Data | undefined): boolean =>
  JSON.stringify(one) === JSON.stringify(other);
