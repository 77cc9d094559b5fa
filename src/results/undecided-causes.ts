import { join } from "node:path";
import type { TrialState } from "../core/queue/state.ts";
import type { UndecidedCause } from "../core/run/undecided-cause.ts";
import { VERSIONS } from "../core/trial/parameters.ts";
import { readRuns } from "./read-runs.ts";
import { RUNS_FILE } from "./run-writer.ts";

/** The start of an undecided run's reason; the cause follows. */
const ENDINGS = /^the (?:time limit|bound on rounds) came first(?:: )?/;

/** The causes in runs.csv, by trial, those of most runs first. A run whose reason names none is left out. */
export async function undecidedCauses(directory: string): Promise<readonly UndecidedCause[]> {
  const found = new Map<string, UndecidedCause>();
  await readRuns(join(directory, RUNS_FILE), ({ trial, verdict, reason }) => {
    const cause = reason.replace(ENDINGS, "");
    if (verdict !== "undecided" || cause === "") return;
    const key = `${trial} ${cause}`;
    const runs = (found.get(key)?.runs ?? 0) + 1;
    found.set(key, { trial, cause, runs });
  });
  return [...found.values()].sort((a, b) => a.trial - b.trial || b.runs - a.runs);
}

/** The same, if there can be any: only runs of a user's folder have causes. */
export const causesOf = async (
  directory: string,
  trials: readonly TrialState[],
): Promise<readonly UndecidedCause[]> =>
  trials.some(
    ({ trial, counts }) => counts.undecided > 0 && !VERSIONS.includes(trial.moduleVersion as never),
  )
    ? undecidedCauses(directory)
    : [];
