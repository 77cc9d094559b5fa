import { existsSync } from "node:fs";
import tls from "node:tls";
import { expect, vi } from "vitest";
import { whyNoHosts } from "./hosts.ts";
import { needs } from "./needs.ts";
import { AGREED, begun, startHosts, world } from "./world.ts";

const test = needs(whyNoHosts());

test("acceptors on one host and proposers on another run a batch, and leave nothing there", async () => {
  const network = await startHosts({}, {});
  const { run, manifest, paxy, ...made } = world(network);
  const doctor = await paxy(
    "doctor",
    "--place",
    "host1",
    "--place",
    "host2",
    "--place",
    "nowhere.invalid",
  );
  expect(doctor.stdout).toMatch(/^host1\nok +ssh .*\nok .*\nok +Erlang\/OTP +\d+/m);
  expect(doctor.stdout).toMatch(/^nowhere.invalid\nMISSING ssh /m);
  expect(doctor.code).toBe(2);
  const ended = await run("--place", "acceptors=host1,proposers=host2");
  expect(ended.stdout).toMatch(
    /^Round trip paxy-pro - paxy-acc: median [\d.]+ ms before.* after\.$/m,
  );
  expect(ended.stderr).not.toMatch(/paxy:/);
  expect(ended.code).toBe(0);
  expect(made.rows().map(({ verdict }) => verdict)).toEqual(Array(5).fill("agreed"));
  for (const host of network.hosts) {
    expect(host.processes()).toEqual([]);
    expect(host.folders()).toEqual([]);
  }
  expect(manifest().nodes).toMatchObject([{ host: "local" }, { host: "host1" }, { host: "host2" }]);
  const link = manifest().links.find(({ from }: { from: string }) => from.startsWith("paxy-pro"));
  expect(link.before.count).toBe(20);
  expect(link.after.count).toBe(20);
}, 90_000);

/** Shells that read a command in their own way. */
const SHELLS = ["/bin/tcsh", "/usr/bin/fish", "/bin/dash"];

test("hosts share a side in turn, and one node may be here", async () => {
  const network = await startHosts({}, {});
  const { run, manifest, ...made } = world(network);
  const { code } = await run("--place", "acceptors=local+host1+host2", "--ports", "9100-9110");
  expect(code).toBe(0);
  expect(made.rows().map(({ verdict }) => verdict)).toEqual(AGREED);
  expect(manifest().nodes.map(({ name, host }: Record<string, string>) => [name, host])).toEqual([
    ["paxy-run", "local"],
    ["paxy-acc", "local"],
    ["paxy-pro", "local"],
    ["paxy-acc-2", "host1"],
    ["paxy-acc-3", "host2"],
  ]);
}, 90_000);

test("through ssh a batch runs where nothing but ssh gets in, with a warning", async () => {
  const network = await startHosts({ isClosed: true }, { isClosed: true });
  const { run, ...made } = world(network);
  const place = ["--place", "acceptors=host1,proposers=host2"];
  const direct = await run(...place);
  expect(direct.code).toBe(2);
  expect(direct.stderr).toMatch(/cannot reach .*--ports, or use --through ssh\./);
  const ended = await run(...place, "--through", "ssh");
  expect(ended.stderr).toMatch(/warning: .*detour/);
  expect(ended.code).toBe(0);
  expect(made.rows().map(({ verdict }) => verdict)).toEqual(AGREED);
  for (const host of network.hosts) expect([host.processes(), host.folders()]).toEqual([[], []]);
}, 120_000);

test("a banner with accents, a greeting, a shell that is not bash and another user are no obstacle", async () => {
  const banner = "Bienvenue \u00e0 l'\u00e9cole \u2014 \u00c0\u00c9\u00ff!\n";
  const shell = SHELLS.find((each) => existsSync(each)) ?? "/bin/sh";
  const network = await startHosts(
    { banner, greeting: banner },
    { shell, user: `paxyuser${process.pid % 1000}`, banner },
  );
  const { run, ...made } = world(network);
  const { code, stderr } = await run("--place", "acceptors=host1,proposers=host2");
  expect([code, stderr]).toEqual([0, expect.not.stringMatching(/paxy:/)]);
  expect(made.rows().map(({ verdict }) => verdict)).toEqual(AGREED);
}, 90_000);

test("a link that is pulled ends its runs as failed, and the node there ends itself within 12 s", async () => {
  const network = await startHosts({}, {});
  const [host] = network.hosts;
  const { count, rows: all, stop, ended } = await begun(network);
  host?.link("down");
  const atMs = performance.now();
  await vi.waitUntil(() => all().some(({ verdict }) => verdict === "failed"), {
    timeout: 12_000,
    interval: 50,
  });
  await vi.waitUntil(() => host?.processes().length === 0, {
    timeout: 12_000 - (performance.now() - atMs),
    interval: 50,
  });
  expect(host?.folders()).toEqual([]);
  const lost = all().filter(({ verdict }) => verdict === "failed");
  for (const { reason } of lost) expect(reason).toMatch(/paxy-acc|paxy-pro/);
  host?.link("up");
  const before = count();
  await vi.waitUntil(() => count() > before + 5, { timeout: 40_000, interval: 100 });
  const again = all().filter(({ attempt }) => attempt === "2");
  expect(again.length).toBeGreaterThan(0);
  expect(all().filter(({ verdict }) => verdict === "undecided")).toEqual([]);
  stop();
  await ended;
  for (const each of network.hosts) expect([each.processes(), each.folders()]).toEqual([[], []]);
}, 150_000);

test("a host that dies takes its runs along as failed, and the batch can be stopped", async () => {
  const network = await startHosts({}, {});
  const [, host] = network.hosts;
  const { rows: all, stop, ended } = await begun(network);
  host?.die();
  await vi.waitUntil(() => all().some(({ verdict }) => verdict === "failed"), {
    timeout: 12_000,
    interval: 50,
  });
  stop();
  expect((await ended).code).toBe(130);
  expect(network.hosts[0]?.processes()).toEqual([]);
  expect(all().filter(({ verdict }) => verdict === "undecided")).toEqual([]);
}, 120_000);

test("a batch that is killed leaves nothing on its hosts", async () => {
  const network = await startHosts({}, {});
  const { kill, ended } = await begun(network);
  kill();
  await ended;
  for (const host of network.hosts) {
    await vi.waitUntil(() => host.processes().length === 0, { timeout: 15_000, interval: 50 });
    expect(host.folders()).toEqual([]);
  }
}, 120_000);

test("no process list shows a key or a cookie, and nobody without a certificate gets in", async () => {
  const network = await startHosts({}, {});
  const { stop, ended } = await begun(network);
  const shown = network.hosts.flatMap((host) => host.processes()).join("\n");
  expect(shown).toMatch(/paxy_agent/);
  expect(shown).not.toMatch(/[0-9a-f]{20}/);
  for (const host of network.hosts) {
    const ports = host.ports();
    expect(ports).toHaveLength(1);
    expect(await strangerAt(host.address, ports[0] ?? 0)).toMatch(
      /handshake|alert|reset|disconnected/i,
    );
  }
  stop();
  await ended;
}, 90_000);

/** What a client without a certificate of the batch is told. */
function strangerAt(host: string, port: number): Promise<string> {
  return new Promise((resolve) => {
    const socket = tls.connect({ host, port, rejectUnauthorized: false, maxVersion: "TLSv1.2" });
    socket.once("secureConnect", () => resolve("was let in"));
    socket.once("error", (error) => resolve(error.message));
    socket.once("close", () => resolve("disconnected"));
  });
}
