import { DEFAULT_TRIAL } from "../../src/core/trial/parameters.ts";
import type { Trial } from "../../src/core/trial/trial.ts";

export interface Configuration {
  readonly name: string;
  readonly trial: Trial;
}

const SLEEP = [10, 100, 10, 20, 50];
const named = (name: string, trial: Partial<Trial>): Configuration => ({
  name,
  trial: { ...DEFAULT_TRIAL, ...trial },
});
/** Proposers that start at times of their own. */
const slept = (name: string, trial: Partial<Trial>) => named(name, { sleep: SLEEP, ...trial });
const V1 = { moduleVersion: 1 } as const;

/** The defaults first: there proposers start together, and the order within a ms matters most. */
export const CONFIGURATIONS: readonly Configuration[] = [
  named("defaults, version 1", V1),
  named("defaults, version 2", {}),
  named("6 proposers, version 1", { ...V1, numProposers: 6 }),
  named("7 proposers, version 1", { ...V1, numProposers: 7 }),
  named("9 proposers, version 1", { ...V1, numProposers: 9, numAcceptors: 3 }),
  named("11 proposers", { numProposers: 11, numAcceptors: 3 }),
  named("6 proposers by number", { ...V1, numProposers: 6, ballots: "number" }),
  named("no back-off", { propBackoff: 0 }),
  named("no delay", { delay: 0 }),
  named("one deadline a phase", { ...V1, delay: 90, deadline: "phase" }),
  slept("sleeps, version 1", V1),
  slept("sleeps, delay 100, version 1", { ...V1, delay: 100 }),
  slept("sleeps, delay 120", { delay: 120 }),
  slept("sleeps, drop 20", { drop: 20 }),
  slept("promises lost", { drop: 40, dropScope: "promises" }),
  slept("votes lost", { drop: 30, dropScope: "votes" }),
  slept("refusals lost", { drop: 60, dropScope: "refusals" }),
  slept("requests lost and late", { requestDrop: 10, requestDelay: 20 }),
  slept("requests doubled", { requestDelay: 20, requestDuplicate: 50 }),
  slept("replies doubled", { delay: 60, duplicate: 50 }),
  slept("acceptors stopped", { faults: [{ at: 20, do: "stop", side: "acceptors", for: 60 }] }),
  slept("line cut", { delay: 30, faults: [{ at: 15, do: "cut", for: 90 }] }),
];
