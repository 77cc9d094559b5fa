import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";

export type Row = Readonly<Record<string, string>>;

export const rowsOf = (directory: string, file: string): readonly Row[] =>
  parse(readFileSync(join(directory, file), "utf8"), { columns: true }) as Row[];

/** The folders of results below out/<batch>, oldest first. */
export const foldersOf = (out: string, batch: string): readonly string[] =>
  existsSync(join(out, batch))
    ? readdirSync(join(out, batch))
        .filter((name) => name !== "latest")
        .sort()
        .map((name) => join(out, batch, name))
    : [];

/** Whole rows of runs.csv over all folders of a batch; none before it has begun. */
export const rowCount = (out: string, batch: string): number =>
  foldersOf(out, batch)
    .map((folder) => join(folder, "runs.csv"))
    .filter(existsSync)
    .reduce((sum, file) => sum + readFileSync(file, "utf8").split("\n").length - 2, 0);

export const manifestOf = (directory: string): { status: string; endedAt: string | null } =>
  JSON.parse(readFileSync(join(directory, "manifest.json"), "utf8"));

const EXPECTED_FILES = ["decisions.csv", "manifest.json", "output.log", "runs.csv", "summary.csv"];

export interface Expected {
  readonly trials: number;
  readonly repeat: number;
  readonly attemptsMax: number;
}

/** Nothing lost, nothing double, every verdict as its decisions say, and no file but the results. */
export function assertWhole(directory: string, { trials, repeat, attemptsMax }: Expected): void {
  const attempts = new Map<string, Row[]>();
  for (const row of rowsOf(directory, "runs.csv")) {
    const key = `${row.trial}/${row.run}`;
    attempts.set(key, [...(attempts.get(key) ?? []), row]);
  }
  assert.equal(attempts.size, trials * repeat, "every run has a row, and no other has");
  for (const [key, rows] of attempts) {
    const verdicts = rows.map(({ verdict }) => verdict);
    const numbers = rows.map(({ attempt }) => attempt);
    assert.equal(new Set(numbers).size, rows.length, `run ${key} has each attempt once`);
    assert.equal(verdicts.pop(), "agreed", `run ${key}: ${rows.at(-1)?.reason}`);
    assert.ok(
      verdicts.every((each) => each === "failed" || each === "cancelled"),
      `run ${key} was attempted after it had ended: ${verdicts}`,
    );
    assert.ok(rows.length <= attemptsMax, `run ${key} was attempted ${rows.length} times`);
  }
  assertJudged(directory);
  // Nodes that are there for a moment leave no sample of their health.
  const files = readdirSync(directory).filter((name) => name !== "health.csv");
  assert.deepEqual(files.sort(), EXPECTED_FILES);
}

/** Each agreed row has one decision per proposer, all of its value; decisions of no other attempt are there. */
function assertJudged(directory: string): void {
  const decisions = new Map<string, Row[]>();
  for (const row of rowsOf(directory, "decisions.csv")) {
    const key = keyOf(row);
    decisions.set(key, [...(decisions.get(key) ?? []), row]);
  }
  for (const row of rowsOf(directory, "runs.csv")) {
    const own = decisions.get(keyOf(row)) ?? [];
    decisions.delete(keyOf(row));
    assert.equal(own.length, Number(row.decided), `decisions of attempt ${keyOf(row)}`);
    if (row.verdict !== "agreed") continue;
    assert.equal(own.length, Number(row.num_proposers));
    assert.equal(new Set(own.map(({ proposer }) => proposer)).size, own.length);
    assert.ok(own.every(({ value }) => value === row.decision));
    assert.match(row.decision ?? "", /^\{\d+,\d+,\d+\}$/);
  }
  assert.deepEqual([...decisions.keys()], [], "decisions without a row");
}

const keyOf = ({ trial, run, attempt }: Row): string => `${trial}/${run}/${attempt}`;
