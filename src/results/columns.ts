import type { BatchSettings } from "../core/queue/state.ts";
import type { RunRecord } from "../core/run/run.ts";
import { valueText } from "../core/trial/field-text.ts";
import type { Parameter } from "../core/trial/parameter.ts";
import { PARAMETERS } from "../core/trial/parameters.ts";
import { isVirtual, type Trial } from "../core/trial/trial.ts";
import type { Cell } from "./csv.ts";

/** An ended attempt, with its trial. */
export interface Ended {
  readonly record: RunRecord;
  readonly trial: Trial;
}

/** The settings that all runs of a batch share. */
export type Keys = Pick<BatchSettings, "timeLimitMs" | "seed">;

/** A column of runs.csv. */
export interface RunColumn {
  readonly name: string;
  /** The first format of results that has it (core/results-format.ts). */
  readonly since: number;
  /** The meaning in results without such a column; null if every format has it. */
  readonly missing: string | null;
  readonly cell: (ended: Ended, keys: Keys) => Cell;
}

/** Columns of a trial's parameters, in the order of their table. */
export const PARAMETER_COLUMNS = PARAMETERS.map((each) => each.column);

const first = (name: string, cell: RunColumn["cell"]): RunColumn => ({
  ...{ name, since: 1, missing: null, cell },
});

/**
 * A column that earlier formats lack: `missing` is the cell that describes what their programs did.
 */
const later = (name: string, since: number, missing: string, cell: RunColumn["cell"]) => ({
  ...{ name, since, missing, cell },
});

const ofParameter = (parameter: Parameter, index: number): RunColumn => {
  const { column, since, before, extension } = parameter;
  const cell = ({ trial }: Ended): Cell => parameterCells(trial)[index] ?? null;
  return since > 1 || extension
    ? later(column, since, valueText(parameter, before), cell)
    : first(column, cell);
};

/** Virtual time starts nowhere, and the rows of equal seeds are equal. */
const startedAt = ({ record, trial }: Ended): string => (isVirtual(trial) ? "" : record.startedAt);

const COLUMNS: readonly RunColumn[] = [
  first("trial", ({ record }) => record.trial),
  first("run", ({ record }) => record.run),
  first("attempt", ({ record }) => record.attempt),
  ...PARAMETERS.map(ofParameter),
  first("time_limit_ms", (_, { timeLimitMs }) => timeLimitMs),
  first("seed", (_, { seed }) => seed),
  first("verdict", ({ record }) => record.verdict),
  first("decision", ({ record }) => record.decision),
  first("rounds", ({ record }) => record.rounds),
  first("elapsed_ms", ({ record }) => record.elapsedMs),
  first("decided", ({ record }) => record.decisions.length),
  first("messages", ({ record }) => record.messages),
  first("dropped", ({ record }) => record.dropped),
  later("winner", 2, "", ({ record }) => record.winner),
  later("late_ms", 2, "", ({ record }) => record.lateMs),
  later("load", 2, "", ({ record }) => record.load),
  first("started_at", startedAt),
  first("reason", ({ record }) => record.reason),
];

/** The header of runs.csv. Columns of later formats come last, so that no column ever moves. */
export const RUN_COLUMNS: readonly RunColumn[] = COLUMNS.toSorted((a, b) => a.since - b.since);

const byName = new Map(RUN_COLUMNS.map((each) => [each.name, each]));

/** The columns of a header; undefined if this program does not know one of them. */
export const columnsOf = (header: readonly string[]): readonly (RunColumn | undefined)[] =>
  header.map((name) => byName.get(name.trim()));

const cells = new WeakMap<Trial, Cell[]>();

export function parameterCells(trial: Trial): Cell[] {
  const known = cells.get(trial);
  if (known !== undefined) return known;
  const made = PARAMETERS.map((each) => {
    const value = trial[each.name];
    return typeof value === "number" ? value : valueText(each, value);
  });
  cells.set(trial, made);
  return made;
}
