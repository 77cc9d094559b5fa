import { spawn } from "node:child_process";
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, expect, test, vi } from "vitest";
import { readManifest } from "../../src/results/manifest.ts";
import { ShardProgress } from "../../src/results/merge/progress.ts";
import { claim } from "../../src/service/claim.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { batchFile, paxy } from "./paxy.ts";

const STUDY = {
  name: "study",
  repeat: 40,
  seed: 5,
  timeLimit: 5,
  trials: [
    { moduleName: "paxy_sim", sweep: { drop: [0, 30], moduleVersion: [1, 2] } },
    {
      moduleName: "paxy_sim",
      moduleVersion: "stale_promises",
      numProposers: 5,
      numAcceptors: 3,
      drop: 0,
      delay: 150,
      propTimeout: 100,
    },
  ],
};

const FILES = ["runs.csv", "decisions.csv", "summary.csv"];

/** Each shard is run once in this file, below this folder. */
const original = mkdtempSync(join(tmpdir(), "paxy-test-"));
afterAll(() => rmSync(original, { recursive: true, force: true }));
const ran = new Map<string, Promise<void>>();

async function runShard(name: string): Promise<void> {
  const file = batchFile(original, "study.json", JSON.stringify(STUDY));
  const { stderr } = await paxy(original, ["run", file, "--out", "parts", "--shard", name]);
  expect(stderr).not.toMatch(/paxy:/);
}

/** A folder with the study, and copies of its shards in `parts`. */
async function shardsOf(of: number, numbers: readonly number[]): Promise<string> {
  const folder = temporaryFolder();
  batchFile(folder, "study.json", JSON.stringify(STUDY));
  for (const number of numbers) {
    const name = `${number}/${of}`;
    if (!ran.has(name)) ran.set(name, runShard(name));
    await ran.get(name);
    const part = readdirSync(join(original, "parts", "study")).find((each) =>
      each.includes(`-shard-${number}-of-${of}`),
    );
    const path = join("parts", "study", part ?? "");
    cpSync(join(original, path), join(folder, path), { recursive: true });
  }
  return folder;
}

const read = (...path: readonly string[]): string => readFileSync(join(...path), "utf8");

test("joined shards are the batch of one machine to the byte, with its violations", async () => {
  const folder = await shardsOf(3, [2, 1, 3]);
  await paxy(folder, ["run", "study.json", "--out", "one"]);
  const merged = await paxy(folder, ["merge", "joined", "parts/study"]);
  const one = join(folder, "one", "study", "latest");
  for (const file of FILES) expect(read(folder, "joined", file)).toBe(read(one, file));
  const traces = readdirSync(join(one, "violations"));
  expect(traces.length).toBeGreaterThan(0);
  expect(readdirSync(join(folder, "joined", "violations"))).toEqual(traces);
  expect(merged).toMatchObject({ code: 1 });
  expect(merged.stdout).toMatch(/study: 200 runs: .* violation/);
  const again = await paxy(folder, ["report", "joined"]);
  const figures = (text: string): string => text.slice(0, text.indexOf("Results:"));
  expect(figures(again.stdout)).toBe(figures(merged.stdout));
});

test("what is missing is named with the commands that run it", async () => {
  const folder = await shardsOf(3, [1, 3]);
  const manifest = join(folder, "parts", "study", shard(folder, 3), "manifest.json");
  writeFileSync(manifest, readFileSync(manifest, "utf8").replace('"finished"', '"stopped"'));
  const { stderr } = await paxy(folder, ["merge", "joined", "parts/study"]);
  const [again, resume] = stderr.match(/^ {2}.*$/gm) ?? [];
  expect(again).toMatch(/ run \S*study\.json --out parts --seed 5 --shard 2\/3$/);
  expect(resume).toMatch(new RegExp(` resume parts/study/${shard(folder, 3)}$`));
  const second = (again ?? "").split(" run ")[1]?.split(" ") ?? [];
  await paxy(folder, ["run", ...second]);
  expect(await paxy(folder, ["merge", "whole", "parts/study"])).not.toMatchObject({
    stderr: expect.stringMatching(/--shard/),
  });
});

test("a shard that still runs is named with its process, and not with a command", async () => {
  const folder = await shardsOf(3, [1, 2, 3]);
  const directory = join(folder, "parts", "study", shard(folder, 3));
  const manifest = join(directory, "manifest.json");
  writeFileSync(manifest, readFileSync(manifest, "utf8").replace('"finished"', '"running"'));
  const rows = join(directory, "runs.csv");
  writeFileSync(rows, readFileSync(rows, "utf8").split("\n").slice(0, 2).join("\n").concat("\n"));
  const own = claim(directory, { takeOver: false });
  const { stderr } = await paxy(folder, ["merge", "joined", "parts/study"]);
  own.release();
  expect(stderr).toMatch(
    /^Still running; merge again, into another folder, when they have ended:$/m,
  );
  expect(stderr).toMatch(new RegExp(`-3-of-3: another paxy .*process ${process.pid}`));
  expect(stderr).not.toMatch(/ resume /);
  const twice = await paxy(folder, ["merge", "again", "joined"]);
  expect(twice).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/name the folders of the shards/),
  });
});

const shard = (folder: string, number: number): string =>
  readdirSync(join(folder, "parts", "study")).find((name) =>
    name.includes(`-shard-${number}-of-`),
  ) ?? "";

test("parts of different batches, the same part twice and foreign rows are refused by name", async () => {
  const folder = await shardsOf(2, [1, 2]);
  const parts = join(folder, "parts", "study");
  const [one, two] = [shard(folder, 1), shard(folder, 2)];
  const refused = async (sentence: RegExp): Promise<void> => {
    const { code, stderr } = await paxy(folder, ["merge", "joined", "parts/study"]);
    expect(stderr).toMatch(sentence);
    expect(code).toBe(2);
    expect(readdirSync(folder).filter((name) => name.startsWith("joined"))).toEqual([]);
  };
  cpSync(join(parts, two), join(parts, "copy"), { recursive: true });
  await refused(/-of-2 and \S*copy are both shard 2\/2; leave one out\./);

  const manifest = join(parts, "copy", "manifest.json");
  const text = readFileSync(manifest, "utf8");
  const edited = (from: RegExp, to: string): void =>
    writeFileSync(manifest, text.replace(from, to));
  edited(/"seed": 5/, '"seed": 6');
  await refused(/copy have different seeds \(5 and 6\), so they are not shards of one batch\./);
  edited(/"erlangCode": "[^"]*"/, '"erlangCode": "other"');
  await refused(/copy have different versions of the Erlang code/);
  edited(/"repeat": 40/, '"repeat": 41');
  await refused(/copy have different numbers of runs per trial \(40 and 41\)/);
  edited(/"occurrence":1/, '"occurrence":2');
  await refused(/copy have different trials, so/);
  edited(/"shard": \{[^}]*\},?/, "");
  writeFileSync(manifest, readFileSync(manifest, "utf8").replace(/,\s*\}/g, "}"));
  await refused(/copy is a whole batch and not a shard of one/);

  rmSync(join(parts, "copy"), { recursive: true });
  const rows = read(parts, two, "runs.csv").split("\n");
  appendFileSync(join(parts, one, "runs.csv"), `${rows[1]}\n`);
  await refused(/run \d+ of trial 1 in runs\.csv does not belong to shard 1\/2/);
});

test("a shard that was killed in mid-write is joined up to its last whole row", async () => {
  const folder = await shardsOf(2, [1, 2]);
  const runs = join(folder, "parts", "study", shard(folder, 2), "runs.csv");
  const rows = read(runs).split("\n");
  const cut = rows.slice(0, 51);
  writeFileSync(runs, `${cut.join("\n")}\n${rows[51]?.slice(0, 20)}`);
  const { stderr } = await paxy(folder, ["merge", "joined", "parts/study"]);
  expect(stderr).toMatch(/150 of 200 runs joined/);
  const joined = read(folder, "joined", "runs.csv").trimEnd().split("\n").slice(1);
  expect(joined).toHaveLength(150);
  const known = new Set(joined.map(attempt));
  const decided = read(folder, "joined", "decisions.csv").trimEnd().split("\n").slice(1);
  expect(decided.map(attempt).filter((each) => !known.has(each))).toEqual([]);
});

const attempt = (line: string): string => line.split(",", 3).join();

test.each(["SIGINT", "SIGKILL"] as const)(
  "a merge that %s ends leaves nothing half done",
  async (signal) => {
    const folder = await shardsOf(2, [1, 2]);
    for (const number of [1, 2]) {
      const runs = join(folder, "parts", "study", shard(folder, number), "runs.csv");
      const [header = "", ...rows] = readFileSync(runs, "utf8").trimEnd().split("\n");
      const many = Array.from({ length: 4000 }, () => rows.join("\n"));
      writeFileSync(runs, `${[header, ...many].join("\n")}\n`);
    }
    const child = spawn(
      process.execPath,
      [resolve(".build/cli.js"), "merge", "joined", "parts/study"],
      {
        cwd: folder,
      },
    );
    const ended = new Promise((done) => child.once("close", done));
    const drafts = () => readdirSync(folder).filter((name) => name.startsWith("joined"));
    await vi.waitUntil(() => drafts().length > 0, { timeout: 100_000, interval: 2 });
    child.kill(signal);
    await ended;
    expect(existsSync(join(folder, "joined"))).toBe(false);
    if (signal === "SIGINT") expect(drafts()).toEqual([]);
    rmSync(join(folder, "parts", "study", shard(folder, 1)), { recursive: true });
    await paxy(folder, ["merge", "joined", "parts/study"]);
    expect(drafts()).toEqual(["joined"]);
  },
);

test("a folder that exists is not touched", async () => {
  const folder = await shardsOf(1, [1]);
  const { code, stderr } = await paxy(folder, ["merge", "parts", "parts/study"]);
  expect([code, stderr]).toEqual([
    2,
    expect.stringMatching(/parts already exists; name a new folder/),
  ]);
  expect(existsSync(join(folder, "parts", "runs.csv"))).toBe(false);
});

test("a shard needs a seed, and no rule that looks at all runs", async () => {
  const folder = temporaryFolder();
  const { code, stderr } = await paxy(folder, ["run", "--shard", "1/2", "--set", "drop=0"]);
  expect([code, stderr]).toEqual([2, expect.stringMatching(/--shard needs a seed/)]);
  const shard = ["run", "--shard", "1/2", "--seed", "1"];
  for (const rule of [["--until", "violation"], ["--for", "1h"], ["--interleave"]]) {
    const refused = await paxy(folder, [...shard, ...rule]);
    expect([refused.code, refused.stderr]).toEqual([
      2,
      expect.stringMatching(/--shard can't be used with --until/),
    ]);
  }
});

test("a shard knows how far those are that write beside it", async () => {
  const folder = await shardsOf(3, [1, 2]);
  const directory = join(folder, "parts", "study", shard(folder, 1));
  const manifest = await readManifest(directory);
  if (!manifest.ok) throw new Error("no manifest");
  const progress = new ShardProgress(directory, manifest.value.settings, 200);
  const rows = [1, 2].map(
    (number) =>
      read(folder, "parts", "study", shard(folder, number), "runs.csv").trim().split("\n").length -
      1,
  );
  const done = rows.reduce((sum, each) => sum + each, 0);
  expect(await progress.look()).toEqual({ started: 2, done, runs: 200 });
  appendFileSync(join(directory, "runs.csv"), "one more row\n");
  expect(await progress.look()).toEqual({ started: 2, done: done + 1, runs: 200 });
  // A manifest may be long, and there may be many: each is read once.
  for (const number of [1, 2])
    writeFileSync(join(folder, "parts", "study", shard(folder, number), "manifest.json"), "{");
  expect(await progress.look()).toEqual({ started: 2, done: done + 1, runs: 200 });
});

test("joined shards of runs in real time say how late timers were, as a report of them does", async () => {
  const folder = temporaryFolder();
  const trial = ["--module", "paxy_local", "--set", "drop=0", "--repeat", "24", "--seed", "3"];
  for (const number of [1, 2])
    await paxy(folder, ["run", ...trial, "--name", "study", "--shard", `${number}/2`]);
  await paxy(folder, ["merge", "joined", "out/study"]);
  const merged = read(folder, "joined", "summary.csv");
  const { stdout } = await paxy(folder, ["report", "joined", "--csv"]);
  expect(merged).toBe(stdout);
  const [header = "", row = ""] = merged.split("\n");
  expect(row.split(",")[header.split(",").indexOf("late_ms")]).toMatch(/^\d+$/);
});
