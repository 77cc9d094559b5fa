import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import type { RunRecord } from "../core/run/run.ts";
import { DIRECTORY_MODE } from "./append-file.ts";
import { attempted, type Written } from "./disk-problem.ts";
import { replaceFile } from "./replace-file.ts";

export const VIOLATIONS_DIRECTORY = "violations";

type Which = Pick<RunRecord, "trial" | "run" | "attempt">;

/** Where the trace of a violation is, inside the directory of its batch. */
export const violationFile = ({ trial, run, attempt }: Which): string =>
  join(VIOLATIONS_DIRECTORY, `trial-${trial}-run-${run}-attempt-${attempt}.jsonl`);

/** The violations whose traces were kept, by their numbers. */
export async function violationsIn(directory: string): Promise<readonly Which[]> {
  const names = await readdir(join(directory, VIOLATIONS_DIRECTORY)).catch(() => []);
  return names
    .flatMap((name) => {
      const [, trial, run, attempt] =
        /^trial-(\d+)-run-(\d+)-attempt-(\d+)\.jsonl$/.exec(name) ?? [];
      return attempt === undefined
        ? []
        : [{ trial: Number(trial), run: Number(run), attempt: Number(attempt) }];
    })
    .sort((a, b) => a.trial - b.trial || a.run - b.run || a.attempt - b.attempt);
}

/** The violation with the lowest numbers of those whose trace was kept. */
export const firstViolation = async (directory: string): Promise<Which | undefined> =>
  (await violationsIn(directory))[0];

/** Keeps the message trace that shows a violation, an event a line. */
export const writeViolation = (
  directory: string,
  which: Which,
  trace: readonly string[],
): Promise<Written> =>
  attempted(violationFile(which), async () => {
    await mkdir(join(directory, VIOLATIONS_DIRECTORY), { recursive: true, mode: DIRECTORY_MODE });
    await replaceFile(
      join(directory, violationFile(which)),
      trace.map((line) => `${line}\n`).join(""),
    );
  });
