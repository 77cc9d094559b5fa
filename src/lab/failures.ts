import { join } from "node:path";
import type { LabBatch } from "../batch/lab-batches.ts";
import type { UserCode } from "../batch/user-code.ts";
import { commandText } from "../console/command-text.ts";
import { ebin } from "../console/places.ts";
import { pathHere } from "../console/shown-path.ts";
import { whyLines } from "../core/why/words.ts";
import { type Decision, decisionsIn } from "../report/decisions.ts";
import type { LabCause, LabFailure } from "../report/lab-report.ts";
import { type RunRow, readRuns } from "../results/read-runs.ts";
import { readRecent } from "../results/recent-runs.ts";
import { RUNS_FILE } from "../results/run-writer.ts";
import { undecidedCauses } from "../results/undecided-causes.ts";
import type { Snapshot } from "../service/client.ts";
import { runTrace } from "../service/run-trace.ts";
import { withCode } from "./code-lines.ts";

/** A batch of the lab that has ended or run out of time. */
export interface Ended extends LabBatch {
  readonly snapshot: Snapshot;
  readonly interrupted: boolean;
}

/**
 * A violation in the runs of some batches, and a failed run. The first one in virtual time is
 * taken, because it can be repeated with the lines of its code; otherwise the first on nodes.
 */
export async function failuresIn(
  ended: readonly Ended[],
  { given, code }: { readonly given: string; readonly code: UserCode },
): Promise<LabFailure[]> {
  const found: Found[] = [];
  for (const each of ended.toReversed()) found.push(...(await rowsOf(each)));
  const failures: LabFailure[] = [];
  for (const verdict of KINDS) {
    const chosen = found.find(({ row }) => row.verdict === verdict);
    if (chosen !== undefined) failures.push(await shown(chosen, given, code));
  }
  return failures;
}

/** Why runs of some batches did not decide, those of most runs first. */
export async function causesIn(ended: readonly Ended[]): Promise<LabCause[]> {
  const found = new Map<string, LabCause>();
  for (const { snapshot, labels } of ended) {
    if (snapshot.totals.counts.undecided === 0) continue;
    for (const { trial, cause, runs } of await undecidedCauses(snapshot.directory)) {
      const before = found.get(cause);
      found.set(cause, {
        cause,
        runs: runs + (before?.runs ?? 0),
        labels: [...(before?.labels ?? []), labels[trial - 1] ?? ""],
      });
    }
  }
  return [...found.values()].sort((a, b) => b.runs - a.runs);
}

const KINDS = ["violation", "failed"] as const;

interface Found {
  readonly row: RunRow;
  readonly of: Ended;
}

async function shown({ row, of }: Found, given: string, code: UserCode): Promise<LabFailure> {
  const { directory, queue } = of.snapshot;
  const trial = queue.trials.find(({ number }) => number === row.trial);
  if (trial === undefined) throw new Error(`there is no trial ${row.trial} in ${directory}`);
  const erlang = { erl: "erl", ebin, codePaths: code.codePaths };
  const { settings } = queue;
  const { events } = await runTrace({ directory, settings, trial, run: row.run, erlang });
  const traced = decisionsIn(events);
  const place = [pathHere(directory), String(row.trial), String(row.run)];
  const failure = {
    kind: row.verdict === "violation" ? ("violation" as const) : ("failed" as const),
    label: `${of.labels[row.trial - 1]}, run ${row.run}`,
    reason: row.reason,
    why: row.verdict === "violation" ? whyLines(events, trial.trial.numAcceptors) : [],
    decisions: traced.length > 0 ? traced : await recordedDecisions(directory, row),
    again: events.length > 0 ? commandText("replay", ...place, "--code", given) : undefined,
  };
  return withCode(failure, { events, acceptors: trial.trial.numAcceptors }, code);
}

/** Decisions from decisions.csv, for a run whose trace has none. */
async function recordedDecisions(directory: string, row: RunRow): Promise<Decision[]> {
  const recent = await readRecent(directory, row.trial);
  const decisions = recent.find(
    ({ run, attempt }) => run === row.run && attempt === row.attempt,
  )?.decisions;
  return (decisions ?? []).map(({ proposer: actor, value, round }) => ({
    actor,
    value,
    round: String(round),
    where: "",
  }));
}

/** The first row of each verdict that did not hold. */
async function rowsOf(of: Ended): Promise<Found[]> {
  const first = new Map<string, RunRow>();
  const { counts } = of.snapshot.totals;
  if (counts.violation + counts.failed === 0) return [];
  await readRuns(join(of.snapshot.directory, RUNS_FILE), (row) => {
    const before = first.get(row.verdict);
    if (before === undefined || placeOf(row) < placeOf(before)) first.set(row.verdict, row);
  });
  return KINDS.flatMap((verdict) => {
    const row = first.get(verdict);
    return row === undefined ? [] : [{ row, of }];
  });
}

const RUNS_MAX = 1_000_000;
const placeOf = ({ trial, run }: RunRow): number => trial * RUNS_MAX + run;
