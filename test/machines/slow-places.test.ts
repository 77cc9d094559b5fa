import { execFileSync, spawnSync } from "node:child_process";
import { cpSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, vi } from "vitest";
import { temporaryFolder } from "../temporary-folder.ts";
import { whyNoHosts } from "./hosts.ts";
import { hasProgram, needs } from "./needs.ts";
import { AGREED, BATCH, startHosts, world } from "./world.ts";

const APART = ["--place", "acceptors=host1,proposers=host2"];

needs(whyNoHosts())(
  "the acceptors of a lab folder live on one host, its proposers on another",
  async () => {
    const network = await startHosts({}, {});
    const { run, folder, ...made } = world(network);
    cpSync(resolve("test/lab/folders/classic"), join(folder, "mine"), { recursive: true });
    const code = ["--code", "mine", "--set", "moduleVersion=mine"];
    const ended = await run(...APART, ...code, "--set", "macros.delay=0");
    expect([ended.code, ended.stderr]).toEqual([0, expect.not.stringMatching(/paxy:.*fail/)]);
    expect(made.rows().map(({ verdict }) => verdict)).toEqual(AGREED);
    expect(new Set(made.rows().map((row) => row.module_version))).toEqual(new Set(["mine"]));
    const shared = await run("--place", "acceptors=host1+host2", ...code);
    expect([shared.code, shared.stderr]).toEqual([
      2,
      expect.stringMatching(/the folder mine needs one host for its acceptors/),
    ]);
  },
  240_000,
);

const DISK_MS = 70;

needs(whyNoHosts() ?? (hasProgram("cc") ? undefined : "cc (Debian: gcc)"))(
  "proposers wait for the slow disk of the acceptors' host",
  async () => {
    const library = join(temporaryFolder(), "slow_disk.so");
    execFileSync("cc", [
      ...["-shared", "-fPIC", "-o", library, resolve("test/machines/slow_disk.c"), "-ldl"],
    ]);
    const variables = { LD_PRELOAD: library, SLOW_DISK_MS: String(DISK_MS) };
    const network = await startHosts({ variables }, {});
    const trial = { numProposers: 1, numAcceptors: 3, drop: 0, delay: 0, propTimeout: 20_000 };
    const { run, ...made } = world(network, { ...BATCH, trials: [trial] });
    expect((await run(...APART)).code).toBe(0);
    expect(made.rows().map(({ verdict }) => verdict)).toEqual(AGREED);
    // A promise is stored before it is sent, and then a vote.
    for (const { elapsed_ms: elapsed } of made.rows()) {
      expect(Number(elapsed)).toBeGreaterThanOrEqual(2 * DISK_MS - 1);
    }
  },
  240_000,
);

/** Whether a link can be made slow here (tc-tbf(8)). */
const whyNoSlowLink = (): string | undefined => {
  if (!hasProgram("tc")) return "tc (Debian: iproute2)";
  const tbf = ["root", "tbf", "rate", "1mbit", "burst", "4kb", "latency", "1s"];
  const space = `paxy-tbf-${process.pid}`;
  spawnSync("ip", ["netns", "add", space]);
  const { status } = spawnSync("tc", ["-n", space, "qdisc", "add", "dev", "lo", ...tbf]);
  spawnSync("ip", ["netns", "delete", space]);
  return status === 0 ? undefined : "the queueing discipline tbf of the kernel";
};

const KILOBITS_PER_S = 128;
/** Less than a question between two nodes and its answer have with TLS and TCP. */
const ROUND_TRIP_BITS = 2 * 150 * 8;

needs(whyNoHosts() ?? whyNoSlowLink())(
  "a link that becomes slow in mid-batch costs no run, and the report tells its round trip",
  async () => {
    const network = await startHosts({}, {});
    const trial = { numProposers: 1, numAcceptors: 3, drop: 0, delay: 0, propTimeout: 20_000 };
    const { run, count, manifest, ...made } = world(network, {
      ...{ ...BATCH, timeLimit: 60, repeat: 8 },
      trials: [{ ...trial, sleep: [500] }],
    });
    const ended = run(...APART);
    await vi.waitUntil(() => count() > 0, { timeout: 60_000, interval: 20 });
    network.hosts[0]?.slowLink(KILOBITS_PER_S);
    const { code, stdout } = await ended;
    expect(code).toBe(0);
    expect(new Set(made.rows().map(({ verdict }) => verdict))).toEqual(new Set(["agreed"]));
    expect(stdout).toMatch(/^Round trip paxy-pro - paxy-acc: median .* after\.$/m);
    const links: readonly { from: string; after: { medianMs: number } }[] = manifest().links;
    const slow = links.find(({ from }) => from.startsWith("paxy-pro"));
    expect(slow?.after.medianMs).toBeGreaterThan(ROUND_TRIP_BITS / KILOBITS_PER_S);
  },
  240_000,
);
