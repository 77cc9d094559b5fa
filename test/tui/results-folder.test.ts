import { cpSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
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

const bytesIn = (folder: string): readonly string[] =>
  readdirSync(folder).map((name) => `${name}: ${readFileSync(join(folder, name), "latin1")}`);

it("shows results that other code made, changes nothing in them, and says how to run them again", async () => {
  const world = await ownResults();
  const manifest = join(world.folder, "out/own/latest/manifest.json");
  const text = readFileSync(manifest, "utf8");
  writeFileSync(manifest, text.replace(/"erlangCode": "\w+"/, '"erlangCode": "0"'));
  const folder = join(world.folder, "out/own", readdirSync(join(world.folder, "out/own"))[0] ?? "");
  const before = bytesIn(folder);
  const options = ["out/own", "--code", "mine"];
  const screen = openShipped(world, { columns: 200, rows: 40, options });
  await screen.waitFor(/own +finished +read-only/, 120_000);
  expect(screen.text()).toMatch(/1\/1 +1 +- /);
  screen.press("a");
  await screen.waitFor(
    /has changed, so results are only shown\. Run again: .* resume out\/own --code mine/,
  );
  screen.press("enter");
  await screen.waitFor(/Run 1: \d of 3 proposers decided/);
  screen.press("enter");
  await screen.waitFor(/Simulate this run with the code of today: .* replay out\/own\/\S+ 1 1/);
  screen.press("escape", "escape", "q");
  await screen.waitFor(/Results: out\/own/);
  expect(await screen.exited).toBe(0);
  expect(bytesIn(folder)).toEqual(before);
}, 240_000);

it("shows results of the user's own code without it, and names what is not given", async () => {
  const world = await ownResults();
  const screen = openShipped(world, { columns: 120, rows: 30, options: ["out/own"] });
  await screen.waitFor(/own +finished +read-only/, 120_000);
  screen.press("a");
  await screen.waitFor("The code of mine is not given (--code), so results are only shown.");
  screen.press("q");
  expect(await screen.exited).toBe(0);
}, 240_000);

it("shows results of an earlier version on the screen", async () => {
  const world = createWorld();
  onTestFinished(() => world.end());
  cpSync(resolve("test/results/kept/paxy-0.1.0"), join(world.folder, "old"), { recursive: true });
  const screen = openShipped(world, { columns: 120, rows: 30, options: ["old"] });
  await screen.waitFor(/read-only/, 120_000);
  screen.press("p");
  await screen.waitFor("of an earlier version of paxy, so results are only shown");
  screen.press("q");
  expect(await screen.exited).toBe(0);
}, 240_000);
