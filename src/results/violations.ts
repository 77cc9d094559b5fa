import { mkdir } from "node:fs/promises";
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
