import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createWorld, type World } from "../survival/world.ts";
import { openShipped } from "./shipped-program.ts";
import type { TestTerminal } from "./test-terminal.ts";

/** With this seed some of its runs decide two values. */
const BATCH = {
  ...{ name: "t", repeat: 100, seed: 1, timeLimit: 10 },
  trials: [
    {
      ...{ moduleName: "paxy_sim", moduleVersion: "stale_promises" },
      ...{ numAcceptors: 3, drop: 0, delay: 150 },
    },
  ],
};

const WAIT_MS = 120_000;

let world: World;
beforeAll(async () => {
  world = createWorld();
  writeFileSync(join(world.folder, "t.json"), JSON.stringify(BATCH));
  const { status, stderr } = await world.paxy(["run", "t.json"]).ended;
  expect(status, stderr).toBe(1);
});
afterAll(() => world.end());

/** The messages of a violation, on the screen. */
async function openMessages(): Promise<{ screen: TestTerminal; run: string }> {
  const screen = openShipped(world, { columns: 80, rows: 24, options: ["out/t"] });
  await screen.waitFor(/\? help|esc close/, WAIT_MS);
  screen.press("!", "enter");
  await screen.waitFor("Violation: both ", WAIT_MS);
  return { screen, run: /Messages of run (\d+)/.exec(screen.text())?.[1] ?? "" };
}

it("opens the explorer at an event, or at the end of a run, and shows the batch again after it", async () => {
  const { screen } = await openMessages();
  screen.press("2");
  await screen.waitFor(/DECIDED/);
  screen.press("e");
  await screen.waitFor("BROKEN agreement", WAIT_MS);
  screen.press("left");
  await screen.waitFor(/^Holds: agreement, validity/m);
  screen.resize(100, 30);
  await screen.waitFor("q quit");
  expect(screen.text()).not.toContain("Messages of run");
  screen.press("left");
  await screen.waitFor("2 ahead");
  screen.press("q");
  await screen.waitFor(/Messages of run \d+ of trial 1, line \d+ of/);
  screen.press("escape");
  await screen.waitFor(/Trial 1: last/);
  screen.press("e");
  await screen.waitFor("BROKEN agreement", WAIT_MS);
  screen.press("q");
  await screen.waitFor(/Trial 1: last/);
  screen.press("escape", "q");
  expect(await screen.exited).toBe(1);
  expect(screen.raw()).toContain("Reopen: ");
});

it("says after which step of a run a violation became more likely, as replay does", async () => {
  const { screen, run } = await openMessages();
  screen.press("%");
  await screen.waitFor(/% of 200 futures from there that violate \(start \d+\)\s*│$/m, WAIT_MS);
  screen.press("%");
  await screen.settled(150);
  const asked = ["replay", "out/t", "1", run, "--chance", "--json"];
  const { stdout } = await world.paxy(asked).ended;
  const shares: number[] = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line))
    .filter(({ kind }) => kind === "chance")
    .map(({ share }) => share);
  const jumps = shares.slice(1).map((share, at) => Math.abs(share - (shares[at] ?? 0)));
  const largest = shares[1 + jumps.indexOf(Math.max(...jumps))] ?? 0;
  expect(lineUnderCursor(screen)).toMatch(new RegExp(`^│ +${Math.round(100 * largest)} +\\d* `));
  screen.press("escape");
  await screen.waitFor(/Trial 1: last/);
  screen.press("escape", "q");
  await screen.exited;
});

it("says how many runs of a trial reached events of interest, as count does", async () => {
  const screen = openShipped(world, { columns: 80, rows: 24, options: ["out/t"] });
  await screen.waitFor(/\? help|esc close/, WAIT_MS);
  screen.press("!");
  await screen.waitFor(/Trial 1: last/);
  screen.press("w");
  await screen.waitFor(/proposer-back \d/, WAIT_MS);
  const { stdout } = await world.paxy(["count", "out/t", "--json"]).ended;
  const { runs, counts } = JSON.parse(stdout);
  expect(runs).toBe(100);
  const said = screen.text().replaceAll(/[│\s]+/g, " ");
  expect(said).toContain(`of 100 runs reached second-round ${counts["second-round"]} `);
  for (const [name, count] of Object.entries(counts)) expect(said).toContain(`${name} ${count} `);
  screen.press("w");
  await screen.waitFor((text) => !text.includes("proposer-back"));
  screen.press("escape", "q");
  await screen.exited;
});

/** The row whose background is the cursor's. */
function lineUnderCursor({ emulator, rows }: TestTerminal): string {
  const isCursor = (_: string, row: number): boolean =>
    emulator.buffer.active.getLine(row)?.getCell(30)?.isBgDefault() === false;
  return rows().find(isCursor) ?? "";
}
