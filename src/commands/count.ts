import { userCode } from "../batch/user-code.ts";
import { countsText } from "../console/counts-text.ts";
import { EXIT } from "../console/exit-code.ts";
import { refuseTogether } from "../console/flags.ts";
import { FACTS } from "../core/facts.ts";
import { countEvents, eventNames } from "../service/event-counts.ts";
import { resultsIn } from "../service/open-folder.ts";

export interface CountOptions {
  readonly csv?: boolean;
  readonly json?: boolean;
  readonly code?: readonly string[];
}

/** `paxy count DIR [NAMES]`: how many simulated runs of each trial reached events of interest. */
export async function count(
  given: string,
  wanted: string | undefined,
  options: CountOptions,
): Promise<number> {
  refuseTogether(options, [["json", ["csv"]]]);
  const names = wanted === undefined ? FACTS.witnesses : eventNames(wanted);
  const directory = await resultsIn(given);
  const rows = await countEvents(directory, names, await userCode(options.code));
  const form = options.json ? "json" : options.csv ? "csv" : "table";
  process.stdout.write(countsText(rows, names, form));
  return EXIT.ok;
}
