import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import { createWorld, type World } from "../survival/world.ts";
import { openShipped } from "./shipped-program.ts";
import { openTerminal, type TestTerminal } from "./test-terminal.ts";

/** 200 trials from two swept parameters, and a broken version among them. */
const BATCH = {
  ...{ name: "walk", repeat: 20, seed: 7, timeLimit: 10 },
  trials: [
    {
      ...{ moduleName: "paxy_sim", numProposers: 3, numAcceptors: 3 },
      sweep: {
        delay: Array.from({ length: 20 }, (_, index) => 10 + 10 * index),
        drop: [0, 3, 6, 9, 12, 15, 18, 21, 24, 27],
      },
    },
    // With this seed some of their runs decide two values.
    ...Array.from({ length: 6 }, () => ({
      ...{ moduleName: "paxy_sim", numProposers: 3, numAcceptors: 3, drop: 0, delay: 150 },
      ...{ moduleVersion: "stale_promises" },
    })),
  ],
};

/** Keys that each task may take at most. */
const KEYS_MAX = { slowest: 4, violation: 4, sweep: 12 };

let world: World;

beforeAll(async () => {
  world = createWorld();
  writeFileSync(join(world.folder, "walk.json"), JSON.stringify(BATCH));
  const { status, stderr } = await world.paxy(["run", "walk.json"]).ended;
  expect(status, stderr).toBe(1);
}, 240_000);
afterAll(() => world.end());

/** The screen on the results, as somebody opens them who comes back. */
async function open(columns: number, rows: number): Promise<TestTerminal> {
  const screen = openShipped(world, { columns, rows, options: ["out/walk"] });
  await screen.waitFor(/\? help|esc close/, 120_000);
  return screen;
}

async function pressed(screen: TestTerminal, keys: readonly string[]): Promise<void> {
  for (const key of keys) {
    screen.press(key);
    await screen.settled(150);
  }
}

it.each([
  [80, 24],
  [100, 30],
  [200, 60],
])(
  "at %ix%i says which trial is slowest, and by how much, within four keys",
  async (columns, rows) => {
    const screen = await open(columns, rows);
    const keys = ["O", "enter", "m", "G"];
    expect(keys.length).toBeLessThanOrEqual(KEYS_MAX.slowest);
    await pressed(screen, keys);
    await screen.waitFor(/Trial \d+ is \d+ ms faster than trial \d+ \(95 %: /);
    const [, fast, slow] =
      /Trial (\d+) is \d+ ms faster than trial (\d+)/.exec(screen.text()) ?? [];
    const medians = mediansOf(world);
    const known = [...medians].sort(([, one], [, other]) => one - other);
    expect(medians.get(Number(fast))).toBe(known[0]?.[1]);
    expect(medians.get(Number(slow))).toBe(known.at(-1)?.[1]);
    // The picture of it.
    screen.press("S");
    await screen.waitFor("Saved out/walk/");
    const charts = join(world.folder, "out", "walk", "latest", "charts");
    expect(existsSync(join(charts, `elapsed-${slow}-${fast}.svg`))).toBe(true);
    screen.press("q");
    await screen.waitFor("Reopen: ");
  },
  240_000,
);

it("explains the violation within four keys, and saves the map of the sweep", async () => {
  const screen = await open(80, 24);
  const keys = ["!", "enter"];
  expect(keys.length).toBeLessThanOrEqual(KEYS_MAX.violation);
  await pressed(screen, keys);
  await screen.waitFor("Violation: both ");
  await screen.waitFor("decided");
  screen.press("escape");
  await screen.waitFor(/Trial 20\d: last/);
  screen.press("escape", "v", "v", "v");
  await screen.waitFor("Median elapsed time by delay and drop");
  // The broken trial stands alone: the map is that of all others, no figure of it cut.
  expect(screen.text()).toMatch(/^ 0 ( +\d+){5,}$/m);
  screen.press("S");
  await screen.waitFor("Saved out/walk/");
  screen.press("q");
  await screen.waitFor("Reopen: ");
}, 240_000);

it("adds a sweep of two fields with at most twelve keys beyond its values", async () => {
  const terminal = await openTerminal({ columns: 80, rows: 24, batch: { trials: [{}] } });
  onTestFinished(() => terminal.close());
  await terminal.waitFor("? help");
  const [first, second] = ["0,10,20", "10..100:10"];
  const before = ["a", "down", "down", "down", "down", "down", "ctrl-u"];
  const between = ["tab", "ctrl-u"];
  expect([...before, ...between, "enter"].length).toBeLessThanOrEqual(KEYS_MAX.sweep);
  terminal.press(...before, ...first, ...between, ...second, "enter");
  await terminal.waitFor("30 trials added");
});

/** Of the trials with a median, the median of elapsed in summary.csv. */
function mediansOf({ out }: World): ReadonlyMap<number, number> {
  const [header = "", ...rows] = readFileSync(join(out, "walk", "latest", "summary.csv"), "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => line.split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/));
  const at = (name: string): number => (header as string[]).indexOf(name);
  return new Map(
    rows.map((row) => [Number(row[at("trial")]), Number(row[at("elapsed_median_ms")])]),
  );
}
