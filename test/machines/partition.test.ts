import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, vi } from "vitest";
import { whyNoHosts } from "./hosts.ts";
import { needs } from "./needs.ts";
import { BATCH, startHosts, world } from "./world.ts";

const test = needs(whyNoHosts());

const APART = ["--place", "acceptors=host1,proposers=host2"];

/** One proposer that begins within the partition, on a busy machine too, and has all the time it needs. */
const parted = (forMs: number, repeat: number) => ({
  ...BATCH,
  repeat,
  trials: [
    {
      ...{
        sleep: [forMs / 2],
        numProposers: 1,
        numAcceptors: 3,
        drop: 0,
        delay: 0,
        propTimeout: 20_000,
      },
      faults: [{ at: 0, do: "partition", for: forMs }],
    },
  ],
});

test("a partition holds messages back, loses none, and is over before the next run", async () => {
  const network = await startHosts({}, {});
  const forMs = 2000;
  const { run, folder, output, ...made } = world(network, parted(forMs, 3));
  const { code, stderr } = await run(...APART, "--allow-partition");
  expect([code, stderr]).toEqual([0, expect.not.stringMatching(/paxy:/)]);
  expect(made.rows().map(({ verdict, dropped }) => [verdict, dropped])).toEqual(
    Array(3).fill(["agreed", "0"]),
  );
  for (const { elapsed_ms: elapsed } of made.rows()) {
    expect(Number(elapsed)).toBeGreaterThan((forMs * 3) / 4);
  }
  expect(output()).toMatch(/parted for 2000 ms\n/);
  for (const host of network.hosts) expect(host.blocked()).toEqual([]);
}, 240_000);

/** Longer than the hosts need to reach each other again, on a busy machine too. */
const DECIDES_AT_MS = 10_000;

test("the messages of a violation show when hosts were parted and when they reached each other again", async () => {
  const network = await startHosts({}, {});
  const [trial] = parted(300, 1).trials;
  const { run, folder } = world(network, {
    ...{ ...BATCH, repeat: 1, timeLimit: 60 },
    trials: [{ ...trial, moduleVersion: "early_core", numProposers: 2, sleep: [DECIDES_AT_MS] }],
  });
  const core = ["--code", resolve("test/nodes/early_core.erl")];
  const { code, stderr } = await run(...APART, "--allow-partition", ...core);
  expect([code, stderr]).toEqual([1, expect.not.stringMatching(/paxy:/)]);
  const violations = join(folder, "out", "apart", "latest", "violations");
  const [file = ""] = readdirSync(violations).filter((name) => name.endsWith(".jsonl"));
  const events = readFileSync(join(violations, file), "utf8")
    .trim()
    .split("\n")
    .map((line): Record<string, string> => JSON.parse(line))
    .filter(({ actor }) => actor === "fry");
  expect(events.map(({ kind, peer }) => `${kind} ${peer}`)).toEqual([
    "parted acceptors",
    "rejoined acceptors",
    "start none",
    "decided none",
  ]);
}, 240_000);

test("a partition ends on its hosts when paxy is killed meanwhile", async () => {
  const network = await startHosts({}, {});
  const { run, kill } = world(network, parted(2000, 100));
  const ended = run(...APART, "--allow-partition");
  const blocked = () => network.hosts.map((host) => host.blocked());
  const both = await vi.waitUntil(
    () => {
      const now = blocked();
      return now.every((some) => some.length > 0) && now;
    },
    { timeout: 100_000, interval: 10 },
  );
  expect(both).toEqual([[network.hosts[1]?.address], [network.hosts[0]?.address]]);
  kill();
  await ended;
  await vi.waitUntil(() => blocked().every((some) => some.length === 0), {
    timeout: 100_000,
    interval: 50,
  });
  await vi.waitUntil(() => network.hosts.every((host) => host.processes().length === 0), {
    timeout: 100_000,
    interval: 50,
  });
}, 240_000);

test("a user without the right gets failed runs, and the reason", async () => {
  const user = `paxyuser${process.pid % 1000}`;
  const network = await startHosts({}, { user });
  const { run, ...made } = world(network, parted(500, 1));
  const { code } = await run(...APART, "--allow-partition");
  expect(code).toBe(2);
  const reasons = made.rows().map(({ verdict, reason }) => [verdict, reason]);
  expect(reasons).toEqual(
    Array(2).fill([
      "failed",
      expect.stringMatching(/paxy-pro\S* could not block its traffic: .*sudo/),
    ]),
  );
  for (const host of network.hosts) expect(host.blocked()).toEqual([]);
}, 240_000);
