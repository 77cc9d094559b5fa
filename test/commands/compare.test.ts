import { expect, test } from "vitest";
import { paxy, temporaryFolder } from "./paxy.ts";

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

  const limits = await paxy(folder, ["compare", "out/both", "out/short"]);
  expect(limits.code).toBe(2);
  expect(limits.stderr).toContain("the time limits differ: 30 s in out/both, 1 s in out/short.");
}, 120_000);
