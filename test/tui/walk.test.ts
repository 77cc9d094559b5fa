import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
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
  "at %ix%i says which trial is slowest, and by how much, with four keys",
  async (columns, rows) => {
    const screen = await open(columns, rows);
    await pressed(screen, ["O", "enter", "m", "G"]);
    await screen.waitFor(/Trial \d+ is \d+ ms faster than trial \d+ \(95 %: /);
    const [, fast, slow] =
      /Trial (\d+) is \d+ ms faster than trial (\d+)/.exec(screen.text()) ?? [];
    const medians = mediansOf(world);
    const known = [...medians].sort(([, one], [, other]) => one - other);
    expect(medians.get(Number(fast))).toBe(known[0]?.[1]);
    expect(medians.get(Number(slow))).toBe(known.at(-1)?.[1]);
    const picture = join(charts(), `elapsed-${slow}-${fast}.svg`);
    rmSync(picture, { force: true });
    screen.press("S");
    await screen.waitFor("Saved out/walk/");
    expect(existsSync(picture)).toBe(true);
    const caption = readFileSync(picture.replace(/svg$/, "txt"), "utf8");
    expect(caption).toMatch(/n 40 runs, .*seed 7, .*Made by paxy \d+\.\d+\.\d+, Erlang\/OTP \d+/);
    screen.press("q");
    await screen.waitFor("Reopen: ");
  },
  240_000,
);

it("explains the violation with two keys, and saves the map of the sweep", async () => {
  const screen = await open(80, 24);
  await pressed(screen, ["!", "enter"]);
  await screen.waitFor("Violation: both ");
  const said = screen.text().replaceAll(/[│\s]+/g, " ");
  expect(said).toMatch(
    /voted in both quorums\. .*it must have counted the promises? of round \d+ of /,
  );
  screen.press("escape");
  await screen.waitFor(/Trial 20\d: last/);
  screen.press("escape", "v", "v", "v");
  await screen.waitFor("Median elapsed time by delay and drop");
  // The broken trial stands alone: the map is that of all others, no figure of it cut.
  expect(screen.text()).toMatch(/^ 0 ( +\d+){5,}$/m);
  screen.press("S");
  await screen.waitFor("Saved out/walk/");
  expect(readFileSync(join(charts(), "median-by-delay-and-drop.svg"), "utf8")).toMatch(/^<svg /);
  screen.press("q");
  await screen.waitFor("Reopen: ");
}, 240_000);

it("adds a sweep of two fields with ten keys beyond its values", async () => {
  const terminal = await openTerminal({ columns: 80, rows: 24, batch: { trials: [{}] } });
  onTestFinished(() => terminal.close());
  await terminal.waitFor("? help");
  const [first, second] = ["0,10,20", "10..100:10"];
  terminal.press("a", "down", "down", "down", "down", "down", "ctrl-u", ...first);
  terminal.press("tab", "ctrl-u", ...second, "enter");
  await terminal.waitFor("30 trials added");
  const { queue } = await terminal.service.snapshot();
  const pairs = queue.trials.slice(1).map(({ trial }) => `${trial.drop} ${trial.delay}`);
  const delays = Array.from({ length: 10 }, (_, index) => 10 + 10 * index);
  expect(pairs.toSorted()).toEqual(
    [0, 10, 20].flatMap((drop) => delays.map((delay) => `${drop} ${delay}`)).toSorted(),
  );
});

const charts = (): string => join(world.out, "walk", "latest", "charts");

/** Of the trials with a median, the median of elapsed in summary.csv. */
function mediansOf({ out }: World): ReadonlyMap<number, number> {
  const [header = "", ...rows] = readFileSync(join(out, "walk", "latest", "summary.csv"), "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => line.split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/));
  const at = (name: string): number => (header as string[]).indexOf(name);
  const known = rows.filter((row) => row[at("elapsed_median_ms")] !== "");
  expect(known.length).toBeGreaterThan(100);
  return new Map(
    known.map((row) => [Number(row[at("trial")]), Number(row[at("elapsed_median_ms")])]),
  );
}
