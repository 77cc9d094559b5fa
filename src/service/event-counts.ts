import type { UserCode } from "../batch/user-code.ts";
import { ebin } from "../console/places.ts";
import { InputError, inputError } from "../console/problems.ts";
import { pathHere } from "../console/shown-path.ts";
import { FACTS } from "../core/facts.ts";
import type { EventCounts } from "../core/run/event-counts.ts";
import { spansOf } from "../core/run/spans.ts";
import { isData } from "../core/run/verdicts.ts";
import { unknownName } from "../core/trial/nearest.ts";
import { isVirtual } from "../core/trial/trial.ts";
import { readBatch } from "../results/read-batch.ts";
import { mayRunAgain } from "./may-run-again.ts";
import { manifestIn } from "./open-folder.ts";
import { runCounts } from "./run-draws.ts";

/** The events of interest that a list with commas names, once each. Throws an InputError. */
export function eventNames(list: string): readonly string[] {
  const names = [...new Set(list.split(",").map((name) => name.trim()))];
  const unknown = names.find((name) => !FACTS.witnesses.includes(name as never));
  if (unknown === undefined) return names;
  throw new InputError(
    `"${unknown}" ${unknownName("an event of interest", unknown, FACTS.witnesses)}.`,
  );
}

/**
 * Of each simulated trial of a folder of results, how many of its judged runs reached these events
 * of interest; the runs are simulated again. Throws an InputError where that can't be.
 */
export async function countEvents(
  directory: string,
  names: readonly string[],
  code: UserCode,
): Promise<readonly EventCounts[]> {
  const read = await readBatch(directory);
  if (!read.ok) throw inputError("", read.problems);
  const { ended } = read.value;
  const manifest = await manifestIn(directory);
  const judged = new Map<number, number[]>();
  for (const { trial, run, verdict } of ended) {
    if (!isData(verdict)) continue;
    const runs = judged.get(trial);
    if (runs === undefined) judged.set(trial, [run]);
    else runs.push(run);
  }
  const simulated = manifest.trials.filter(
    ({ trial, number }) => isVirtual(trial) && judged.has(number),
  );
  if (simulated.length === 0) {
    throw new InputError(
      `${pathHere(directory)} has no simulated runs; only simulated runs can be counted.`,
    );
  }
  mayRunAgain(manifest, simulated, code);
  const erlang = { erl: "erl", ebin, codePaths: code.codePaths };
  const rows: EventCounts[] = [];
  for (const trial of simulated) {
    const spans = spansOf(judged.get(trial.number) ?? []);
    const counts = await runCounts({ settings: manifest.settings, trial, erlang }, spans, names);
    rows.push({
      trial: trial.number,
      runs: spans.reduce((sum, [, count]) => sum + count, 0),
      counts,
    });
  }
  return rows;
}
