import type { Trial } from "./trial.ts";

/** What a field of a trial holds. Every kind has its schema in trial-schema.ts and its text in field-text.ts. */
export type ParameterKind = "engine" | "version" | "sleep" | "whole" | "scope" | "faults";

/** One parameter of a trial: what the schema, the CSV header, the form, `--set` and the README all read. */
export interface Parameter {
  readonly name: keyof Trial;
  /** Its column in runs.csv and summary.csv. */
  readonly column: string;
  readonly kind: ParameterKind;
  /** Of every number in it. */
  readonly min: number;
  readonly max: number;
  readonly default: Trial[keyof Trial];
  readonly unit: "ms" | "%" | "";
  /** For people, in one line. */
  readonly meaning: string;
  /** Of the extensions, which a configuration that leaves them at their default does not mention. */
  readonly extension: boolean;
}

export const ENGINES = ["paxy_remote", "paxy_local", "paxy_sim"] as const;
export const DROP_SCOPES = ["replies", "promises"] as const;

/** What every installation knows; user code may register more names. */
export const VERSIONS = [1, 2, "stale_promises", "stale_votes", "amnesia"] as const;

/** The longest wait that Erlang's timers take. */
const WAIT_MS_MAX = 2 ** 32 - 1;

const row = (
  name: keyof Trial,
  column: string,
  kind: ParameterKind,
  [min, max]: readonly [number, number],
  fallback: Trial[keyof Trial],
  unit: Parameter["unit"],
  meaning: string,
): Parameter => ({
  name,
  column,
  kind,
  min,
  max,
  default: fallback,
  unit,
  meaning,
  extension: false,
});

const extension = (parameter: Parameter): Parameter => ({ ...parameter, extension: true });

/** In the order of the CSV columns. */
export const PARAMETERS: readonly Parameter[] = [
  row(
    "moduleName",
    "module_name",
    "engine",
    [0, 0],
    "paxy_remote",
    "",
    "engine: separate nodes, one node, or virtual time",
  ),
  row(
    "moduleVersion",
    "module_version",
    "version",
    [1, 2],
    2,
    "",
    "1 waits for the deadline; 2 counts refusals and aborts early; or a registered name",
  ),
  row(
    "sleep",
    "sleep",
    "sleep",
    [0, WAIT_MS_MAX],
    [0],
    "ms",
    "wait of each proposer before its first round; repeats when shorter",
  ),
  row("numProposers", "num_proposers", "whole", [1, 1000], 3, "", "how many proposers"),
  row("numAcceptors", "num_acceptors", "whole", [1, 1000], 5, "", "how many acceptors"),
  row("drop", "drop", "whole", [0, 100], 1, "%", "acceptors' replies that are lost"),
  row(
    "delay",
    "delay",
    "whole",
    [0, 60_000],
    10,
    "ms",
    "a reply arrives after a uniform 1..delay; 0: at once",
  ),
  row(
    "propTimeout",
    "prop_timeout",
    "whole",
    [1, 600_000],
    100,
    "ms",
    "deadline of a proposer for a quorum, per phase",
  ),
  row(
    "propBackoff",
    "prop_backoff",
    "whole",
    [0, 60_000],
    10,
    "ms",
    "upper bound of the first wait after an aborted round; doubles; 0: none",
  ),
  extension(
    row(
      "dropScope",
      "drop_scope",
      "scope",
      [0, 0],
      "replies",
      "",
      "which replies may be lost: all, or promises alone",
    ),
  ),
  extension(
    row(
      "duplicate",
      "duplicate",
      "whole",
      [0, 100],
      0,
      "%",
      "acceptors' replies that arrive twice",
    ),
  ),
  extension(
    row(
      "faults",
      "faults",
      "faults",
      [0, 86_400_000],
      [],
      "",
      "schedule of crashes, stops, cuts and duplicates",
    ),
  ),
];

const byName = new Map<string, Parameter>(PARAMETERS.map((each) => [each.name, each]));

export const parameterNamed = (name: string): Parameter | undefined => byName.get(name);

/** A trial in which nothing was said. */
export const DEFAULT_TRIAL = Object.fromEntries(
  PARAMETERS.map((each) => [each.name, each.default]),
) as unknown as Trial;

/** "a whole number from 0 to 100": what a value of this parameter must be. */
export function mustBe(parameter: Parameter, versions: readonly (number | string)[]): string {
  switch (parameter.kind) {
    case "whole":
      return `a whole number from ${parameter.min} to ${parameter.max}`;
    case "sleep":
      return `a list of whole numbers from ${parameter.min} to ${parameter.max}, such as [10, 100]`;
    case "engine":
      return oneOf(ENGINES);
    case "scope":
      return oneOf(DROP_SCOPES);
    case "version":
      return oneOf(versions);
    case "faults":
      return 'a list of faults, such as { at: 100, do: "crash", acceptor: 1, for: 50 }';
  }
}

/** "a, b or c". */
export const oneOf = (names: readonly (number | string)[]): string =>
  names.length === 1 ? `${names[0]}` : `${names.slice(0, -1).join(", ")} or ${names.at(-1)}`;
