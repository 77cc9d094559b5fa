/** The names that a trial's proposers and acceptors have, in its order; the same as in erlang/world/paxy_trial.erl. */
const PROPOSERS = [
  ...["fry", "bender", "leela", "amy", "zoidberg", "professor", "hermes", "scruffy", "nibbler"],
  ...["kif", "zapp"],
];
const ACCEPTORS = [
  ...["homer", "marge", "bart", "lisa", "maggie", "apu", "barney", "burns", "carl", "edna"],
  ...["flanders", "krusty", "lenny", "milhouse", "moe", "nelson", "otto", "patty", "ralph"],
  ...["selma", "skinner", "smithers", "wiggum"],
];

export const proposerNames = (count: number): string[] => names(count, PROPOSERS, "proposer_");

export const acceptorNames = (count: number): string[] => names(count, ACCEPTORS, "acceptor_");

const names = (count: number, known: readonly string[], prefix: string): string[] =>
  Array.from({ length: count }, (_, index) => known[index] ?? `${prefix}${index + 1}`);

/** Where among the proposers, or among the acceptors, an actor stands; strangers stand last. */
export function placeOf(actor: string): number {
  const known = Math.max(PROPOSERS.indexOf(actor), ACCEPTORS.indexOf(actor));
  if (known >= 0) return known;
  const number = /^(?:proposer|acceptor)_(\d+)$/.exec(actor)?.[1];
  return number === undefined ? Number.POSITIVE_INFINITY : Number(number) - 1;
}

export const isProposerName = (actor: string): boolean =>
  PROPOSERS.includes(actor) || /^proposer_\d+$/.test(actor);
