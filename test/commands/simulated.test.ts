import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, expect, test } from "vitest";
import { removeFolder } from "../remove-folder.ts";

const folder = mkdtempSync(join(tmpdir(), "paxy-simulated-"));
afterAll(() => removeFolder(folder));

/** runs.csv of a simulated batch of several trials. */
async function simulated(name: string, seed: number, jobs: number): Promise<string> {
  const batch = ["--set", "drop=0,10,30", "--set", "moduleVersion=1,2", "--repeat", "150"];
  const options = ["--module", "paxy_sim", "--seed", `${seed}`, "--jobs", `${jobs}`];
  const place = ["--name", name, "--out", folder];
  const program = join(".build", "cli.js");
  await promisify(execFile)(process.execPath, [program, "run", ...batch, ...options, ...place]);
  return readFileSync(join(folder, name, "latest", "runs.csv"), "utf8");
}

test("the same seed gives the same runs.csv to the byte, whatever the jobs", async () => {
  const one = await simulated("one", 11, 1);
  expect(one.trim().split("\n")).toHaveLength(1 + 6 * 150);
  expect(await simulated("many", 11, 16)).toBe(one);
  expect(await simulated("other", 12, 1)).not.toBe(one);
});
