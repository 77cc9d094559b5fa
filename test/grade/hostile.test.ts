import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { removeFolder } from "../remove-folder.ts";
import { CALLS, FLOODS } from "./hostile-calls.ts";
import { type Hostile, makeHostile, makeHostileTogether } from "./hostile-folder.ts";
import { SOURCES } from "./hostile-sources.ts";

/** Calls that are refused before anything runs, whatever else a folder holds: a folder tries several. */
const REFUSED = [...CALLS, ...FLOODS].filter(({ told }) => told !== "runs");
/** So many in a folder: a row has 20 problems at most. */
const TOGETHER = 15;
const togetherOf = (index: number): string => `refused_${Math.floor(index / TOGETHER)}`;
/** A folder each. */
const HOSTILE: readonly Hostile[] = [
  ...[...CALLS, ...FLOODS].filter(({ told }) => told === "runs"),
  ...SOURCES,
];

/** s; what floods takes all of it. */
const BUDGET = 8;
const SECRET = "the-secret-of-the-teacher";

interface Row {
  readonly name: string;
  readonly outcome: string;
  readonly compiled: boolean;
  readonly problems: readonly string[];
  readonly failure?: { readonly property: string; readonly where: string; readonly reason: string };
  readonly elapsedMs: number;
  readonly runs: { readonly violations: number; readonly runs: number };
}

const refusedLines: number[] = [];
let rows: ReadonlyMap<string, Row>;
let ended: { code: number | null; stdout: string; stderr: string };
let sentinel: string;
const folder = mkdtempSync(join(tmpdir(), "paxy-test-"));

afterAll(() => removeFolder(folder));

/** The built program in that folder; it ends with this process. */
function grade(args: readonly string[]): Promise<typeof ended> {
  const child = spawn(process.execPath, [resolve("src/setup/paxy.mjs"), "grade", ...args], {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
  });
  process.once("exit", () => child.kill("SIGKILL"));
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (chunk) => {
    stdout += chunk;
  });
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
  });
  return new Promise((end) => child.on("close", (code) => end({ code, stdout, stderr })));
}

const nameOf = (index: number): string => `hostile_${index}`;

beforeAll(async () => {
  sentinel = join(folder, "sentinel.txt");
  writeFileSync(sentinel, `${SECRET}.\n`);
  cpSync(resolve("test/lab/folders/vote_is_no_promise"), join(folder, "first"), {
    recursive: true,
  });
  for (const [index, hostile] of HOSTILE.entries()) {
    makeHostile(join(folder, nameOf(index)), hostile, { sentinel });
  }
  for (let index = 0; index < REFUSED.length; index += TOGETHER) {
    const some = REFUSED.slice(index, index + TOGETHER);
    refusedLines.push(...makeHostileTogether(join(folder, togetherOf(index)), some, { sentinel }));
  }
  cpSync(resolve("test/lab/folders/refusal_is_vote"), join(folder, "last"), { recursive: true });
  const hostile = HOSTILE.map((_, index) => nameOf(index));
  const names = [
    "first",
    ...hostile,
    ...new Set(REFUSED.map((_, index) => togetherOf(index))),
    "last",
  ];
  ended = await grade([...names, "--budget", String(BUDGET), "--json", "all.json"]);
  const { submissions } = JSON.parse(readFileSync(join(folder, "all.json"), "utf8"));
  rows = new Map(submissions.map((row: Row) => [row.name, row]));
}, 600_000);

test.for(HOSTILE.map((hostile, index) => [hostile.tries, index] as const))(
  "a folder that tries %s is told so, within its budget",
  ([, index]) => {
    const row = rows.get(nameOf(index));
    const told = HOSTILE[index]?.told;
    if (row === undefined || told === undefined) throw new Error("it has no row");
    // How near it comes to its budget is measured by the bench; a busy machine is late.
    expect(row.elapsedMs).toBeLessThan(BUDGET * 10_000);
    if (told === "runs") expect(row).toMatchObject({ compiled: true });
    else {
      expect(row).toMatchObject({ compiled: false, outcome: "not run" });
      expect(row.problems.join("\n")).toMatch(told);
    }
  },
);

test.for(REFUSED.map((refused, index) => [refused.tries, index] as const))(
  "a folder that tries %s is refused, and the row names the call and its line",
  ([, index]) => {
    const row = rows.get(togetherOf(index));
    expect(row).toMatchObject({ compiled: false, outcome: "not run" });
    const at = `acceptor.erl:${refusedLines[index]}: `;
    const ofLine = row?.problems.filter((problem) => problem.startsWith(at)) ?? [];
    expect(ofLine.join("\n"), row?.problems.join("\n")).toMatch(REFUSED[index]?.told as RegExp);
  },
);

test("nothing of it reaches anything else", () => {
  expect(readFileSync(sentinel, "utf8")).toBe(`${SECRET}.\n`);
  expect(ended.stdout + ended.stderr + JSON.stringify([...rows.values()])).not.toContain(SECRET);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: none may reach a terminal
  expect(ended.stdout + ended.stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f]/);
  expect(rows.get("first")).toMatchObject({ outcome: "held", runs: { violations: 0 } });
  expect(rows.get("last")).toMatchObject({ outcome: "failed", failure: { property: "agreement" } });
  expect(ended.code).toBe(1);
});
