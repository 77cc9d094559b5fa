import { userCode } from "../batch/user-code.ts";
import { EXIT } from "../console/exit-code.ts";
import { ebin } from "../console/places.ts";
import { InputError } from "../console/problems.ts";
import { FACTS } from "../core/facts.ts";
import { isVirtual } from "../core/trial/trial.ts";
import { manifestIn, resultsIn } from "../service/open-folder.ts";
import { runCounts } from "../service/run-draws.ts";
import { mayRunAgain } from "./replay.ts";

export interface CountOptions {
  readonly csv?: boolean;
  readonly json?: boolean;
  readonly code?: readonly string[];
}

interface Row {
  readonly trial: number;
  readonly runs: number;
  readonly counts: Readonly<Record<string, number>>;
}

/** `paxy count DIR [NAMES]`: how many simulated runs of each trial reached events of interest. */
export async function count(
  given: string,
  wanted: string | undefined,
  options: CountOptions,
): Promise<number> {
  const names = witnesses(wanted);
  const directory = await resultsIn(given);
  const manifest = await manifestIn(directory);
  const simulated = manifest.trials.filter(({ trial, runs }) => isVirtual(trial) && runs > 0);
  if (simulated.length === 0) {
    throw new InputError(
      `${directory} has no simulated runs; only simulated runs can be repeated.`,
    );
  }
  const code = await userCode(options.code);
  const erlang = { erl: "erl", ebin, codePaths: code.codePaths };
  const rows: Row[] = [];
  for (const trial of simulated) {
    mayRunAgain(manifest, trial, code);
    const which = { settings: manifest.settings, trial, erlang };
    const counts = await runCounts(which, trial.runs, names);
    rows.push({ trial: trial.number, runs: trial.runs, counts });
  }
  process.stdout.write(textOf(rows, names, options));
  return EXIT.ok;
}

function witnesses(wanted: string | undefined): readonly string[] {
  if (wanted === undefined) return FACTS.witnesses;
  const names = wanted.split(",");
  const unknown = names.find((name) => !FACTS.witnesses.includes(name as never));
  if (unknown === undefined) return names;
  throw new InputError(
    `"${unknown}" is not an event of interest; these are ${FACTS.witnesses.join(", ")}.`,
  );
}

function textOf(rows: readonly Row[], names: readonly string[], options: CountOptions): string {
  if (options.json) return rows.map((row) => `${JSON.stringify(row)}\n`).join("");
  const table = [
    ["trial", "runs", ...names],
    ...rows.map(({ trial, runs, counts }) => [trial, runs, ...names.map((name) => counts[name])]),
  ].map((row) => row.map(String));
  if (options.csv) return table.map((row) => `${row.join()}\n`).join("");
  const widths = (table[0] ?? []).map((_, at) =>
    Math.max(...table.map((row) => row[at]?.length ?? 0)),
  );
  const line = (row: readonly string[]): string =>
    row.map((cell, at) => cell.padStart(widths[at] ?? 0)).join("  ");
  return table.map((row) => `${line(row)}\n`).join("");
}
