import { type ChildProcess, spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { beforeAll, expect, it, onTestFinished } from "vitest";
import type { NodeHealth } from "../../src/core/run/health.ts";
import { processStat } from "../../src/nodes/process-group.ts";
import { removeLeftovers } from "../../src/nodes/storage-folder.ts";
import { ASK_EVERY_MS, SILENT_MS_MAX } from "../../src/nodes/watch.ts";
import { bundleDirectory } from "../../src/setup/places.mjs";
import { temporaryFolder } from "../temporary-folder.ts";
import { ebinWithTestEngines, type Started, startCluster, until } from "./cluster-under-test.ts";
import { beamOf, processesIn, processesOf } from "./processes.ts";
import { ENDLESS, request } from "./trials.ts";

const RUNNER = join(bundleDirectory, "test", "runner.mjs");

// Once: each start of the sources would compile them again.
beforeAll(async () => {
  await build({
    entryPoints: [fileURLToPath(new URL("runner.ts", import.meta.url))],
    outfile: RUNNER,
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
  });
});

interface Runner {
  readonly process: ChildProcess;
  /** Process groups of its nodes. */
  readonly groups: readonly number[];
  /** The only folder it may write to. */
  readonly folder: string;
  nextLine(): Promise<string>;
}

/** Starts a batch runner in a process of its own; `before` is shell code that runs ahead of it. */
async function startRunner(before = ""): Promise<Runner> {
  const folder = temporaryFolder();
  const node = `exec "${process.execPath}" "${RUNNER}"`;
  const runner = spawn("sh", ["-c", `${before}\n${node}`], {
    env: { ...process.env, TMPDIR: folder },
    stdio: ["pipe", "pipe", "inherit"],
  });
  onTestFinished(() => {
    runner.kill("SIGKILL");
  });
  const lines = createInterface(runner.stdout);
  const nextLine = (): Promise<string> => new Promise((resolve) => lines.once("line", resolve));
  return { process: runner, groups: JSON.parse(await nextLine()), folder, nextLine };
}

async function expectNothingLeft({ groups }: Runner): Promise<void> {
  await until("every process is gone", () => groups.flatMap(processesOf).length === 0);
}

it("kill -9 of the runner leaves no process, and the next start removes its folder", async () => {
  const runner = await startRunner();
  expect(runner.groups.flatMap(processesOf).length).toBeGreaterThanOrEqual(6);
  runner.process.kill("SIGKILL");
  await expectNothingLeft(runner);
  expect(readdirSync(runner.folder)).toHaveLength(1);
  removeLeftovers(runner.folder);
  expect(readdirSync(runner.folder)).toEqual([]);
});

/** A process that a user's core has started on a node. */
async function processOfCore(): Promise<{ cluster: Started["cluster"]; pid: number }> {
  const { cluster, lines } = await startCluster({ ebin: ebinWithTestEngines() });
  cluster.run(request(1, { ...ENDLESS, moduleName: "paxy_local", sleep: [10] }));
  await until("the core names its process", () => lines.some(({ run }) => run === 1));
  const pid = Number(lines.find(({ run }) => run === 1)?.text);
  expect(processStat(pid)?.state).toMatch(/[SR]/);
  return { cluster, pid };
}

const isGone = (pid: number): boolean => ["Z", undefined].includes(processStat(pid)?.state);

it("a process that a user's core starts ends with its nodes", async () => {
  const { cluster, pid } = await processOfCore();
  await cluster.stop();
  await until("its process is gone", () => isGone(pid));
});

it("a process of a core whose batch was killed ends when the next one starts", async () => {
  const left = spawn("setsid", ["sleep", "600"], {
    env: { ...process.env, PAXY_OWNER: "99999999-1-0123456789ab" },
  });
  onTestFinished(() => {
    left.kill("SIGKILL");
  });
  const ended = new Promise((resolve) => left.once("exit", (_, signal) => resolve(signal)));
  await startCluster();
  expect(await ended).toBe("SIGKILL");
});

it("kill -9 of the runner ends a node that hangs, too", async () => {
  const runner = await startRunner();
  for (const group of runner.groups.slice(1)) process.kill(beamOf(group), "SIGSTOP");
  runner.process.kill("SIGKILL");
  await expectNothingLeft(runner);
});

it("nodes of a runner that ignores hang-ups end with it", async () => {
  const runner = await startRunner("trap '' HUP");
  runner.process.kill("SIGKILL");
  await expectNothingLeft(runner);
});

it("a runner that is killed while its nodes start leaves nothing", async () => {
  const folder = temporaryFolder();
  const runner = spawn(process.execPath, [RUNNER], {
    env: { ...process.env, TMPDIR: folder },
    stdio: "ignore",
  });
  await until("the nodes start", () => readdirSync(folder).length === 1);
  const own = (): number[] => processesIn(folder);
  await until("the shells are there", () => own().length > 0);
  runner.kill("SIGKILL");
  await until("every process is gone", () => own().length === 0);
});

it("a runner that exits without a stop leaves neither process nor folder", async () => {
  const runner = await startRunner();
  runner.process.stdin?.write("exit\n");
  await expectNothingLeft(runner);
  expect(readdirSync(runner.folder)).toEqual([]);
});

it("a runner that was suspended for longer than nodes may be silent blames no node", async () => {
  const runner = await startRunner();
  runner.process.kill("SIGSTOP");
  await new Promise((resolve) => setTimeout(resolve, SILENT_MS_MAX + 1500));
  runner.process.kill("SIGCONT");
  // Several rounds of questions and answers.
  await new Promise((resolve) => setTimeout(resolve, 4 * ASK_EVERY_MS));
  const answer = runner.nextLine();
  runner.process.stdin?.write("health\n");
  const health: NodeHealth[] = JSON.parse(await answer);
  expect(health.map(({ state, restarts }) => `${state} ${restarts}`)).toEqual([
    "up 0",
    "up 0",
    "up 0",
  ]);
});
