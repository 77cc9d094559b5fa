import { FACTS } from "../facts.ts";

/** The names of a trial's proposers, in its order. */
export const proposerNames = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => FACTS.proposers[index] ?? `proposer_${index + 1}`);
