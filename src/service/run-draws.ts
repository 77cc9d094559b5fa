import type { Chance } from "../core/run/chance.ts";
import type { Span } from "../core/run/spans.ts";
import { ask } from "../nodes/erlang-answer.ts";
import { chanceTerm, countTerm } from "../wire/questions.ts";
import { type Answer, reasonsOf } from "../wire/records.ts";
import { drawnTrial } from "../wire/requests.ts";
import type { TracedRun } from "./run-trace.ts";

/**
 * Of a simulated run, after each of its steps, how many of this many futures violate: a row at a
 * time, in their order. `end` gives up the rest.
 */
export function drawChance(
  which: Omit<TracedRun, "directory">,
  draws: number,
  tell: (row: Chance) => void,
): { readonly done: Promise<void>; readonly end: () => void } {
  let last: Answer | undefined;
  const { answered, kill } = ask(
    which.erlang,
    chanceTerm(drawnTrial(which), which.run, draws),
    (record) => {
      if (record.t !== "chance") last = record;
      else tell({ events: record.events, share: record.violations / draws });
    },
  );
  const done = answered.then(() => {
    if (last !== undefined)
      throw new Error(`Erlang returned no run: ${reasonsOf(last).join("; ")}`);
  });
  return { done, end: kill };
}

/** All rows of `drawChance`. */
export async function runChance(which: TracedRun, draws: number): Promise<readonly Chance[]> {
  const rows: Chance[] = [];
  await drawChance(which, draws, (row) => rows.push(row)).done;
  return rows;
}

/** How many of these runs of a simulated trial reached each of these events of interest. */
export async function runCounts(
  which: Pick<TracedRun, "settings" | "trial" | "erlang">,
  runs: readonly Span[],
  names: readonly string[],
): Promise<Readonly<Record<string, number>>> {
  let end: Answer | undefined;
  await ask(which.erlang, countTerm(drawnTrial(which), runs, names), (record) => {
    end = record;
  }).answered;
  if (end?.t !== "counted")
    throw new Error(`Erlang returned no runs: ${reasonsOf(end).join("; ")}`);
  return end.counts;
}
