import { FACTS } from "../facts.ts";
import { oneOf } from "../one-of.ts";
import { FAULT_KINDS } from "./faults.ts";
import { type Parameter, parameter } from "./parameter.ts";
import type { Trial } from "./trial.ts";

/** The kinds of replies, which a scope joins with `+`; `replies` are all of them. */
export const REPLY_KINDS = ["promises", "votes", "refusals"] as const;

/** The versions of every installation; user code may register more names. */
export const VERSIONS = FACTS.versions;

/** How many crashes a system of this version has unless `--crashes` says so: one where its rules are about crashes. */
export const usualCrashes = (version: number | string): number =>
  (FACTS.about_crashes as readonly (number | string)[]).includes(version) ? 1 : 0;

/** The longest wait that Erlang's timers take. */
const WAIT_MS_MAX = 2 ** 32 - 1;

/**
 * In the order of the screen and of README. In CSV files those with a later
 * `since` stand at the end of the header (results/columns.ts).
 */
export const PARAMETERS: readonly Parameter[] = [
  parameter({
    name: "moduleName",
    heading: "engine",
    erlang: null,
    kind: "choice",
    choices: FACTS.engines.map(({ name }) => name),
    default: "paxy_remote",
    meaning: "where runs take place: separate nodes, one node, or virtual time",
  }),
  parameter({
    name: "moduleVersion",
    heading: "ver",
    erlang: "version",
    kind: "version",
    range: [1, 2],
    default: 2,
    meaning:
      "1 waits for the time-out; 2 gives up when a quorum is impossible; or a version by name",
  }),
  parameter({
    name: "sleep",
    heading: "sleep",
    erlang: "sleep",
    kind: "sleep",
    range: [0, WAIT_MS_MAX],
    default: [0],
    unit: "ms",
    meaning: "how long each proposer waits before its first round; a short list is reused",
  }),
  parameter({
    name: "numProposers",
    heading: "prop",
    erlang: "proposers",
    kind: "whole",
    range: [1, FACTS.limits.actors],
    default: 3,
    meaning: "number of proposers",
  }),
  parameter({
    name: "numAcceptors",
    heading: "acc",
    erlang: "acceptors",
    kind: "whole",
    range: [1, FACTS.limits.actors],
    default: 5,
    meaning: "number of acceptors",
  }),
  parameter({
    name: "drop",
    heading: "drop",
    erlang: "drop",
    kind: "whole",
    range: [0, 100],
    default: 1,
    unit: "%",
    meaning: "share of the acceptors' replies that is lost",
  }),
  parameter({
    name: "delay",
    heading: "delay",
    erlang: "delay",
    kind: "whole",
    range: [0, 60_000],
    default: 10,
    unit: "ms",
    meaning: "each reply takes a random 1..delay ms (0: no delay)",
  }),
  parameter({
    name: "propTimeout",
    heading: "timeout",
    erlang: "timeout",
    kind: "whole",
    range: [1, 600_000],
    default: 100,
    unit: "ms",
    meaning: "how long a proposer waits for a quorum (see `deadline`)",
  }),
  parameter({
    name: "deadline",
    heading: "deadline",
    erlang: "deadline",
    kind: "choice",
    choices: ["silence", "phase"],
    meaning: "silence: each reply restarts the wait; phase: one wait per phase",
    since: 2,
    before: "phase",
  }),
  parameter({
    name: "propBackoff",
    heading: "backoff",
    erlang: "backoff",
    kind: "whole",
    range: [0, 60_000],
    default: 10,
    unit: "ms",
    meaning: "longest back-off after the first aborted round; doubles each time (0: none)",
  }),
  parameter({
    name: "ballots",
    heading: "ballots",
    erlang: "ballots",
    kind: "choice",
    choices: ["name", "number"],
    meaning: "winner of equal rounds: the later name in the alphabet, or the later number",
    extension: true,
    since: 2,
  }),
  parameter({
    name: "dropScope",
    heading: "scope",
    erlang: "drop_scope",
    kind: "scope",
    meaning: "replies that can be lost: all, or some of promises, votes, refusals",
    extension: true,
  }),
  parameter({
    name: "delayScope",
    heading: "late",
    erlang: "delay_scope",
    kind: "scope",
    meaning: "replies that can be late; the others arrive at once",
    extension: true,
    since: 2,
  }),
  parameter({
    name: "duplicate",
    heading: "dup",
    erlang: "duplicate",
    kind: "whole",
    range: [0, 100],
    unit: "%",
    meaning: "share of the acceptors' replies that arrives twice",
    extension: true,
  }),
  parameter({
    name: "requestDrop",
    heading: "rq drop",
    erlang: "request_drop",
    kind: "whole",
    range: [0, 100],
    unit: "%",
    meaning: "share of the proposers' requests that is lost",
    extension: true,
    since: 2,
  }),
  parameter({
    name: "requestDelay",
    heading: "rq delay",
    erlang: "request_delay",
    kind: "whole",
    range: [0, 60_000],
    unit: "ms",
    meaning: "each request takes a random 1..requestDelay ms (0: no delay)",
    extension: true,
    since: 2,
  }),
  parameter({
    name: "requestDuplicate",
    heading: "rq dup",
    erlang: "request_duplicate",
    kind: "whole",
    range: [0, 100],
    unit: "%",
    meaning: "share of the proposers' requests that arrives twice",
    extension: true,
    since: 2,
  }),
  parameter({
    name: "faults",
    heading: "faults",
    erlang: "faults",
    kind: "faults",
    range: [0, FACTS.limits.fault_ms],
    meaning: `schedule of faults: ${oneOf(FAULT_KINDS)}`,
    extension: true,
  }),
  parameter({
    name: "macros",
    heading: "macros",
    erlang: "macros",
    kind: "macros",
    default: {},
    meaning: "macros and environment variables for a folder's code",
    extension: true,
    since: 2,
  }),
];

const byName = new Map<string, Parameter>(PARAMETERS.map((each) => [each.name, each]));

export const parameterNamed = (name: string): Parameter | undefined => byName.get(name);

/** A trial with every field at its default. */
export const DEFAULT_TRIAL = Object.fromEntries(
  PARAMETERS.map((each) => [each.name, each.default]),
) as unknown as Trial;
