import { appendFileSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { DEFAULT_TRIAL } from "../../src/core/trial/parameters.ts";
import { attach } from "../../src/service/socket/client.ts";
import { foldersOf, rowCount, rowsOf } from "./results.ts";
import { createWorld, kill, until, type World } from "./world.ts";

/** Real time on one node: how many nodes there are is not tested here. */
const TRIAL = { moduleName: "paxy_local" as const, sleep: [40], drop: 0, delay: 3 };

let world: World;

beforeEach(() => {
  world = createWorld();
  onTestFinished(() => world.end());
});

const batch = (trials: readonly object[], more: object = {}): void =>
  writeFileSync(
    join(world.folder, "b.json"),
    JSON.stringify({ repeat: 4, jobs: 2, seed: 9, trials, ...more }),
  );

async function paxy(...args: string[]): Promise<string> {
  const { status, stdout, stderr } = await world.paxy(args).ended;
  expect(status, stderr).toBe(0);
  return stdout + stderr;
}

const folder = (): string => String(foldersOf(world.out, "b")[0]);
const rows = () => rowsOf(folder(), "runs.csv");
const runsOf = (trial: number): number =>
  rows().filter((row) => Number(row.trial) === trial).length;

const jobs = (): number =>
  JSON.parse(readFileSync(join(folder(), "manifest.json"), "utf8")).settings.jobs;

async function killService(): Promise<void> {
  for (const { pid, kind } of world.processes()) if (kind === "service") kill(pid, "SIGKILL");
  await until("all its processes are gone", () => world.processes().length === 0);
}

const socket = (): string => {
  const sessions = join(world.state, "paxy", "sessions");
  const open = readdirSync(sessions).find((id) =>
    readdirSync(join(sessions, id)).includes("service.sock"),
  );
  return join(sessions, String(open), "service.sock");
};

describe("a changed batch file", () => {
  it("is run again only where it changed, and the numbers of the trials say so", async () => {
    batch([TRIAL, { ...TRIAL, delay: 4 }]);
    await paxy("run", "b.json");
    const before = rows();
    batch([{ ...TRIAL, delay: 5 }, TRIAL]);
    const said = await paxy("resume", folder(), "b.json");
    expect(said).toContain("Added in the batch file: trial 3.");
    expect(said).toContain("Removed from the batch file: trial 2.");
    expect(said).toContain("4 of 8 runs done; running the rest.");
    expect(rows().slice(0, before.length)).toEqual(before);
    expect([runsOf(1), runsOf(2), runsOf(3)]).toEqual([4, 4, 4]);
  });

  it.each([
    ["seed", { seed: 10 }, "The seed has changed"],
    ["time limit", { timeLimit: 29 }, "The time limit has changed"],
  ])("of another %s makes every run another", async (_, change, sentence) => {
    batch([TRIAL]);
    await paxy("run", "b.json");
    batch([TRIAL], change);
    const said = await paxy("resume", folder(), "b.json");
    expect(said).toContain(sentence);
    expect(foldersOf(world.out, "b")).toHaveLength(2);
    expect(rows()).toHaveLength(4);
  });
});

describe("a batch whose service was killed", () => {
  it("keeps what was edited on the screen, with its batch file and without", async () => {
    batch([TRIAL], { repeat: 40 });
    await paxy("run", "--detach", "b.json");
    const client = await attach(socket(), { readOnly: false });
    const trial = { ...DEFAULT_TRIAL, ...TRIAL, delay: 7 };
    expect(await client.dispatch({ type: "add", trials: [trial] })).toBeUndefined();
    expect(await client.dispatch({ type: "setJobs", jobs: 16 })).toBeUndefined();
    await killService();
    const said = await paxy("resume", folder(), "b.json");
    expect(said).toContain("Keeping your edits to trial 2.");
    expect(said).toContain("Keeping 16 jobs, as set on the screen.");
    expect([runsOf(1), runsOf(2)]).toEqual([40, 40]);
    expect(new Set(rows().map((row) => `${row.trial}/${row.run}`)).size).toBe(80);
    expect(await paxy("resume", folder())).toContain("All runs are done (80).");
    expect(jobs()).toBe(16);
    batch([TRIAL], { repeat: 40, jobs: 3 });
    expect(await paxy("resume", folder(), "b.json")).not.toContain("jobs");
    expect(jobs()).toBe(3);
  });

  it("is offered when it is run again, and not when it had finished", async () => {
    batch([TRIAL], { repeat: 1000 });
    await paxy("run", "--detach", "b.json");
    await until("runs are written", () => rowCount(world.out, "b") > 2);
    await killService();
    batch([TRIAL]);
    const offer =
      /Batch "b" is unfinished \(\d+ of 1,000 runs\); starting a new batch. To resume the old one: paxy resume out\/b\/[\d-]+\n/;
    expect(await paxy("run", "b.json")).toMatch(offer);
    expect(await paxy("run", "b.json")).not.toContain("unfinished");
  });

  it("has its torn lines mended, and says so", async () => {
    batch([TRIAL]);
    await paxy("run", "b.json");
    const decisions = readFileSync(join(folder(), "decisions.csv"), "utf8");
    const text = readFileSync(join(folder(), "runs.csv"), "utf8").trimEnd();
    writeFileSync(join(folder(), "runs.csv"), text.slice(0, -9));
    appendFileSync(join(folder(), "decisions.csv"), "1,5,1,fr");
    const said = await paxy("resume", folder());
    expect(said).toContain("runs.csv: the last line was incomplete and was removed");
    expect(said).toContain("3 of 4 runs done");
    expect(rows().map(({ verdict }) => verdict)).toEqual(Array(4).fill("agreed"));
    expect(rowsOf(folder(), "decisions.csv")).toHaveLength(
      decisions.trimEnd().split("\n").length - 1,
    );
  });
});

it("a batch that is running is not taken up a second time", async () => {
  batch([TRIAL], { repeat: 1000 });
  await paxy("run", "--detach", "b.json");
  const { status, stderr } = await world.paxy(["resume", folder()]).ended;
  expect([status, stderr]).toEqual([
    2,
    expect.stringMatching(/this batch is running\.\npaxy: Open it: paxy attach \w+\n/),
  ]);
});

it("of two that go on with it at the same moment at most one does", async () => {
  batch([TRIAL]);
  await paxy("run", "b.json");
  batch([TRIAL], { repeat: 40 });
  const both = [1, 2].map(() => world.paxy(["resume", folder(), "b.json"]));
  const ended = await Promise.all(both.map((each) => each.ended));
  const refused = ended.filter(({ status }) => status === 2);
  expect(refused.length).toBeGreaterThan(0);
  for (const { stderr } of refused)
    expect(stderr).toMatch(/this batch is running|another paxy is (running|resuming) this batch/);
  if (refused.length === 2) await paxy("resume", folder(), "b.json");
  expect(runsOf(1)).toBe(40);
});
