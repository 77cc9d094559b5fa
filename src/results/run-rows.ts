import type { BatchSettings } from "../core/queue/state.ts";
import type { RunRecord } from "../core/run/run.ts";
import { valueText } from "../core/trial/field-text.ts";
import { PARAMETERS } from "../core/trial/parameters.ts";
import type { Trial } from "../core/trial/trial.ts";
import { type Cell, csv } from "./csv.ts";

/** Columns that say what a trial is. */
export const PARAMETER_COLUMNS = PARAMETERS.map((each) => each.column);

export const RUN_COLUMNS: readonly string[] = [
  ...["trial", "run", "attempt"],
  ...PARAMETER_COLUMNS,
  ...["time_limit_ms", "seed", "verdict", "decision", "rounds", "elapsed_ms", "decided"],
  ...["messages", "dropped", "started_at", "reason"],
];

export const DECISION_COLUMNS: readonly string[] = [
  ...["trial", "run", "attempt", "proposer", "value", "round", "elapsed_ms"],
];

/** An attempt that ended, with what it was an attempt at. */
export interface Ended {
  readonly record: RunRecord;
  readonly trial: Trial;
}

type Keys = Pick<BatchSettings, "timeLimitMs" | "seed">;

/** The lines of runs.csv. */
export const runLines = (ended: readonly Ended[], keys: Keys): string =>
  csv(ended.map((each) => runRow(each, keys)));

/** The lines of decisions.csv. */
export const decisionLines = (ended: readonly Ended[]): string =>
  csv(ended.flatMap(({ record }) => decisionRows(record)));

const runRow = ({ record, trial }: Ended, { timeLimitMs, seed }: Keys): Cell[] => [
  ...[record.trial, record.run, record.attempt],
  ...parameterCells(trial),
  ...[timeLimitMs, seed, record.verdict, record.decision, record.rounds, record.elapsedMs],
  ...[record.decisions.length, record.messages, record.dropped, startedAt(record, trial)],
  record.reason,
];

/** Virtual time starts nowhere, and the rows of equal seeds are equal. */
const startedAt = (record: RunRecord, trial: Trial): string =>
  trial.moduleName === "paxy_sim" ? "" : record.startedAt;

const decisionRows = ({ trial, run, attempt, decisions }: RunRecord): Cell[][] =>
  decisions.map((each) => [
    trial,
    run,
    attempt,
    each.proposer,
    each.value,
    each.round,
    each.elapsedMs,
  ]);

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
