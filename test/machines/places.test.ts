import { once } from "node:events";
import { existsSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import tls from "node:tls";
import { expect, onTestFinished, vi } from "vitest";
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
}, 240_000);

/** Shells that read a command in their own way. */
const SHELLS = ["/bin/tcsh", "/usr/bin/fish", "/bin/zsh", "/bin/dash"].filter(existsSync);

test("hosts share a side in turn, one node may be here, and ports that are taken are named", async () => {
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
  const refused = await run("--place", "acceptors=host1,proposers=host1", "--ports", "9100-9100");
  expect([refused.code, refused.stderr]).toEqual([
    2,
    expect.stringContaining("it found none of the ports 9100-9100 (--ports) free"),
  ]);
}, 240_000);

test("hosts that IPv6 alone reaches run a batch, and without --through tls6 the reason is told", async () => {
  const network = await startHosts({ isIPv6: true }, { isIPv6: true });
  const { run, ...made } = world(network);
  const place = ["--place", "acceptors=host1+local,proposers=host2"];
  const refused = await run(...place);
  expect([refused.code, refused.stderr]).toEqual([
    2,
    expect.stringMatching(/was reached at fd00:\S+, which is not IPv4: use --through tls6 or ssh/),
  ]);
  const { code, stderr } = await run(...place, "--through", "tls6");
  expect([code, stderr]).toEqual([0, expect.not.stringMatching(/paxy:/)]);
  expect(made.rows().map(({ verdict }) => verdict)).toEqual(AGREED);
  for (const host of network.hosts) {
    await vi.waitUntil(() => host.processes().length + host.folders().length === 0, {
      timeout: 100_000,
      interval: 50,
    });
  }
}, 240_000);

test("through ssh a batch runs where nothing but ssh gets in, with a warning", async () => {
  // The user's config asks for a port that another program has.
  const taken = createServer().listen(0, "127.0.0.1");
  onTestFinished(() => void taken.close());
  await once(taken, "listening");
  const { port } = taken.address() as AddressInfo;
  const config = [`LocalForward 127.0.0.1:${port} 127.0.0.1:22`];
  const network = await startHosts({ isClosed: true, config }, { isClosed: true });
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
}, 240_000);

test("banners with accents, greetings, shells that are not bash and other users are no obstacle", async () => {
  const banner = "Bienvenue \u00e0 l'\u00e9cole \u2014 \u00c0\u00c9\u00ff!\n";
  expect(SHELLS.length).toBeGreaterThan(0);
  const others = SHELLS.map((shell, index) => ({
    ...{ shell, banner, user: `paxyuser${process.pid % 1000}${"abcd"[index]}` },
  }));
  const network = await startHosts({ banner, greeting: banner }, ...others);
  const { run, ...made } = world(network);
  const [first, ...names] = network.hosts.map(({ name }) => name);
  const { code, stderr } = await run("--place", `acceptors=${first},proposers=${names.join("+")}`);
  expect([code, stderr]).toEqual([0, expect.not.stringMatching(/paxy:/)]);
  expect(made.rows().map(({ verdict }) => verdict)).toEqual(AGREED);
}, 240_000);

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
}, 240_000);

/** What a client without a certificate of the batch is told. */
function strangerAt(host: string, port: number): Promise<string> {
  return new Promise((resolve) => {
    const socket = tls.connect({ host, port, rejectUnauthorized: false, maxVersion: "TLSv1.2" });
    socket.once("secureConnect", () => resolve("was let in"));
    socket.once("error", (error) => resolve(error.message));
    socket.once("close", () => resolve("disconnected"));
  });
}
