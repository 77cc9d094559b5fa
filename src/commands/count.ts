import { userCode } from "../batch/user-code.ts";
import { EXIT } from "../console/exit-code.ts";
import { refuseTogether } from "../console/flags.ts";
import { ebin } from "../console/places.ts";
import { InputError } from "../console/problems.ts";
import { FACTS } from "../core/facts.ts";
import { isVirtual } from "../core/trial/trial.ts";
import { aligned } from "../report/aligned.ts";
import { csv } from "../results/csv.ts";
import { mayRunAgain } from "../service/may-run-again.ts";
import { manifestIn, resultsIn } from "../service/open-folder.ts";
import { runCounts } from "../service/run-draws.ts";

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
  refuseTogether(options, [["json", ["csv"]]]);
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
  mayRunAgain(manifest, simulated, code);
  const erlang = { erl: "erl", ebin, codePaths: code.codePaths };
  const rows: Row[] = [];
  for (const trial of simulated) {
    const which = { settings: manifest.settings, trial, erlang };
    const counts = await runCounts(which, trial.runs, names);
    rows.push({ trial: trial.number, runs: trial.runs, counts });
  }
  process.stdout.write(textOf(rows, names, options));
  return EXIT.ok;
}

function witnesses(wanted: string | undefined): readonly string[] {
  if (wanted === undefined) return FACTS.witnesses;
  const names = [...new Set(wanted.split(","))];
  const unknown = names.find((name) => !FACTS.witnesses.includes(name as never));
  if (unknown === undefined) return names;
  throw new InputError(
    `"${unknown}" is not an event of interest; these are ${FACTS.witnesses.join(", ")}.`,
  );
}

function textOf(rows: readonly Row[], names: readonly string[], options: CountOptions): string {
  if (options.json) return rows.map((row) => `${JSON.stringify(row)}\n`).join("");
  const header = ["trial", "runs", ...names];
  const cells = rows.map(({ trial, runs, counts }) => [
    ...[trial, runs],
    ...names.map((name) => counts[name] ?? 0),
  ]);
  if (options.csv) return csv([header, ...cells]);
  const columns = header.map((name, at) => ({
    ...{ header: [name], align: "right" as const },
    cells: cells.map((row) => String(row[at])),
  }));
  return aligned(columns)
    .map((line) => `${line}\n`)
    .join("");
}
