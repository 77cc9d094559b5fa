import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { orphansIn } from "../../src/results/orphans.ts";
import { temporaryFolder } from "../temporary-folder.ts";

const HEADER = "trial,run,attempt,proposer,value,round,elapsed_ms\n";
const line = (run: number): string => `1,${run},1,fry,"{1,2,3}",0,${run}\n`;
const all = [1, 2, 3, 4, 5];

async function without(runs: readonly number[], text: string): Promise<[number, string]> {
  const path = join(temporaryFolder(), "decisions.csv");
  writeFileSync(path, text);
  const orphans = await orphansIn(path, 1 << 20);
  for (const run of all.filter((each) => !runs.includes(each))) {
    orphans.known({ trial: 1, run, attempt: 1 });
  }
  return [await orphans.remove(), readFileSync(path, "utf8")];
}

const whole = HEADER + all.map(line).join("");

test("where every decision has its row nothing is changed", async () => {
  expect(await without([], whole)).toEqual([0, whole]);
});

test("decisions of a run that was cut short are taken out of the end, and a torn line with them", async () => {
  const [removed, text] = await without([5], `${whole}1,6,1,fr`);
  expect(text).toBe(HEADER + [1, 2, 3, 4].map(line).join(""));
  expect(removed).toBe(line(5).length + 8);
});

test("decisions of a damaged row are taken out, and those of the runs after it stay", async () => {
  const [removed, text] = await without([2, 4], whole);
  expect(text).toBe(HEADER + [1, 3, 5].map(line).join(""));
  expect(removed).toBe(2 * line(2).length);
});
