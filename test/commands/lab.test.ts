import { cpSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../temporary-folder.ts";
import { paxy, shell } from "./paxy.ts";

/** Enough for runs of each kind, also where the processor is busy; not for the search with a crash. */
const BUDGET_S = "25";

function folderWith(name: string): string {
  const folder = temporaryFolder();
  cpSync(resolve("test/lab/folders", name), join(folder, name), { recursive: true });
  return folder;
}

type Load = { readonly label: string; readonly counts: Readonly<Record<string, number>> };

const calmIn = (found: { readonly runs: readonly Load[] }): Load["counts"] =>
  found.runs.find(({ label }) => label === "virtual time, calm")?.counts ?? {};

test("paxy lab finds no fault in a folder that has none", async () => {
  const folder = folderWith("vote_is_no_promise");
  const studied = async (budgetS: string) => {
    const args = ["lab", "vote_is_no_promise", "--budget", budgetS, "--json"];
    const { code, stdout } = await paxy(folder, args);
    expect(code).toBe(0);
    return JSON.parse(stdout);
  };
  let found = await studied(BUDGET_S);
  // A busy machine may spend it all on real nodes.
  if (calmIn(found).agreed === 0) found = await studied("100");
  expect(found).toMatchObject({ folder: "vote_is_no_promise", failures: [] });
  // An idle machine may come to the end of the search with a crash.
  expect(found.covered).toBe(found.notCovered.length === 0);
  expect(found.runs).toHaveLength(6);
  for (const { counts } of found.runs) expect(counts).toMatchObject({ violation: 0, failed: 0 });
  expect(calmIn(found)).toMatchObject({ agreed: expect.any(Number), undecided: 0 });
  expect(calmIn(found).agreed).toBeGreaterThan(0);
}, 240_000);

test("paxy lab shows a folder's violation, its line, and a command that shows it again", async () => {
  const folder = folderWith("refusal_is_vote");
  const { code, stdout } = await paxy(folder, ["lab", "refusal_is_vote"]);
  expect(code).toBe(1);
  expect(stdout).toMatch(/^refusal_is_vote: a property does NOT hold\./);
  expect(stdout).toMatch(/\w+ decided .+ in round \d+ .*\(its last accept: proposer\.erl:\d+\)/);
  expect(stdout.split("\n").length).toBeLessThanOrEqual(31);
  // The line that took the refusal which it counted as a vote.
  expect(stdout).toMatch(/^ {2}proposer\.erl:\d+:\n(?: {4}.*\n){2} {2}> *\d+ +\{sorry, /m);
  const [, reason] =
    /^VIOLATION \(virtual time, .*\): (both .* were decided)\./m.exec(stdout) ?? [];
  const [, again] = /^Again: .*?\b(replay .*)$/m.exec(stdout) ?? [];
  const program = `'${process.execPath}' '${resolve("src/setup/paxy.mjs")}'`;
  expect(await shell(folder, `${program} ${again}`)).toContain(`violation: ${reason}.`);
}, 240_000);

test("paxy lab shows the line that counted the promise of another round", async () => {
  const folder = folderWith("counts_old_promises");
  const { code, stdout } = await paxy(folder, ["lab", "counts_old_promises"]);
  expect(code).toBe(1);
  expect(stdout).toMatch(/it must have counted the promises? of round \d+ of/);
  expect(stdout).toMatch(/^ {2}proposer\.erl:\d+:\n(?: {4}.*\n){2} {2}> *\d+ +\{promise, _, /m);
}, 240_000);

test("paxy lab names file and line of what does not compile, and what it takes", async () => {
  const folder = folderWith("vote_is_no_promise");
  const broken = `printf 'start[' >> vote_is_no_promise/acceptor.erl`;
  await shell(folder, broken);
  const compiled = await paxy(folder, ["lab", "vote_is_no_promise"]);
  expect(compiled.code).toBe(2);
  expect(compiled.stderr).toMatch(/acceptor\.erl:\d+: syntax error/);
  const [told = ""] = (await paxy(folder, ["lab", "vote_is_no_promise", "--json"])).stdout.split(
    "\n",
  );
  const { problems, covered } = JSON.parse(told);
  expect(covered).toBe(false);
  expect(problems[0]).toMatch(/^acceptor\.erl:\d+: syntax error/);
  const missing = await paxy(folder, ["lab", "not-here"]);
  expect(missing.code).toBe(2);
  expect(missing.stderr).toContain('"not-here" is not a folder');
}, 60_000);
