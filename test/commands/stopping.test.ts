import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { temporaryFolder } from "../temporary-folder.ts";
import { paxy, rows } from "./paxy.ts";

const manifestOf = (folder: string, batch: string) =>
  JSON.parse(readFileSync(join(folder, "out", batch, "latest", "manifest.json"), "utf8"));

test("a batch until a violation ends with it, names the rule, and estimates the rate by it", async () => {
  const folder = temporaryFolder();
  const batch = ["--set", "moduleVersion=stale_promises", "--set", "delay=200", "--seed", "1"];
  const options = ["--module", "paxy_sim", "--name", "hunt", "--until", "violation"];
  const { code, stdout } = await paxy(folder, ["run", ...batch, ...options]);
  expect(code).toBe(1);
  expect(stdout).toContain("Runs of a trial: until a violation.");
  const first = rows(folder, "hunt").findIndex(({ verdict }) => verdict === "violation") + 1;
  expect(first).toBeGreaterThan(0);
  const [summary] = rows(folder, "hunt", "summary.csv");
  expect(summary?.stop).toBe("until a violation");
  expect(Number(summary?.violation_low)).toBeCloseTo(1 - 0.975 ** (1 / first), 4);
  expect(manifestOf(folder, "hunt").settings).toMatchObject({
    ...{ repeat: 10_000, stop: { until: "violation" } },
  });
  // Nothing is left to do of it.
  const resumed = await paxy(folder, ["resume", "out/hunt"]);
  expect(resumed.stderr).toMatch(/All runs are done \(\d+\)/);
});

test("a precision ends a trial at a look, a time ends a batch whose trials take turns", async () => {
  const folder = temporaryFolder();
  // Times are whole ms: a median below 40 ms is never known to 5 %.
  const trials = [
    "--set",
    "drop=0,20",
    "--set",
    "delay=100",
    "--module",
    "paxy_sim",
    "--seed",
    "1",
  ];
  const precise = await paxy(folder, ["run", ...trials, "--precision", "5%", "--name", "precise"]);
  expect(precise.code).toBe(0);
  expect(precise.stdout).toContain("until the median's 95 % interval is 5 % wide");
  const looked = rows(folder, "precise", "summary.csv");
  expect(looked).toHaveLength(2);
  for (const {
    agreed,
    elapsed_median_low_ms,
    elapsed_median_high_ms,
    elapsed_median_ms,
  } of looked) {
    expect([30, 50, 80, 120, 180, 270, 410, 620, 930, 1400, 2100, 3150, 4730, 7100]).toContain(
      Number(agreed),
    );
    const width = Number(elapsed_median_high_ms) - Number(elapsed_median_low_ms);
    expect(width).toBeLessThanOrEqual(0.05 * Number(elapsed_median_ms));
  }
  const timed = await paxy(folder, ["run", ...trials, "--for", "2s", "--name", "timed"]);
  expect(timed.code).toBe(0);
  expect(new Set(rows(folder, "timed").map(({ trial }) => trial)).size).toBe(2);
  const { settings, status, ranMs } = manifestOf(folder, "timed");
  expect({ settings, status }).toMatchObject({
    ...{ status: "finished", settings: { stop: { forMs: 2000 }, interleave: true } },
  });
  expect(ranMs).toBeGreaterThanOrEqual(2000);
  expect((await paxy(folder, ["resume", "out/timed"])).stderr).toMatch(/All runs are done \(\d+\)/);
});

test("a rule that makes no sense is refused with the flag and what is allowed", async () => {
  const folder = temporaryFolder();
  const refused = await paxy(folder, ["run", "--precision", "0", "--until", "noon", "--for", "8"]);
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain('--until is "noon"; it must be "violation"');
  expect(refused.stderr).toContain("--precision is");
  expect(refused.stderr).toContain("a time up to 14 d, such as 8h, 30min or 90s");
});

test("a batch with a violation that is interrupted ends without making it smaller", async () => {
  const folder = temporaryFolder();
  const batch = ["--set", "moduleVersion=stale_promises", "--set", "delay=200", "--seed", "1"];
  const options = ["--module", "paxy_sim", "--name", "long", "--repeat", "1000000"];
  const child = spawn(process.execPath, [resolve(".build/cli.js"), "run", ...batch, ...options], {
    cwd: folder,
    env: { ...process.env, XDG_STATE_HOME: join(folder, "state") },
    stdio: ["ignore", "pipe", "ignore"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const ended = new Promise((done) => child.once("close", done));
  let stdout = "";
  child.stdout.on("data", (chunk) => {
    stdout += chunk;
  });
  const violations = join(folder, "out", "long", "latest", "violations");
  const has = () => existsSync(violations) && readdirSync(violations).length > 0;
  await vi.waitUntil(has, { timeout: 100_000, interval: 20 });
  child.kill("SIGINT");
  expect(await ended).toBe(130);
  expect(stdout).toContain("Show one: ");
  expect(stdout).not.toContain("Made smaller");
});
