import { createHash } from "node:crypto";
import { appendFileSync, mkdirSync, readFileSync, realpathSync } from "node:fs";
import { basename, join } from "node:path";
import { ebin } from "../console/places.ts";
import type { Graded } from "../report/grade/graded.ts";
import { DIRECTORY_MODE, FILE_MODE } from "../results/append-file.ts";
import { orReasonSync } from "../results/disk-problem.ts";
import { type Grading, versionOf } from "./grading.ts";
import type { Submission } from "./submissions.ts";

/** Rows of finished submissions, kept in a file from one grading to the next. */
export class Finished {
  readonly #rows: ReadonlyMap<string, Graded>;
  readonly #path: string;

  /** `finished.jsonl` in a folder, which is created. `fresh`: earlier rows do not count. */
  constructor(folder: string, { fresh }: { fresh: boolean }) {
    this.#path = join(folder, "finished.jsonl");
    orReasonSync(folder, () => mkdirSync(folder, { recursive: true, mode: DIRECTORY_MODE }));
    const before = textOf(this.#path);
    if (!/(^|\n)$/.test(before)) this.#append("\n");
    this.#rows = fresh ? new Map() : rowsIn(before);
  }

  row(key: string): Graded | undefined {
    return this.#rows.get(key);
  }

  /** A row is done when it is in the file. */
  add(key: string, row: Graded): void {
    this.#append(`${JSON.stringify({ key, row })}\n`);
  }

  #append(text: string): void {
    orReasonSync(this.#path, () => appendFileSync(this.#path, text, { mode: FILE_MODE }));
  }
}

/**
 * The inputs of a row: the files, their name as code, paxy's own code, and the options of grading.
 */
export const keyOf = (hash: string, submission: Submission, { budgetMs, runs }: Grading): string =>
  createHash("sha256")
    .update(
      JSON.stringify([FORMAT, CODE, hash, versionOf(submission), submission.roles, budgetMs, runs]),
    )
    .digest("hex");

const CODE = basename(realpathSync(ebin));
/** Raise it when the content of a row changes. */
const FORMAT = 1;

function rowsIn(text: string): ReadonlyMap<string, Graded> {
  const entries = text.split("\n").map(entryIn);
  return new Map(entries.flatMap((each) => (each === undefined ? [] : [[each.key, each.row]])));
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

/** The end of a grading that was killed may be half a line. */
function entryIn(line: string): { key: string; row: Graded } | undefined {
  try {
    const { key, row } = JSON.parse(line);
    return typeof key === "string" && typeof row?.compiled === "boolean" ? { key, row } : undefined;
  } catch {
    return undefined;
  }
}
