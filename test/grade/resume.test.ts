import { spawn } from "node:child_process";
import { appendFileSync, cpSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { waitUntil } from "../../src/nodes/process-group.ts";
import { paxy } from "../commands/paxy.ts";
import { temporaryFolder } from "../temporary-folder.ts";

const NAMES = ["refusal_is_vote", "never_votes", "nil_is_greatest"];
const grading = (...names: readonly string[]): readonly string[] => [
  ...["grade", ...names, "--budget", "8", "--json", "all.json"],
];
const ARGS = grading(...NAMES);

function course(): string {
  const folder = temporaryFolder();
  for (const name of NAMES) {
    cpSync(resolve("test/lab/folders", name), join(folder, name), { recursive: true });
  }
  return folder;
}

const keptIn = (folder: string): string => {
  const file = join(folder, "out/grade/finished.jsonl");
  return existsSync(file) ? readFileSync(file, "utf8") : "";
};

/** Erlangs in the rooms of a grading; where there is no /proc, none is known. */
function processesOf(pid: number | undefined): readonly string[] {
  if (!existsSync("/proc")) return [];
  return readdirSync("/proc").filter((name) => {
    try {
      return readFileSync(`/proc/${name}/environ`, "latin1").includes(`/paxy-${pid}-`);
    } catch {
      return false;
    }
  });
}

const rowsIn = (folder: string) => JSON.parse(readFileSync(join(folder, "all.json"), "utf8"));

const fromBefore = (stderr: string): number => stderr.match(/, from before$/gm)?.length ?? 0;

test("what is done is not done again, until a file of it changes", async () => {
  const folder = course();
  await paxy(folder, ARGS);
  const first = rowsIn(folder);
  const again = await paxy(folder, ARGS);
  expect(again.code).toBe(1);
  expect(fromBefore(again.stderr)).toBe(3);
  expect(rowsIn(folder)).toEqual(first);
  appendFileSync(join(folder, "never_votes", "acceptor.erl"), "%% changed\n");
  expect(fromBefore((await paxy(folder, ARGS)).stderr)).toBe(2);
  const one = grading("never_votes");
  expect(fromBefore((await paxy(folder, one)).stderr)).toBe(1);
  expect(fromBefore((await paxy(folder, [...one, "--fresh"])).stderr)).toBe(0);
});

test("a grading that is killed loses what was in progress, leaves no process, and continues", async () => {
  const folder = course();
  const args = [resolve("src/setup/paxy.mjs"), ...ARGS, "--jobs", "1"];
  const child = spawn(process.execPath, args, { cwd: folder, stdio: "ignore" });
  onTestFinished(() => void child.kill("SIGKILL"));
  expect(await waitUntil(() => keptIn(folder).includes("\n"), 60_000)).toBe(true);
  child.kill("SIGKILL");
  await new Promise((ended) => child.once("close", ended));
  expect(await waitUntil(() => processesOf(child.pid).length === 0, 60_000)).toBe(true);
  const done = keptIn(folder).trim().split("\n").length;
  appendFileSync(join(folder, "out/grade/finished.jsonl"), '{"key":"torn');
  const { stderr, code } = await paxy(folder, ARGS);
  expect(fromBefore(stderr)).toBe(done);
  expect(code).toBe(1);
  expect(rowsIn(folder).submissions).toHaveLength(3);
  expect(
    keptIn(folder)
      .trim()
      .split("\n")
      .filter((line) => line.startsWith('{"key":"torn')),
  ).toHaveLength(1);
});

test("Ctrl-C ends what is in progress and says what is done", async () => {
  const folder = course();
  const args = [resolve("src/setup/paxy.mjs"), ...ARGS, "--jobs", "1"];
  const child = spawn(process.execPath, args, { cwd: folder, stdio: "ignore" });
  onTestFinished(() => void child.kill("SIGKILL"));
  expect(await waitUntil(() => keptIn(folder).includes("\n"), 60_000)).toBe(true);
  child.kill("SIGINT");
  const code = await new Promise((ended) => child.once("close", ended));
  expect(code).toBe(130);
  const done = keptIn(folder).trim().split("\n").length;
  expect(rowsIn(folder).submissions).toHaveLength(done);
  expect(done).toBeLessThan(NAMES.length);
});
