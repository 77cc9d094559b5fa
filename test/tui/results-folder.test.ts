import { cpSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { createWorld, type World } from "../survival/world.ts";
import { openShipped } from "./shipped-program.ts";

/** A folder of results of a user's own code, which lies beside it. */
async function ownResults(): Promise<World> {
  const world = createWorld();
  onTestFinished(() => world.end());
  cpSync(resolve("test/lab/folders/classic"), join(world.folder, "mine"), { recursive: true });
  const batch = ["--module", "paxy_sim", "--repeat", "1", "--seed", "1", "--name", "own"];
  const { status, stderr } = await world.paxy(["run", "--code", "mine", ...batch]).ended;
  expect(status, stderr).toBe(0);
  return world;
}

it("takes a trial of the user's own code on the screen of a folder of results", async () => {
  const world = await ownResults();
  const options = ["out/own", "--code", "mine"];
  const screen = openShipped(world, { columns: 100, rows: 30, options });
  await screen.waitFor(/own +finished/, 120_000);
  screen.press("a");
  await screen.waitFor("moduleVersion");
  screen.press("enter");
  // The new trial is a copy of the selected one, so its version is `mine`.
  await screen.waitFor(/2\/2 runs|must be/);
  expect(screen.text()).toContain("2/2 runs");
}, 240_000);

it("refuses an option that describes a batch, by name, instead of ignoring it", async () => {
  const world = await ownResults();
  for (const [flag, value] of [
    ["--repeat", "50"],
    ["--time-limit", "5"],
    ["--set", "drop=1"],
  ] as const) {
    const { status, stderr } = await world.paxy(["out/own", "--code", "mine", flag, value]).ended;
    expect(status).toBe(2);
    expect(stderr).toContain(`${flag} can't be used with a folder of results`);
    expect(stderr).toContain("resume out/own FILE");
  }
}, 240_000);
