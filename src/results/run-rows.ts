import type { RunRecord } from "../core/run/run.ts";
import type { Ended, Keys, RunColumn } from "./columns.ts";
import { type Cell, csv } from "./csv.ts";

export const DECISION_COLUMNS: readonly string[] = [
  ...["trial", "run", "attempt", "proposer", "value", "round", "elapsed_ms"],
];

/** The lines of runs.csv, in the columns of the file that they go to; one that is not known stays empty. */
export const runLines = (
  ended: readonly Ended[],
  keys: Keys,
  columns: readonly (RunColumn | undefined)[],
): string => csv(ended.map((each) => columns.map((column) => column?.cell(each, keys) ?? null)));

/** The lines of decisions.csv. */
export const decisionLines = (ended: readonly Ended[]): string =>
  csv(ended.flatMap(({ record }) => decisionRows(record)));

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
