import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../temporary-folder.ts";
import { batchFile, paxy, rows } from "./paxy.ts";

/** With this seed some runs of the first trial decide two values. */
const BATCH = `export default { name: "t", seed: 1, repeat: 100, trials: [
  { moduleName: "paxy_sim", moduleVersion: "stale_promises", numAcceptors: 3, drop: 0, delay: 150 },
  { moduleName: "paxy_sim", moduleVersion: 2, numAcceptors: 3, drop: 0, delay: 150 },
  { moduleName: "paxy_local", moduleVersion: 2, numAcceptors: 3, drop: 0, delay: 0 },
] };`;

test("of a simulated batch, counts events of interest and says where a run went wrong", async () => {
  const folder = temporaryFolder();
  await paxy(folder, ["run", batchFile(folder, "t.ts", BATCH)]);
  const counted = await paxy(folder, ["count", "out/t", "stale-promise,split-vote", "--csv"]);
  const [head, broken, sound, ...real] = counted.stdout.trim().split("\n");
  expect(head).toBe("trial,runs,stale-promise,split-vote");
  expect(broken).toMatch(/^1,100,[1-9]\d*,[1-9]\d*$/);
  expect(sound).toMatch(/^2,100,[1-9]\d*,0$/);
  expect(real).toEqual([]);

  const run = rows(folder, "t").find(({ verdict }) => verdict === "violation")?.run ?? "";
  const chance = await paxy(folder, ["replay", "out/t", "1", run, "--chance", "20", "--json"]);
  const shares = chance.stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line))
    .filter(({ kind }) => kind === "chance")
    .map(({ share }) => share);
  expect(shares[0]).toBeLessThan(1);
  expect(shares.at(-1)).toBe(1);

  const table = await paxy(folder, ["count", "out/t", "refusal,lost-vote,refusal"]);
  const [names, first, second, ...more] = table.stdout.trimEnd().split("\n");
  expect(names).toBe("trial  runs  refusal  lost-vote");
  expect(first).toMatch(/^ {4}1 {3}100 {1,9}[1-9]\d* {10}0$/);
  expect(second).toMatch(/^ {4}2 {3}100 {1,9}[1-9]\d* {10}0$/);
  expect(more).toEqual([]);
  const unknown = await paxy(folder, ["count", "out/t", "dance"]);
  expect(unknown).toMatchObject({ code: 2 });
  expect(unknown.stderr).toContain('"dance" is not an event of interest; there are second-round,');
});

/** Its trial ends long before its last run. */
const COUNTED = `export default { seed: 1, name: "t", repeat: 30000, until: "violation", trials: [
  { moduleName: "paxy_sim", moduleVersion: "stale_promises", numAcceptors: 3, drop: 0, delay: 150 },
] };`;

test("a batch counts events of interest at its end, in the runs that it ran", async () => {
  const folder = temporaryFolder();
  const file = batchFile(folder, "t.ts", COUNTED);
  const ended = await paxy(folder, ["run", file, "--count", "stale-promise,refusal"]);
  expect(ended.code).toBe(1);
  const kept = readFileSync(join(folder, "out/t/latest/events.csv"), "utf8");
  const [head, counts] = kept.trim().split("\n");
  expect(head).toBe("trial,runs,stale-promise,refusal");
  const ran = rows(folder, "t").length;
  expect(ran).toBeLessThan(30_000);
  expect(counts).toMatch(new RegExp(`^1,${ran},[1-9]\\d*,[1-9]\\d*$`));
  expect(ended.stdout).toMatch(/Simulated runs that reached events of interest:\ntrial +runs/);
  const again = await paxy(folder, ["count", "out/t", "stale-promise,refusal", "--csv"]);
  expect(again.stdout).toBe(kept);
});

test("events are refused before anything starts, where they can't be counted", async () => {
  const folder = temporaryFolder();
  const real = ["run", "--module", "paxy_local", "--set", "drop=0"];
  for (const [args, sentence] of [
    [["--count", "refusals"], '"refusals" is not an event of interest; did you mean refusal?'],
    [["--count", "refusal"], '--count counts simulated runs, and batch "trial" has none'],
    [["--count", "refusal", "--detach"], "--count can't be used with --detach or --slurm"],
  ] as const) {
    const { code, stderr } = await paxy(folder, [...real, ...args]);
    expect([code, stderr]).toEqual([2, expect.stringContaining(sentence)]);
  }
  expect(existsSync(join(folder, "out"))).toBe(false);
});

test("code that has changed since is told once, of all trials and runs that are repeated", async () => {
  const folder = temporaryFolder();
  const batch = ["--module", "paxy_sim", "--set", "drop=0,5", "--repeat", "2", "--seed", "1"];
  await paxy(folder, ["run", ...batch, "--name", "t"]);
  const file = join(folder, "out", "t", "latest", "manifest.json");
  const manifest = JSON.parse(readFileSync(file, "utf8"));
  writeFileSync(file, JSON.stringify({ ...manifest, erlangCode: "0".repeat(64) }));
  for (const args of [
    ["count", "out/t", "refusal"],
    ["replay", "out/t", "1", "1", "2"],
  ]) {
    const { code, stderr } = await paxy(folder, args);
    expect(code, stderr).toBe(0);
    expect(stderr.match(/the run may differ\./g), args[0]).toHaveLength(1);
  }
});

test("the kept violation of an older paxy is shown, and never simulated by today's rules", async () => {
  const folder = temporaryFolder();
  await paxy(folder, ["run", batchFile(folder, "t.ts", BATCH)]);
  const run = rows(folder, "t").find(({ verdict }) => verdict === "violation")?.run ?? "";
  const agreed = rows(folder, "t").find(({ verdict }) => verdict === "agreed")?.run ?? "";
  const file = join(folder, "out", "t", "latest", "manifest.json");
  const manifest = JSON.parse(readFileSync(file, "utf8"));
  writeFileSync(file, JSON.stringify({ ...manifest, generation: 1 }));
  const shown = await paxy(folder, ["replay", "out/t", "1", run]);
  expect([shown.code, shown.stdout]).toEqual([1, expect.stringContaining("violation: ")]);
  for (const args of [[agreed], [run, agreed], [run, "--chance"], [run, "--set", "drop=5"]]) {
    const { code, stdout, stderr } = await paxy(folder, ["replay", "out/t", "1", ...args]);
    expect([code, stdout, stderr], args.join(" ")).toEqual([
      ...[2, ""],
      expect.stringContaining("only that version can repeat it"),
    ]);
  }
});
