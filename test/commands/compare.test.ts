import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { expect, test } from "vitest";
import { temporaryFolder } from "../temporary-folder.ts";
import { batchFile, paxy } from "./paxy.ts";

test("compare says whether versions differ, and refuses what cannot be compared", async () => {
  const folder = temporaryFolder();
  const run = (name: string, ...more: string[]) =>
    paxy(folder, ["run", "--module", "paxy_sim", "--repeat", "300", "--name", name, ...more]);
  await run("both", "--set", "moduleVersion=1,2", "--set", "delay=10,50", "--seed", "1");
  await run("again", "--set", "moduleVersion=1,2", "--set", "delay=10,50", "--seed", "2");
  await run("short", "--time-limit", "1");

  const by = await paxy(folder, ["compare", "out/both", "--by", "moduleVersion"]);
  expect(by.stderr).toBe("");
  expect(by.code).toBe(0);
  expect(by.stdout).toMatch(
    /delay 50 +median ms +moduleVersion 1: \d+ \[\d+, \d+\] +moduleVersion 2: .*different/,
  );

  const failing = await paxy(folder, [
    "compare",
    "out/both",
    "--by",
    "moduleVersion",
    "--fail-if",
    "different",
  ]);
  expect(failing.code).toBe(1);

  const json = await paxy(folder, ["compare", "out/both", "out/again", "--json"]);
  const rows = json.stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(rows.map(({ answer }) => answer)).not.toContain("different");
  expect(rows.filter(({ metric }) => metric === "elapsed")).toHaveLength(4);

  const csv = await paxy(folder, ["compare", "out/both", "--by", "moduleVersion", "--csv"]);
  const table: Record<string, string>[] = parse(csv.stdout, { columns: true });
  expect(table.filter(({ metric }) => metric === "elapsed")).toHaveLength(2);
  for (const { base, base_value, base_low, base_high, base_missing, answer } of table) {
    expect(base).toBe("moduleVersion 1");
    expect(Number(base_low)).toBeLessThanOrEqual(Number(base_value));
    expect(Number(base_high)).toBeGreaterThanOrEqual(Number(base_value));
    expect(base_missing).toBe("0");
    expect(["different", "the same", "not enough runs"]).toContain(answer);
  }

  const limits = await paxy(folder, ["compare", "out/both", "out/short"]);
  expect(limits.code).toBe(2);
  expect(limits.stderr).toContain("the time limits differ: 30 s in out/both, 1 s in out/short.");
}, 120_000);

test("trials of shared luck are compared in pairs, which tells a difference sooner", async () => {
  const folder = temporaryFolder();
  const batch = (draws: string) => ({
    ...{ repeat: 400, seed: 5, timeLimit: 30, ...(draws === "" ? {} : { draws }) },
    trials: [
      { moduleName: "paxy_sim", moduleVersion: 1, delay: 150 },
      { moduleName: "paxy_sim", moduleVersion: 2, delay: 150 },
    ],
  });
  const width = async (name: string, draws: string) => {
    batchFile(folder, `${name}.json`, JSON.stringify(batch(draws)));
    await paxy(folder, ["run", `${name}.json`]);
    const found = await paxy(folder, [
      ...["compare", `out/${name}`, "--by", "moduleVersion", "--json"],
    ]);
    const [elapsed] = found.stdout.split("\n").map((line) => line && JSON.parse(line));
    const { low, high } = elapsed.difference;
    return { width: high - low, pairs: elapsed.pairs, said: found.stderr };
  };
  const apart = await width("apart", "");
  const shared = await width("shared", "shared");
  expect(apart).toMatchObject({ pairs: 0, said: "" });
  expect(shared.pairs).toBe(400);
  expect(shared.said).toContain("Runs with the same random draws are compared in pairs");
  expect(shared.width).toBeLessThan(apart.width);
}, 240_000);

test("compare names what else differs, and the fields that leave no partner", async () => {
  const folder = temporaryFolder();
  const run = (name: string, ...more: string[]) =>
    paxy(folder, ["run", "--module", "paxy_sim", "--seed", "1", "--name", name, ...more]);
  await run("few", "--repeat", "5", "--set", "drop=10");
  await run("rule", "--precision", "20%", "--set", "drop=10");
  await run("phase", "--repeat", "5", "--set", "drop=10", "--set", "deadline=phase");

  const few = await paxy(folder, ["compare", "out/few", "out/rule"]);
  expect(few.stderr).toContain(
    "The rule that ended the runs differs: 5 runs in out/few, until the median's 95 % interval is 20 % wide in out/rule.",
  );
  expect(few.stdout).toMatch(/not enough runs: about \d+ each/);

  const manifest = join(folder, "out", "rule", "latest", "manifest.json");
  writeFileSync(manifest, readFileSync(manifest, "utf8").replace(/"otp": "\d+"/, '"otp": "99"'));
  const otp = await paxy(folder, ["compare", "out/few", "out/rule"]);
  expect(otp.stderr).toMatch(/Erlang\/OTP differs: \d+ in out\/few, 99 in out\/rule\./);

  const phase = await paxy(folder, ["compare", "out/few", "out/phase"]);
  expect(phase.code).toBe(2);
  expect(phase.stderr).toContain("They differ in deadline (silence and phase).");
}, 240_000);
