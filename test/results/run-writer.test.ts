import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { afterEach, expect, test } from "vitest";
import type { RunRecord } from "../../src/core/run/run.ts";
import { RUN_COLUMNS } from "../../src/results/columns.ts";
import type { DiskProblem } from "../../src/results/disk-problem.ts";
import { RunWriter } from "../../src/results/run-writer.ts";
import { recordOf, trialOf, undecided } from "../core/queue/examples.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { limitFileSize } from "./limit-file-size.ts";

afterEach(() => limitFileSize("unlimited"));

const keys = { timeLimitMs: 30_000, seed: 7 };
const quiet = { keys, onProblem: () => undefined, onRecovered: () => undefined };
const ended = (record: Partial<RunRecord>, trial = trialOf()) => ({
  record: recordOf(record),
  trial,
});
const text = (directory: string, name: string): string =>
  readFileSync(join(directory, name), "utf8");

const decisions = [{ proposer: "fry", value: "{255,0,0}", round: 0, elapsedMs: 90 }];
const HEADER = `${RUN_COLUMNS.map(({ name }) => name).join()}\n`;
/** The header of paxy 0.1.0; what later formats brought stands behind it. */
const FORMAT_1 =
  "trial,run,attempt,module_name,module_version,sleep,num_proposers,num_acceptors,drop,delay,prop_timeout,prop_backoff,drop_scope,duplicate,faults,time_limit_ms,seed,verdict,decision,rounds,elapsed_ms,decided,messages,dropped,started_at,reason,";

test("no column of an earlier format has moved", () => {
  expect(HEADER.startsWith(FORMAT_1)).toBe(true);
});

/** The rows of a CSV text, as cells by the name of their column. */
const rowsOf = (csv: string): Record<string, string>[] => parse(csv, { columns: true });

test("a row says all of a run, and its decisions have rows of their own", async () => {
  const directory = temporaryFolder();
  const writer = await RunWriter.open(directory, quiet);
  const trial = trialOf({ sleep: [10, 100], faults: [{ at: 5, do: "cut", for: 9 }] });
  await writer.write([ended({ decisions, lateMs: 0, load: 0.5 }, trial)]);
  await writer.write([
    {
      record: undecided({
        ...{ run: 2, reason: "the time limit came first", winner: "", lateMs: 2, load: 0.5 },
      }),
      trial,
    },
  ]);
  expect(await writer.close()).toEqual({ ok: true });
  const csv = text(directory, "runs.csv");
  expect(csv.startsWith(HEADER)).toBe(true);
  const [first, second] = rowsOf(csv);
  const both = {
    ...{ trial: "1", attempt: "1", module_name: "paxy_remote", module_version: "2" },
    ...{ sleep: "[10, 100]", num_proposers: "3", num_acceptors: "5", drop: "1", delay: "10" },
    ...{ prop_timeout: "100", prop_backoff: "10", drop_scope: "replies", duplicate: "0" },
    ...{ faults: "cut at 5 for 9", time_limit_ms: "30000", seed: "7", messages: "30" },
    ...{ dropped: "0", started_at: "2026-11-22T18:00:00.123Z", deadline: "silence" },
    ...{ ballots: "name", delay_scope: "replies", request_drop: "0", macros: "", load: "0.5" },
  };
  expect(first).toMatchObject({
    ...{ ...both, run: "1", verdict: "agreed", decision: "{255,0,0}", rounds: "0" },
    ...{ elapsed_ms: "100", decided: "1", reason: "", winner: "fry", late_ms: "0" },
  });
  expect(second).toMatchObject({
    ...{ ...both, run: "2", verdict: "undecided", decision: "", rounds: "", elapsed_ms: "" },
    ...{ decided: "0", reason: "the time limit came first", winner: "", late_ms: "2" },
  });
  expect(text(directory, "decisions.csv")).toBe(
    'trial,run,attempt,proposer,value,round,elapsed_ms\n1,1,1,fry,"{255,0,0}",0,90\n',
  );
});

test("text is no formula, no second line and no control sequence", async () => {
  const directory = temporaryFolder();
  const writer = await RunWriter.open(directory, quiet);
  await writer.write([
    ended({ reason: "=cmd|' /C calc'!A0" }),
    ended({ reason: '\u001b[2Jone\ntwo, "three"\r' }),
  ]);
  await writer.close();
  const [, first, second, rest] = text(directory, "runs.csv").split("\n");
  expect(first).toMatch(/,'=cmd\|' \/C calc'!A0,silence,/);
  expect(second).toMatch(/,"\[2Jone two, ""three""",silence,/);
  expect(rest).toBe("");
});

test("rows of virtual time do not say when they were run", async () => {
  const directory = temporaryFolder();
  const writer = await RunWriter.open(directory, quiet);
  await writer.write([ended({}, trialOf({ moduleName: "paxy_sim" }))]);
  await writer.close();
  expect(rowsOf(text(directory, "runs.csv"))).toMatchObject([
    { started_at: "", late_ms: "", load: "" },
  ]);
});

test("rows that do not fit wait until they do, and nothing is half-written meanwhile", async () => {
  const directory = temporaryFolder();
  const problems: DiskProblem[] = [];
  let recovered = 0;
  const writer = await RunWriter.open(directory, {
    keys,
    onProblem: (problem) => problems.push(problem),
    onRecovered: () => recovered++,
    retryMs: 10,
  });
  limitFileSize(HEADER.length + 140);
  let written = 0;
  const both = [1, 2].map((run) => writer.write([ended({ run, decisions })]).then(() => written++));
  await until(() => problems.length > 0);
  expect(written).toBe(0);
  expect(text(directory, "runs.csv")).toBe(HEADER);
  expect(text(directory, "decisions.csv").split("\n")).toHaveLength(2);
  limitFileSize("unlimited");
  await Promise.all(both);
  await writer.close();
  expect([written, recovered, problems.length, writer.behind]).toEqual([2, 1, 1, 0]);
  expect(text(directory, "runs.csv").split("\n")).toHaveLength(4);
  expect(text(directory, "decisions.csv").split("\n")).toHaveLength(4);
});

test("a deleted directory comes back with what it held", async () => {
  const directory = join(temporaryFolder(), "batch");
  mkdirSync(directory);
  const problems: string[] = [];
  const options = {
    keys,
    onProblem: (problem: DiskProblem) => problems.push(problem.reason),
    onRecovered: () => undefined,
    retryMs: 1,
  };
  const writer = await RunWriter.open(directory, options);
  await writer.write([ended({ decisions })]);
  rmSync(directory, { recursive: true });
  await writer.write([ended({ run: 2, decisions })]);
  await writer.close();
  expect(problems).toEqual(["cannot write decisions.csv: not found"]);
  expect(text(directory, "runs.csv").split("\n")).toHaveLength(4);
  expect(text(directory, "decisions.csv").split("\n")).toHaveLength(4);
});

test("closing says what is in the way of rows that could not be written", async () => {
  const directory = temporaryFolder();
  const writer = await RunWriter.open(directory, quiet);
  limitFileSize(HEADER.length);
  void writer.write([ended({})]);
  expect(await writer.close()).toMatchObject({ ok: false, problem: { kind: "full" } });
  expect(writer.behind).toBe(1);
});

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 2));
}
