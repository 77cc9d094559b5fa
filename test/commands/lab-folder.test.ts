import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { seedFor } from "../seed.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { paxy, rows, shell } from "./paxy.ts";

/** A copy of the classic folder, one of whose files may be edited. */
function lab(
  folder: string,
  name: string,
  edit?: readonly [file: string, old: string, by: string],
) {
  const path = join(folder, name);
  cpSync(resolve("test/lab/folders/classic"), path, { recursive: true });
  if (edit !== undefined) {
    const [file, old, by] = edit;
    const text = readFileSync(join(path, file), "utf8");
    expect(text).toContain(old);
    writeFileSync(join(path, file), text.replace(old, by));
  }
  return path;
}

test("two folders of the same modules run beside a version of paxy on real nodes, and each is judged", async () => {
  const folder = temporaryFolder();
  lab(folder, "good");
  lab(folder, "bad", ["proposer.erl", "(length(Acceptors) div 2) + 1", "0 * length(Acceptors)"]);
  const { code, stderr } = await paxy(folder, [
    ...["run", "--code", "good", "--code", "wrong=bad", "--set", "moduleVersion=2,good,wrong"],
    ...["--repeat", "3", "--set", "propTimeout=100"],
  ]);
  expect(stderr).toContain("good: timeout 2000 -> 100.");
  expect(code).toBe(1);
  const found = rows(folder, "sweep-moduleVersion");
  const verdicts = (version: string) =>
    new Set(found.filter((row) => row.module_version === version).map((row) => row.verdict));
  expect(verdicts("good")).toEqual(new Set(["agreed"]));
  expect(verdicts("2")).toEqual(new Set(["agreed"]));
  expect(verdicts("wrong")).toContain("violation");
});

test("a folder alone is what runs, with its own time-out in its rows", async () => {
  const folder = temporaryFolder();
  lab(folder, "mine");
  const { code } = await paxy(folder, [
    ...["run", "--code", "mine", "--set", "macros.delay=0,5", "--repeat", "1"],
  ]);
  expect(code).toBe(0);
  expect(
    rows(folder, "sweep-macros").map((row) => [
      row.module_version,
      row.prop_timeout,
      row.prop_backoff,
      row.macros,
    ]),
  ).toEqual([
    ["mine", "2000", "10", "delay=0"],
    ["mine", "2000", "10", "delay=5"],
  ]);
});

test("what is wrong with a folder is said with file, line and the line itself", async () => {
  const folder = temporaryFolder();
  lab(folder, "mine", ["acceptor.erl", "pers:open(Name),", 'os:cmd("ls"),']);
  const { code, stderr } = await paxy(folder, ["run", "--code", "mine"]);
  expect(code).toBe(2);
  expect(stderr).toContain(
    "--code mine: acceptor.erl:10: calls os:cmd/1, which a folder may not call",
  );
  expect(stderr).toContain('os:cmd("ls"),');
});

test("a macro that the code does not have is refused with the one that was meant", async () => {
  const folder = temporaryFolder();
  lab(folder, "mine");
  const { code, stderr } = await paxy(folder, ["run", "--code", "mine", "--set", "macros.delai=1"]);
  expect(code).toBe(2);
  expect(stderr).toContain("macros.delai is not a macro of mine; did you mean delay?");
  const other = await paxy(folder, [
    "run",
    "--code",
    "mine",
    "--set",
    "moduleVersion=2",
    "--set",
    "macros.delay=1",
  ]);
  expect(other.stderr).toContain("version 2 has no macros");
});

test("what people type first points the way", async () => {
  const folder = temporaryFolder();
  lab(folder, "mine");
  for (const [command, given, how] of [
    ["run", "mine", "run --code mine"],
    ["run", "mine/acceptor.erl", "run --code mine"],
    ["check", "mine/acceptor.erl", "check --code mine"],
  ] as const) {
    const { code, stderr } = await paxy(folder, [command, given]);
    expect(code).toBe(2);
    expect(stderr).toContain(how);
  }
});

test("the list of calls is printed", async () => {
  const { stdout } = await paxy(temporaryFolder(), ["lab", "--allowed"]);
  expect(stdout).toContain("timer:send_after/2,3");
});

test("why a folder does not decide stands in its rows and in the report", async () => {
  const folder = temporaryFolder();
  const path = join(folder, "mine");
  cpSync(resolve("test/lab/folders/never_votes"), path, { recursive: true });
  const { stdout } = await paxy(folder, [
    ...["run", "--code", "mine", "--module", "paxy_sim", "--repeat", "3", "--time-limit", "5"],
    ...["--name", "silent", "--seed", `${seedFor("silent")}`],
  ]);
  expect(rows(folder, "silent").map(({ verdict, reason }) => [verdict, reason])).toEqual(
    Array.from({ length: 3 }, () => [
      "undecided",
      "the time limit came first: no acceptor ever votes",
    ]),
  );
  const line = "Undecided in trial 1 (3 runs): no acceptor ever votes.";
  expect(stdout).toContain(line);
  expect((await paxy(folder, ["report", "out/silent"])).stdout).toContain(line);
});

/** A folder whose proposers need as many replies as its macro says. */
function withNeeded(folder: string): void {
  lab(folder, "mine", ["proposer.erl", "(length(Acceptors) div 2) + 1", "?quorum(Acceptors)"]);
  const path = join(folder, "mine", "proposer.erl");
  const text = readFileSync(path, "utf8");
  const macros =
    "-define(needed, 2).\n-define(quorum(Acceptors), min(?needed, length(Acceptors))).\n";
  writeFileSync(path, text.replace("-define(timeout", `${macros}-define(timeout`));
}

test("check takes a macro of the code, refuses one that it does not have, and says the command again with it", async () => {
  const folder = temporaryFolder();
  withNeeded(folder);
  const small = ["check", "--code", "mine", "--rounds", "1"];
  const sound = await paxy(folder, small);
  expect(sound.code).toBe(0);
  const hasty = await paxy(folder, [...small, "--set", "macros.needed=1"]);
  expect(hasty.code).toBe(1);
  expect(hasty.stdout).toContain("--set macros.needed=1");
  const explore = /^Step by step: (.*)$/m.exec(hasty.stdout)?.[1] ?? "";
  expect(explore).toContain("--set macros.needed=1");
  expect(await shell(folder, explore)).toMatch(/^agreement: BROKEN, both /m);
  const unknown = await paxy(folder, [...small, "--set", "macros.neded=1"]);
  expect(unknown.code).toBe(2);
  expect(unknown.stderr).toContain("neded is not a macro of the folder");
});

test("a run with a macro of its own is explored with it", async () => {
  const folder = temporaryFolder();
  withNeeded(folder);
  lab(folder, "other");
  const code = ["--code", "mine", "--code", "other"];
  const ran = ["run", ...code, "--module", "paxy_sim", "--repeat", "1", "--seed", "1"];
  await paxy(folder, [...ran, "--set", "macros.needed=1", "--name", "hasty"]);
  const replay = ["replay", "out/hasty", "1", "1", ...code];
  const lines = (await paxy(folder, [...replay, "--json"])).stdout.trim().split("\n");
  const events = lines.map((line) => JSON.parse(line));
  const first = events.findIndex(({ kind }) => kind === "decided") + 1;
  expect(first).toBeGreaterThan(0);
  const explored = await paxy(folder, [...replay, "--explore", `${first}`, "--json"]);
  const actors: readonly { name: string; decided: unknown[] }[] = JSON.parse(
    explored.stdout,
  ).actors;
  const decided = actors.filter((each) => each.decided.length > 0).map(({ name }) => name);
  expect(decided, explored.stderr).toEqual([events[first - 1].actor]);
});

test("replay and resume name the file of a folder that has changed", async () => {
  const folder = temporaryFolder();
  const path = lab(folder, "mine");
  const args = ["--code", "mine", "--module", "paxy_sim", "--repeat", "2", "--name", "old"];
  await paxy(folder, ["run", ...args]);
  const manifest = JSON.parse(readFileSync(join(folder, "out/old/latest/manifest.json"), "utf8"));
  expect(Object.keys(manifest.codeFiles)).toContain("mine/acceptor.erl");
  const replay = ["replay", "out/old", "1", "1", "--code", "mine"];
  expect((await paxy(folder, replay)).stderr).not.toContain("changed");
  const file = join(path, "order.erl");
  writeFileSync(file, `${readFileSync(file, "utf8")}%% Another line.\n`);
  const changed = await paxy(folder, replay);
  expect(changed.stderr).toContain("mine/order.erl has changed since; the run may differ.");
  const resumed = await paxy(folder, ["resume", "out/old", "--code", "mine"]);
  expect(resumed.stderr).toContain("mine/order.erl has changed");
});
