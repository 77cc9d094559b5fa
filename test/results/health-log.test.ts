import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { NodeHealth } from "../../src/core/run/health.ts";
import { healthCharts } from "../../src/report/charts/health.ts";
import { HealthLog, readHealth } from "../../src/results/health-log.ts";
import { temporaryFolder } from "../temporary-folder.ts";

const node = (name: string, state: NodeHealth["state"], roundTripMs: number): NodeHealth => ({
  ...{ name, role: "run", state, reason: "", restarts: 0, uptimeMs: 1 },
  ...(state === "up"
    ? { roundTripMs, memoryBytes: 40e6, processes: 60, runQueue: 0 }
    : { roundTripMs: null, memoryBytes: null, processes: null, runQueue: null }),
});

const BEGAN_MS = Date.UTC(2026, 10, 27);

/** Notes a look at these nodes so many ms after the beginning. */
const noted = (log: HealthLog, ms: number, ...nodes: readonly NodeHealth[]): void =>
  log.note(nodes, { wallMs: BEGAN_MS + ms, monotonicMs: 5000 + ms });

test("the health of nodes is kept each second, seldom in a long batch, and when a node goes", async () => {
  const directory = temporaryFolder();
  const log = new HealthLog(directory);
  for (let ms = 0; ms < 10_000; ms += 500) noted(log, ms, node("a", "up", 1), node("b", "up", 2));
  noted(log, 10_100, node("a", "down", 0), node("b", "up", 2));
  noted(log, 10_200, node("a", "down", 0), node("b", "up", 2));
  for (let ms = 3_600_000; ms < 3_700_000; ms += 500) noted(log, ms, node("b", "up", 3));
  await log.close();
  const samples = await readHealth(directory);
  const times = (name: string) =>
    samples.filter((each) => each.node === name).map(({ atMs }) => (atMs - BEGAN_MS) / 1000);
  expect(times("a")).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10.1]);
  expect(times("b").slice(11)).toEqual([3600, 3636, 3672.5]);
  const [first] = samples;
  expect(first).toEqual({
    ...{ atMs: BEGAN_MS, node: "a", state: "up", restarts: 0 },
    ...{ roundTripMs: 1, memoryBytes: 40e6, processes: 60, runQueue: 0 },
  });

  const file = join(directory, "health.csv");
  const kept = readFileSync(file, "utf8");
  writeFileSync(file, `${kept.slice(0, -9)}\nnonsense,a,up,1,2,3,4,5\n`);
  expect(await readHealth(directory)).toEqual(samples.slice(0, -1));

  const [roundTrip, memory, waiting] = healthCharts(samples);
  expect(roundTrip?.rows).toContainEqual(["9", "b", "2"]);
  expect(roundTrip?.caption).toBe("At most 3 ms, b after 3600 s. A node was lost: a after 10.1 s.");
  expect(memory?.caption).toContain("At most 40 MB, a after 0 s.");
  expect(waiting?.title).toBe("Processes of each node that wait for a processor");
});

test("a batch without nodes has no file of their health, and no charts", async () => {
  const directory = temporaryFolder();
  const log = new HealthLog(directory);
  noted(log, 0, node("a", "unused", 0));
  await log.close();
  expect(existsSync(join(directory, "health.csv"))).toBe(false);
  expect(healthCharts(await readHealth(directory))).toEqual([]);
});

test("the charts of many looks keep the greatest of those that they leave out", () => {
  const looks = Array.from({ length: 1000 }, (_, at) => ({
    ...{ atMs: BEGAN_MS + 1000 * at, node: "a", state: "up" as const, restarts: 0 },
    ...{ roundTripMs: at === 777 ? 99 : 1, memoryBytes: 1e6, processes: 1, runQueue: 0 },
  }));
  const [roundTrip] = healthCharts(looks);
  expect(roundTrip?.rows.length).toBeLessThanOrEqual(120);
  expect(roundTrip?.rows).toContainEqual(["777", "a", "99"]);
});
