import { afterEach, beforeEach, expect, it } from "vitest";
import { createWorld, type World } from "../survival/world.ts";
import { openShipped } from "./shipped-program.ts";
import type { TestTerminal } from "./test-terminal.ts";

// The whole program in a real pty, as over SSH, with the checker's own model behind it.
const SIZE = { columns: 80, rows: 24 };

let world: World;
beforeEach(() => {
  world = createWorld();
});
afterEach(() => world.end());

async function opened(...options: string[]): Promise<TestTerminal> {
  const terminal = openShipped(world, { ...SIZE, options: ["explore", ...options] });
  await terminal.waitFor(/Next: 1 of /, 60_000);
  return terminal;
}

const rowOf = (terminal: TestTerminal, text: string): string =>
  terminal.rows().find((row) => row.includes(text)) ?? "";

it("steps on by choice, back, forward, and to a branch that was left", async () => {
  const terminal = await opened();
  terminal.press("enter");
  await terminal.waitFor(/step 1,/);
  expect(rowOf(terminal, " fry  ")).toContain("prepare, ballot 0.fry");
  terminal.press("j", "enter");
  await terminal.waitFor(/step 2,/);
  terminal.press("left", "left");
  await terminal.waitFor(/step 0,[\s\S]*2 ahead/);
  terminal.press("right");
  await terminal.waitFor(/step 1,[\s\S]*1 ahead/);
  terminal.press("g", "x");
  await terminal.waitFor("only a message can be lost");
  terminal.press("enter");
  await terminal.waitFor(/step 2,[\s\S]*1 branch/);
  terminal.press("b");
  await terminal.waitFor(/ fry (homer|marge|bart):1/);
  terminal.press("q");
  expect(await terminal.exited).toBe(0);
  expect(terminal.raw()).toMatch(/Again: .*explore .*--schedule 'fry (homer|marge|bart):1'/);
});

it("goes on by the simulator's clock to a decision, and at random to the end", async () => {
  const terminal = await opened("--proposers", "1");
  terminal.press("S");
  await terminal.waitFor("DECIDED {255,0,0}");
  expect(terminal.text()).toContain("Holds: agreement, validity");
  terminal.press("0");
  await terminal.waitFor(/step 0,/);
  terminal.press("R");
  await terminal.waitFor(/DECIDED|Next: 1 of 3/);
  terminal.press("t");
  await terminal.waitFor(/step (│ fry|actor)/);
  terminal.press("q", "q");
  expect(await terminal.exited).toBe(0);
});

it("opens the words of a violation, and shows that it is none one step before", async () => {
  const words = await violation();
  const terminal = await opened(
    "--acceptors",
    "1",
    "--set",
    "moduleVersion=stale_promises",
    "--schedule",
    words,
  );
  expect(terminal.text()).toMatch(/BROKEN agreement: both .* were decided/);
  terminal.press("left");
  await terminal.waitFor((text) => !text.includes("BROKEN agreement"));
  terminal.press("q");
  await terminal.exited;
});

async function violation(): Promise<string> {
  const system = ["--acceptors", "1", "--set", "moduleVersion=stale_promises"];
  const terminal = openShipped(world, { columns: 200, rows: 40, options: ["check", ...system] });
  await terminal.waitFor(/--schedule '[^']+'/, 60_000);
  return /--schedule '([^']+)'/.exec(terminal.text().replace(/\s+/g, " "))?.[1] ?? "";
}
