import { createReadStream, statSync } from "node:fs";
import { createInterface } from "node:readline";
import { EXIT } from "../console/exit-code.ts";
import { InputError } from "../console/problems.ts";
import { say } from "../console/say.ts";
import { counted } from "../core/count-text.ts";
import { judgePrinted, type PrintedRun, PrintedRuns } from "../core/run/classic-log.ts";
import { sanitise } from "../nodes/sanitise.ts";

export interface JudgeOptions {
  readonly proposers?: string;
  readonly json?: boolean;
}

/** `paxy judge`: judges runs by the lines that they printed, from a log or a pipe. Answers with the exit code. */
export async function judge(file: string | undefined, options: JudgeOptions): Promise<number> {
  const proposers = countOf(options.proposers);
  const counts = { runs: 0, violation: 0 };
  const tell = (run: PrintedRun | undefined): void => {
    if (run === undefined) return;
    const { verdict, sentence } = judgePrinted(run, proposers);
    counts.runs += 1;
    if (verdict === "violation") counts.violation += 1;
    const text = options.json
      ? JSON.stringify({ run: counts.runs, verdict, sentence, decisions: run })
      : `run ${counts.runs}: ${verdict === "unknown" ? "" : `${verdict}: `}${sanitise(sentence)}`;
    process.stdout.write(`${text}\n`);
  };
  const runs = new PrintedRuns();
  for await (const line of createInterface({ input: source(file) })) tell(runs.take(line));
  tell(runs.end());
  if (counts.runs === 0) {
    say(
      "no line was recognised; a decision reads `[Proposer fry] DECIDED {255,0,0} in round {2,fry} after 242 ms` or `fry decided {255,0,0} in round {2,fry}`.",
    );
    return EXIT.notRun;
  }
  if (!options.json)
    process.stdout.write(`${counted(counts.runs, "run")}, ${counts.violation} with a violation.\n`);
  return counts.violation > 0 ? EXIT.violation : EXIT.ok;
}

function source(file: string | undefined) {
  if (file === undefined || file === "-") return process.stdin;
  const stats = statSync(file, { throwIfNoEntry: false });
  if (stats === undefined) throw new InputError(`${file} does not exist.`);
  if (stats.isDirectory())
    throw new InputError(`${file} is a folder; judge reads a log, or a pipe.`);
  return createReadStream(file);
}

function countOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1 && count <= 1000) return count;
  throw new InputError(`--proposers is ${text}; it must be a whole number from 1 to 1000.`);
}
