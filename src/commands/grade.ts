import { statSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { commandText } from "../console/command-text.ts";
import { EXIT } from "../console/exit-code.ts";
import { interruption } from "../console/interruption.ts";
import { InputError } from "../console/problems.ts";
import { say } from "../console/say.ts";
import { plain } from "../core/plain.ts";
import { gradeAll } from "../grade/grade-all.ts";
import { budgetMsOf } from "../grade/grading.ts";
import { gradeProgress } from "../grade/progress.ts";
import { submissionsIn } from "../grade/submissions.ts";
import { wallsText } from "../grade/walls.ts";
import { gradeJson, gradeRows } from "../report/grade/data.ts";
import { type Graded, outcome } from "../report/grade/graded.ts";
import { gradescope } from "../report/grade/gradescope.ts";
import { junit } from "../report/grade/junit.ts";
import { gradeTable } from "../report/grade/table.ts";
import { csv } from "../results/csv.ts";
import { orReasonSync } from "../results/disk-problem.ts";

/** As commander hands them over. */
export interface GradeOptions {
  readonly csv?: string;
  readonly json?: true | string;
  readonly gradescope?: string;
  readonly junit?: string;
  readonly jobs?: string;
  readonly budget?: string;
  readonly out?: string;
  readonly fresh?: boolean;
}

/** Of each of the four loads. */
const RUNS = 500;
const JOBS_MAX = 64;

/**
 * `paxy grade DIR...`: a row for each submission. Answers with the exit code; a failed property
 * takes precedence.
 */
export async function grade(given: readonly string[], options: GradeOptions): Promise<number> {
  if (given.length === 0) {
    throw new InputError(`paxy grade needs folders: ${commandText("grade", "DIR...")}`);
  }
  const { submissions, others } = submissionsIn(given);
  if (others.length > 0)
    say(
      `Not graded, because these are not folders: ${others.map((each) => plain(each)).join(", ")}.`,
    );
  const writers = writersOf(options, submissions.length);
  const jobs = Math.min(jobsOf(options.jobs), submissions.length);
  const budgetMs = budgetMsOf(options.budget ?? "10");
  const abort = new AbortController();
  const interrupted = interruption(() => abort.abort());
  const progress = gradeProgress(process.stderr, submissions.length);
  let walls = "";
  const rows = await gradeAll(submissions, {
    ...{ budgetMs, runs: RUNS, jobs, fresh: options.fresh ?? false, signal: abort.signal },
    schedulers: Math.max(1, Math.floor(availableParallelism() / jobs)),
    folder: join(options.out ?? "out", "grade"),
    onWalls: (found) => {
      walls = wallsText(found);
      say(`${walls}.`);
    },
    onBegin: progress.begins,
    onRow: progress.done,
  }).finally(() => {
    interrupted.end();
    progress.end();
  });
  for (const write of writers) write(rows, walls);
  return interrupted.happened() ? EXIT.interrupted : exitOf(rows);
}

function exitOf(rows: readonly Graded[]): number {
  const outcomes = rows.map(outcome);
  if (outcomes.includes("failed")) return EXIT.violation;
  return outcomes.includes("not run") ? EXIT.notRun : EXIT.ok;
}

function jobsOf(text: string | undefined): number {
  if (text === undefined || text === "auto") return availableParallelism();
  if (/^\d{1,2}$/.test(text) && Number(text) >= 1 && Number(text) <= JOBS_MAX) return Number(text);
  throw new InputError(
    `--jobs is ${JSON.stringify(text)}; it must be auto or a whole number from 1 to ${JOBS_MAX}.`,
  );
}

type Write = (rows: readonly Graded[], walls: string) => void;

/** Writes the requested formats; prints the table if nothing else goes to standard output. */
function writersOf(options: GradeOptions, count: number): readonly Write[] {
  const { json } = options;
  const toFile = (
    path: string | undefined,
    textOf: (rows: readonly Graded[], walls: string) => string,
  ) =>
    path === undefined
      ? []
      : [(rows: readonly Graded[], walls: string) => written(path, textOf(rows, walls))];
  const jsonText: (rows: readonly Graded[], walls: string) => string = (rows, walls) =>
    `${JSON.stringify(gradeJson(rows, walls))}\n`;
  const shown: Write = (rows, walls) =>
    void process.stdout.write(
      json === true ? jsonText(rows, walls) : gradeTable(rows, process.stdout.columns ?? 80),
    );
  return [
    ...toFile(options.csv, (rows) => csv(gradeRows(rows))),
    ...toFile(json === true ? undefined : json, jsonText),
    ...toFile(options.junit, junit),
    ...gradescopeWriter(options.gradescope, count),
    shown,
  ];
}

/** Gradescope reads one submission per file; several submissions go to files in a folder. */
function gradescopeWriter(path: string | undefined, count: number): readonly Write[] {
  if (path === undefined) return [];
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  if (!isFolder && count > 1) {
    throw new InputError(
      `--gradescope ${path}: Gradescope's file holds one submission; for several, give an existing folder.`,
    );
  }
  return [
    (rows) => {
      for (const row of rows) {
        written(isFolder ? join(path, `${fileName(row.name)}.json`) : path, gradescope(row));
      }
    },
  ];
}

/** A safe file name: it cannot leave the folder, and different names stay different. */
const fileName = (name: string): string =>
  encodeURIComponent(name).replaceAll("%20", " ").replace(/^\.+/, "_").slice(0, 200);

const written = (path: string, text: string): void =>
  orReasonSync(path, () => writeFileSync(path, text));
