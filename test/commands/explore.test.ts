import { expect, test } from "vitest";
import { temporaryFolder } from "../temporary-folder.ts";
import { paxy } from "./paxy.ts";

const explore = (...args: string[]) => paxy(temporaryFolder(), ["explore", ...args]);

test("without a terminal, prints the state after a schedule and what can happen next", async () => {
  const { code, stdout } = await explore("--schedule", "fry homer:1 homer:2");
  expect(code).toBe(0);
  expect(stdout).toMatch(/^ {2}homer +promised 0\.fry, voted none$/m);
  expect(stdout).toMatch(/^ {2}fry +prepare, ballot 0\.fry, .*granted 1 of 2/m);
  expect(stdout).toMatch(/^ {2}marge:1 +marge gets from fry: prepare 0\.fry/m);
  expect(stdout).toMatch(/^ {2}homer! +homer crashes/m);
  expect(stdout).toMatch(/^agreement: holds$/m);
});

test("prints the same as JSON, of the system that the options describe", async () => {
  const { stdout } = await explore("--proposers", "1", "--acceptors", "5", "--json");
  const { actors, choices, words } = JSON.parse(stdout);
  expect(actors).toHaveLength(6);
  expect(words).toEqual([]);
  expect(choices[0]).toMatchObject({ word: "fry", kind: "start" });
});

test("opens the schedule of a violation, and says which properties are lost", async () => {
  const system = ["--set", "moduleVersion=stale_promises", "--acceptors", "1"];
  const found = await paxy(temporaryFolder(), ["check", ...system, "--json"]);
  const { schedule } = JSON.parse(found.stdout.trim().split("\n").at(-1) ?? "");
  const { code, stdout } = await explore(...system, "--schedule", schedule.join(" "));
  expect(code).toBe(1);
  expect(stdout).toMatch(/^agreement: BROKEN, both .* were decided$/m);
});

test("names the step that is not possible", async () => {
  const { code, stderr } = await explore("--schedule", "fry homer:9");
  expect(code).toBe(2);
  expect(stderr).toContain("step 2 of the schedule, homer:9, is not possible there");
});
