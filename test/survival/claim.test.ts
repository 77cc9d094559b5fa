import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, it, onTestFinished } from "vitest";
import { foldersOf, rowCount, rowsOf } from "./results.ts";
import { createWorld, kill, until, type World } from "./world.ts";

/** Real time on one node: how many nodes there are is not tested here. */
const TRIAL = { moduleName: "paxy_local", sleep: [40], drop: 0, delay: 3 };

let world: World;
beforeEach(() => {
  world = createWorld();
  onTestFinished(() => world.end());
});

const batch = (repeat: number): void =>
  writeFileSync(
    join(world.folder, "b.json"),
    JSON.stringify({ repeat, jobs: 2, seed: 9, trials: [TRIAL] }),
  );

const folder = (): string => String(foldersOf(world.out, "b")[0]);
const claimFile = (): string => join(folder(), "claim.json");
const ended = (...args: string[]) => world.paxy(args).ended;

async function startDetached(): Promise<void> {
  batch(1000);
  await ended("run", "--detach", "b.json");
  await until("runs are written", () => rowCount(world.out, "b") > 2);
}

it("a running batch is not resumed by a paxy that keeps its state elsewhere", async () => {
  await startDetached();
  const { status, stderr } = await world.paxy(["resume", folder()], {
    state: join(world.folder, "elsewhere"),
  }).ended;
  expect(status).toBe(2);
  expect(stderr).toMatch(/another paxy is running this batch \(process \d+, since /);
  await ended("stop", "b");
  const runs = rowsOf(folder(), "runs.csv").map(({ run, attempt }) => `${run}/${attempt}`);
  expect(new Set(runs).size).toBe(runs.length);
  expect(existsSync(claimFile())).toBe(false);
});

it("nor when its whole state folder was deleted", async () => {
  await startDetached();
  rmSync(world.state, { recursive: true });
  const { status, stderr } = await ended("resume", folder());
  expect([status, stderr]).toEqual([
    2,
    expect.stringContaining("another paxy is running this batch"),
  ]);
});

it("the claim of another computer holds until the user says that its process is gone", async () => {
  batch(4);
  await ended("run", "b.json");
  batch(8);
  const elsewhere = { computer: "c 1 2", host: "faraway", pid: 1, startTime: "1", since: "today" };
  writeFileSync(claimFile(), JSON.stringify(elsewhere));
  const { status, stderr } = await ended("resume", folder(), "b.json");
  expect([status, stderr]).toEqual([2, expect.stringContaining("process 1 on faraway")]);
  expect(stderr).toMatch(/If that process is gone: paxy resume \S+ --take-over\n/);
  const again = await ended("resume", folder(), "b.json", "--take-over");
  expect([again.status, rowCount(world.out, "b")]).toEqual([0, 8]);
});

it("a claim of this computer before its last start is taken over", async () => {
  batch(4);
  await ended("run", "b.json");
  batch(8);
  const before = { computer: `${hostname()} old-boot pid:[1]`, host: hostname() };
  writeFileSync(
    claimFile(),
    JSON.stringify({ ...before, pid: process.pid, startTime: "1", since: "today" }),
  );
  expect((await ended("resume", folder(), "b.json")).status).toBe(0);
});

it("a service whose claim another has taken writes nothing more and says why", async () => {
  await startDetached();
  const claim = JSON.parse(readFileSync(claimFile(), "utf8"));
  writeFileSync(claimFile(), JSON.stringify({ ...claim, pid: 1, startTime: "1" }));
  await until("it has ended", () => world.processes().length === 0);
  const rows = rowCount(world.out, "b");
  expect(JSON.parse(readFileSync(claimFile(), "utf8")).pid).toBe(1);
  expect(rowCount(world.out, "b")).toBe(rows);
});

it("a batch that is stopped elsewhere was interrupted, and says how to finish the rest", async () => {
  batch(1000);
  const paxy = world.paxy(["run", "b.json"]);
  await until("runs are written", () => rowCount(world.out, "b") > 2);
  await ended("stop", "b");
  const { status, stderr } = await paxy.ended;
  expect(status).toBe(130);
  expect(stderr).toMatch(/Batch "b" was stopped; \d+ of 1,000 runs done\./);
  expect(stderr).toContain("To finish the rest: paxy resume out/b/");
  // The run that was cut off is one of the rest.
  const done = (text: string): string | undefined => /(\d+) of 1,000 runs done/.exec(text)?.[1];
  const again = world.paxy(["resume", folder()]);
  await until("its runs are counted", () => done(again.text()) !== undefined);
  await ended("stop", "b");
  await again.ended;
  expect(done(again.text())).toBe(done(stderr));
});

it.each(["SIGTERM", "SIGHUP"] as const)("so is one whose process gets %s", async (signal) => {
  batch(1000);
  const paxy = world.paxy(["run", "b.json"]);
  await until("runs are written", () => rowCount(world.out, "b") > 2);
  for (const { pid, kind } of world.processes()) if (kind === "service") kill(pid, signal);
  const { status, stderr } = await paxy.ended;
  expect([status, stderr]).toEqual([130, expect.stringContaining('Batch "b" was stopped;')]);
});

it("a suspended batch is listed as not answering, and nobody waits for it", async () => {
  await startDetached();
  const services = world.processes().filter(({ kind }) => kind === "service");
  for (const { pid } of services) kill(pid, "SIGSTOP");
  expect((await ended("ls")).stdout).toMatch(/b +not answering +\d+\/1000/);
  const { status, stderr } = await ended("stop", "b");
  expect([status, stderr]).toEqual([2, expect.stringContaining("does not answer within 2 s")]);
  for (const { pid } of services) kill(pid, "SIGCONT");
  expect((await ended("stop", "b")).status).toBe(0);
});
