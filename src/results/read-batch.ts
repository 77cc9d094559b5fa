import { basename, join } from "node:path";
import { counted } from "../core/count-text.ts";
import { type Parsed, parsed, problem, refused } from "../core/problem.ts";
import { type EndedRun, type KnownTrial, restoreQueue } from "../core/queue/restore.ts";
import type { BatchSettings, QueueState } from "../core/queue/state.ts";
import { parseValues } from "../core/trial/field-text.ts";
import { DEFAULT_TRIAL, PARAMETERS } from "../core/trial/parameters.ts";
import type { Trial } from "../core/trial/trial.ts";
import { Contradictions } from "./contradictions.ts";
import { findResults } from "./find-results.ts";
import { isTimeUp, type Manifest, readManifest, versionsWith } from "./manifest.ts";
import { endedRun, type RunRow, readRuns } from "./read-runs.ts";
import { RUNS_FILE } from "./run-writer.ts";

/** A batch as read from its folder. */
export interface BatchRead {
  readonly directory: string;
  /** The queue as it stands: what a report is made from. */
  readonly state: QueueState;
  /** The skipped parts, as sentences. */
  readonly said: readonly string[];
  /** Undefined if it is missing or can't be used. */
  readonly manifest: Manifest | undefined;
  /** The attempts that belong to the batch, in the order of the file. */
  readonly ended: readonly EndedRun[];
  /** Mean load average of the machine during the runs; null where no row has it. */
  readonly load: number | null;
}

/**
 * Reads a batch to report on it, and changes nothing. Without a manifest, the trials come from the
 * rows.
 */
export async function readBatch(given: string): Promise<Parsed<BatchRead>> {
  const found = await findResults(given, RUNS_FILE);
  if (!found.ok) return found;
  const directory = found.value;
  const manifest = await readManifest(directory);
  const rows: Rows = {
    ended: [],
    first: new Map(),
    contradictions: new Contradictions(),
    load: { sum: 0, n: 0 },
  };
  try {
    const read = await readRuns(join(directory, RUNS_FILE), (row) =>
      note(rows, row, manifest.ok ? manifest.value : undefined),
    );
    const state = manifest.ok
      ? fromManifest(manifest.value, rows)
      : fromRows(basename(directory), rows);
    const said = [
      ...(read.damaged > 0
        ? [`${RUNS_FILE}: ${counted(read.damaged, "damaged line")} skipped.`]
        : []),
      ...rows.contradictions.said(),
      ...(manifest.ok ? [] : manifest.problems.map((each) => `${each.message}.`)),
    ];
    const { load, ended } = rows;
    return parsed({
      ...{ directory, state, said, ended },
      manifest: manifest.ok ? manifest.value : undefined,
      load: load.n === 0 ? null : load.sum / load.n,
    });
  } catch (error) {
    return refused(problem(directory, `can't be read: ${(error as Error).message}`));
  }
}

interface Rows {
  readonly ended: EndedRun[];
  /** A row of each trial, if there is no manifest. */
  readonly first: Map<number, RunRow>;
  readonly contradictions: Contradictions;
  readonly load: { sum: number; n: number };
}

/** Runs of another seed or time limit belong to what the batch was before it was changed. */
export const belongsTo = ({ settings }: Pick<Manifest, "settings">, row: RunRow): boolean =>
  row.seed === settings.seed && row.timeLimitMs === settings.timeLimitMs;

function note(rows: Rows, row: RunRow, manifest: Manifest | undefined): void {
  if (manifest !== undefined && !belongsTo(manifest, row)) return;
  rows.ended.push(endedRun(row));
  if (row.load !== null) {
    rows.load.sum += row.load;
    rows.load.n++;
  }
  if (manifest === undefined && !rows.first.has(row.trial)) rows.first.set(row.trial, row);
}

const fromManifest = (manifest: Manifest, { ended, contradictions }: Rows): QueueState =>
  restoreQueue(manifest.settings, {
    trials: manifest.trials,
    nextNumber: manifest.nextNumber,
    records: ended,
    onContradiction: contradictions.note,
    timeIsUp: isTimeUp(manifest),
  });

function fromRows(name: string, { ended, first, contradictions }: Rows): QueueState {
  const [any] = first.values();
  const repeat = ended.reduce((most, each) => Math.max(most, each.run), 0);
  const settings: BatchSettings = {
    name,
    repeat,
    jobs: 1,
    attemptsMax: 2,
    timeLimitMs: any?.timeLimitMs ?? 0,
    seed: any?.seed ?? 0,
  };
  const trials = [...first.values()].sort((a, b) => a.trial - b.trial).map(knownTrial);
  const runsOf = new Map<number, number>();
  for (const { trial, run } of ended) runsOf.set(trial, Math.max(run, runsOf.get(trial) ?? 0));
  const known = trials.map((each) => ({ ...each, runs: runsOf.get(each.number) ?? 0 }));
  const left = { trials: known, nextNumber: 1, records: ended };
  return restoreQueue(settings, { ...left, onContradiction: contradictions.note });
}

const knownTrial = (row: RunRow): KnownTrial => ({
  number: row.trial,
  trial: trialOf(row),
  occurrence: 1,
  runs: 0,
  paused: false,
  cancelled: false,
});

/** The trial that the cells of a row describe; a cell that makes no sense counts as the default. */
function trialOf(row: RunRow): Trial {
  const fields = PARAMETERS.map((parameter, index) => {
    const text = row.parameters[index] ?? "";
    const versions = versionsWith({ moduleVersion: text });
    const found = parseValues(parameter, text, versions);
    return [parameter.name, found.ok ? found.value[0] : parameter.default];
  });
  return { ...DEFAULT_TRIAL, ...Object.fromEntries(fields) };
}
