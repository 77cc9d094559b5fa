import { exitCode } from "../console/exit-code.ts";
import { inputError } from "../console/problems.ts";
import { say } from "../console/say.ts";
import { shownPath } from "../console/shown-path.ts";
import { summaryOf } from "../core/statistics/summary.ts";
import { closingReport } from "../report/closing.ts";
import { readBatch } from "../results/read-batch.ts";
import { replayCommand } from "./run.ts";

/** `paxy report DIR`: the closing table again, from the files alone. Answers with the batch's exit code. */
export async function report(folder: string): Promise<number> {
  const batch = await readBatch(folder);
  if (!batch.ok) throw inputError("", batch.problems);
  const { directory, said, state } = batch.value;
  const { name, timeLimitMs } = state.settings;
  const trials = state.trials.map((trial) => summaryOf(trial, timeLimitMs));
  for (const sentence of said) say(sentence);
  const replay = await replayCommand(directory);
  process.stdout.write(closingReport({ name, directory: shownPath(directory), trials, replay }));
  return exitCode(state.totals, false);
}
