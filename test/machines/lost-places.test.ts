import { expect, vi } from "vitest";
import { whyNoHosts } from "./hosts.ts";
import { needs } from "./needs.ts";
import { begun, startHosts } from "./world.ts";

const test = needs(whyNoHosts());

test("a link that is pulled ends its runs as failed, and the node there ends itself", async () => {
  const network = await startHosts({}, {});
  const [host] = network.hosts;
  const { count, rows: all, stop, ended } = await begun(network);
  host?.link("down");
  await vi.waitUntil(() => all().some(({ verdict }) => verdict === "failed"), {
    timeout: 100_000,
    interval: 50,
  });
  await vi.waitUntil(() => host?.processes().length === 0 && host.folders().length === 0, {
    timeout: 100_000,
    interval: 50,
  });
  const lost = all().filter(({ verdict }) => verdict === "failed");
  for (const { reason } of lost) expect(reason).toMatch(/paxy-acc|paxy-pro/);
  host?.link("up");
  const before = count();
  await vi.waitUntil(() => count() > before + 5, { timeout: 100_000, interval: 100 });
  const again = all().filter(({ attempt }) => attempt === "2");
  expect(again.length).toBeGreaterThan(0);
  expect(all().filter(({ verdict }) => verdict === "undecided")).toEqual([]);
  stop();
  await ended;
  for (const each of network.hosts) expect([each.processes(), each.folders()]).toEqual([[], []]);
}, 240_000);

test("a host that dies takes its runs along as failed, and the batch can be stopped", async () => {
  const network = await startHosts({}, {});
  const [, host] = network.hosts;
  const { rows: all, stop, ended } = await begun(network);
  host?.die();
  await vi.waitUntil(() => all().some(({ verdict }) => verdict === "failed"), {
    timeout: 100_000,
    interval: 50,
  });
  stop();
  expect((await ended).code).toBe(130);
  expect(network.hosts[0]?.processes()).toEqual([]);
  expect(all().filter(({ verdict }) => verdict === "undecided")).toEqual([]);
}, 240_000);

test("a batch that is killed leaves nothing on its hosts", async () => {
  const network = await startHosts({}, {});
  const { kill, ended } = await begun(network);
  kill();
  await ended;
  for (const host of network.hosts) {
    await vi.waitUntil(() => host.processes().length + host.folders().length === 0, {
      timeout: 100_000,
      interval: 50,
    });
  }
}, 240_000);
