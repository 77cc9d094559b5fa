import { FACTS } from "../facts.ts";

/** A field of a fault besides its times: a number, or one of some words. */
type Own =
  | { readonly name: string; readonly min: number; readonly max: number }
  | { readonly name: string; readonly choices: readonly string[] };

interface FaultKind {
  readonly own: readonly Own[];
  /** How one is written, in text and in a batch file. */
  readonly example: { readonly text: string; readonly data: string };
  /** A description for people. */
  readonly meaning: string;
  /** The longest that one lasts, ms, where that is less than for the others. */
  readonly forMsMax?: number;
}

const ACCEPTOR = { name: "acceptor", min: 1, max: FACTS.limits.actors } as const;
const PROPOSER = { name: "proposer", min: 1, max: FACTS.limits.actors } as const;
const SIDE = { name: "side", choices: ["acceptors", "proposers"] } as const;
const PERCENT = { name: "percent", min: 0, max: 100 } as const;
const LOST = { name: "lost", choices: ["both", "requests", "replies"] } as const;
const LATE_MS = { name: "ms", min: 1, max: 60_000 } as const;

/**
 * TCP tries again at about 0.2, 0.6, 1.4 and 3 s. After a longer partition it may
 * be silent for so long that nodes give each other up, and the run has failed.
 */
export const PARTITION_MS_MAX = 2000;

/**
 * The kinds of fault. Schema, text form, hints, Erlang term and README follow this table;
 * erlang/world/paxy_faults.erl implements them.
 */
export const FAULTS = {
  crash: {
    own: [ACCEPTOR],
    example: {
      text: "crash 1 at 100 for 50",
      data: '{ at: 100, do: "crash", acceptor: 1, for: 50 }',
    },
    meaning: "acceptor 1 loses its memory and is away for 50 ms; what it wrote survives",
  },
  restart: {
    own: [PROPOSER],
    example: {
      text: "restart 1 at 100 for 50",
      data: '{ at: 100, do: "restart", proposer: 1, for: 50 }',
    },
    meaning:
      "proposer 1 loses its memory; where its version says so, it comes back 50 ms later with what it wrote, else never",
  },
  stop: {
    own: [SIDE],
    example: {
      text: "stop acceptors at 100 for 50",
      data: '{ at: 100, do: "stop", side: "acceptors", for: 50 }',
    },
    meaning: "the run's processes on that side end; acceptors start again 50 ms later",
  },
  cut: {
    own: [],
    example: { text: "cut at 100 for 50", data: '{ at: 100, do: "cut", for: 50 }' },
    meaning: "no message passes between proposers and acceptors",
  },
  unlink: {
    own: [PROPOSER, ACCEPTOR, LOST],
    example: {
      text: "unlink 1 2 replies at 100 for 50",
      data: '{ at: 100, do: "unlink", proposer: 1, acceptor: 2, lost: "replies", for: 50 }',
    },
    meaning:
      "the replies of acceptor 2 to proposer 1 are lost, or `requests` the other way, or `both`; messages already on their way arrive",
  },
  slow: {
    own: [PROPOSER, ACCEPTOR, LATE_MS],
    example: {
      text: "slow 1 2 80 at 100 for 50",
      data: '{ at: 100, do: "slow", proposer: 1, acceptor: 2, ms: 80, for: 50 }',
    },
    meaning: "messages that proposer 1 and acceptor 2 send each other take 80 ms more",
  },
  partition: {
    own: [],
    example: {
      text: "partition at 100 for 500",
      data: '{ at: 100, do: "partition", for: 500 }',
    },
    meaning:
      "nothing passes between the hosts of proposers and those of acceptors; TCP delivers later (`--place`, `--allow-partition`; see src/nodes/README.md)",
    forMsMax: PARTITION_MS_MAX,
  },
  duplicate: {
    own: [PERCENT],
    example: {
      text: "duplicate 20 at 100 for 50",
      data: '{ at: 100, do: "duplicate", percent: 20, for: 50 }',
    },
    meaning: "20 % of the replies arrive twice",
  },
} as const satisfies Record<(typeof FACTS.faults)[number], FaultKind>;

type Kinds = typeof FAULTS;
type Fields<Own> = Own extends readonly [infer First, ...infer Rest]
  ? Field<First> & Fields<Rest>
  : unknown;
type Field<Of> = Of extends { name: infer Name extends string }
  ? { readonly [Key in Name]: Of extends { choices: readonly (infer Word)[] } ? Word : number }
  : unknown;

/** Something that happens to a run's world `at` ms after the start of the proposers, for `for` ms. */
export type Fault = {
  readonly [Kind in keyof Kinds]: {
    readonly at: number;
    readonly do: Kind;
    readonly for: number;
  } & Fields<Kinds[Kind]["own"]>;
}[keyof Kinds];

export const FAULT_KINDS = Object.keys(FAULTS) as readonly Fault["do"][];

/** The kind of a name, as the table has it. */
export const faultKind = (name: string): FaultKind | undefined =>
  Object.hasOwn(FAULTS, name) ? FAULTS[name as Fault["do"]] : undefined;

/** The values of a fault's own fields, in the order of its table. */
export const ownValues = (fault: Fault): readonly (string | number)[] =>
  (faultKind(fault.do)?.own ?? []).map(
    ({ name }) => (fault as unknown as Record<string, string | number>)[name] ?? "",
  );
