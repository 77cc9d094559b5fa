import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { expect, it, onTestFinished } from "vitest";
import { assertWhole, foldersOf, rowCount, rowsOf } from "./results.ts";
import { createWorld, kill, type Paxy, until, type World } from "./world.ts";

const BATCH = {
  ...{ name: "b", repeat: 60, jobs: 2, seed: 5, timeLimit: 30 },
  trials: [{ sleep: [40], drop: 0, delay: 3 }],
};
const WHOLE = { trials: 1, repeat: 60, attemptsMax: 2 };

function worldWithBatch(): World {
  const world = createWorld();
  onTestFinished(() => world.end());
  writeFileSync(join(world.folder, "b.json"), JSON.stringify(BATCH));
  return world;
}

async function runs(world: World, count: number): Promise<string> {
  await until(`${count} runs are written`, () => rowCount(world.out, "b") >= count);
  return String(foldersOf(world.out, "b")[0]);
}

const says = (paxy: Paxy, what: string): Promise<number> =>
  until(`it says: ${what}`, () => paxy.text().includes(what));

async function expectWhole(directory: string, paxy: Paxy): Promise<void> {
  const { status, stderr } = await paxy.ended;
  expect(status, stderr).toBe(0);
  assertWhole(directory, WHOLE);
}

/** A small disk of its own below a folder; false where this user may not mount one. */
function mountSmallDisk(folder: string, options: string): boolean {
  mkdirSync(folder, { recursive: true });
  const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", folder]);
  if (mounted.status !== 0) return false;
  onTestFinished(() => {
    spawnSync("umount", ["-l", folder]);
  });
  return true;
}

it("on a full disk the batch pauses and says why, and goes on when there is room", async (context) => {
  const world = worldWithBatch();
  if (!mountSmallDisk(world.out, "size=512k")) context.skip("mounting a small disk needs root");
  const paxy = world.paxy(["run", "b.json"]);
  const directory = await runs(world, 5);
  spawnSync("dd", ["if=/dev/zero", `of=${join(world.out, "filler")}`, "bs=4096"]);
  await says(paxy, "cannot write");
  const before = rowCount(world.out, "b");
  expect((await world.paxy(["ls"]).ended).stdout).toMatch(/b +paused +\d+\/60/);
  rmSync(join(world.out, "filler"));
  await expectWhole(directory, paxy);
  expect(before).toBeLessThan(60);
});

it("a batch on a full disk can be stopped, and says what is in the way", async (context) => {
  const world = worldWithBatch();
  if (!mountSmallDisk(world.out, "size=512k")) context.skip("mounting a small disk needs root");
  const paxy = world.paxy(["run", "b.json"]);
  const directory = await runs(world, 5);
  spawnSync("dd", ["if=/dev/zero", `of=${join(world.out, "filler")}`, "bs=4096"]);
  await says(paxy, "the disk is full");
  paxy.process.kill("SIGINT");
  expect((await paxy.ended).status).toBe(130);
  await until("nothing is left running", () => world.processes().length === 0);
  rmSync(join(world.out, "filler"));
  await expectWhole(directory, world.paxy(["resume", directory]));
});

it("where nothing may be written nothing is started, and one sentence says so", async (context) => {
  const world = worldWithBatch();
  const isRoot = process.getuid?.() === 0;
  if (!isRoot) mkdirSync(world.out, { mode: 0o555 });
  else if (!mountSmallDisk(world.out, "ro,size=64k")) context.skip("no read-only disk can be made");
  const { status, stderr } = await world.paxy(["run", "b.json"]).ended;
  expect(status).toBe(2);
  const why = isRoot ? "the file system is read-only" : "permission denied";
  expect(stderr).toBe(`paxy: cannot write ${join(world.out, "b")}: ${why}.\n`);
});

it("runs.csv that can't be written pauses the batch until it can", async () => {
  const world = worldWithBatch();
  const paxy = world.paxy(["run", "b.json"]);
  const directory = await runs(world, 5);
  const file = join(directory, "runs.csv");
  renameSync(file, join(world.folder, "kept.csv"));
  mkdirSync(file);
  await says(paxy, "cannot write runs.csv");
  rmdirSync(file);
  await expectWhole(directory, paxy);
});

it("results that are deleted while the batch runs are put back", async () => {
  const world = worldWithBatch();
  const paxy = world.paxy(["run", "b.json"]);
  const directory = await runs(world, 5);
  rmSync(world.out, { recursive: true });
  await expectWhole(directory, paxy);
  expect(existsSync(join(world.out, "b", "latest", "summary.csv"))).toBe(true);
});

it("everything that stands still goes on afterwards, and what was measured meanwhile does not count", async () => {
  const world = worldWithBatch();
  const paxy = world.paxy(["run", "b.json"]);
  const directory = await runs(world, 5);
  const pids = world.processes().map(({ pid }) => pid);
  for (const pid of pids) kill(pid, "SIGSTOP");
  // Longer than the 3 s from which on the figures of a run are not believed.
  await pause(4000);
  for (const pid of pids) kill(pid, "SIGCONT");
  await expectWhole(directory, paxy);
  const rows = rowsOf(directory, "runs.csv");
  const failed = rows.filter(({ verdict }) => verdict === "failed");
  expect(failed.length).toBeGreaterThan(0);
  for (const { reason } of failed) expect(reason).toMatch(/^everything stopped for \d+\.\d s/);
  expect(rows.every(({ elapsed_ms }) => Number(elapsed_ms) < 4000)).toBe(true);
});
