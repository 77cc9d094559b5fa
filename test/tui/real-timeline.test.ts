import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { timelineLines } from "../../src/core/run/timeline.ts";
import type { TraceEvent } from "../../src/core/run/trace-event.ts";
import { createWorld, type World } from "../survival/world.ts";
import { openShipped } from "./shipped-program.ts";
import type { TestTerminal } from "./test-terminal.ts";

// High enough for a whole timeline, so that all of it can be read at once.
const SIZE = { columns: 120, rows: 400 };

/** With this seed some of the runs of the second trial decide two values (README, Virtual time). */
const BATCH = `export default {
  name: "traces", seed: 1, repeat: 120,
  trials: [
    { moduleName: "paxy_sim", numAcceptors: 3 },
    { moduleName: "paxy_sim", moduleVersion: "stale_promises", numAcceptors: 3, drop: 0, delay: 150 },
  ],
};`;

let world: World;
let terminal: TestTerminal;

beforeEach(async () => {
  world = createWorld();
  const file = join(world.folder, "traces.ts");
  writeFileSync(file, BATCH);
  terminal = openShipped(world, { ...SIZE, options: [file] });
  await terminal.waitFor(/traces +finished/, 60_000);
});
afterEach(() => world.end());

it("shows of a simulated run, on the real service, the events that paxy replay prints", async () => {
  terminal.press("g", "enter");
  await terminal.waitFor("Run 120:");
  terminal.press("j", "t");
  await terminal.waitFor("Messages of run 119 of trial 1, line 1 of");
  const events = await replayed(1, 119);
  expect(events.at(-1)?.kind).toBe("decided");
  expect(shownLines()).toEqual(linesOf(events));
  expect(terminal.text()).toContain("│ Agreed.");
  await leave();
});

it("shows of a violation, on the real service, the events that paxy replay prints", async () => {
  terminal.press("G", "enter");
  await terminal.waitFor(/Trial 2: last .* runs, \d+ violation/);
  terminal.press("n");
  await terminal.waitFor(/Run \d+:.*\n.*both .* were decided/);
  const run = Number(/Run (\d+):/.exec(terminal.text())?.[1]);
  terminal.press("t");
  await terminal.waitFor(`Messages of run ${run} of trial 2, line 1 of`);
  const events = await replayed(2, run);
  const decided = events.filter(({ kind }) => kind === "decided");
  const values = decided.map(({ message }) => JSON.stringify((message as readonly unknown[])[0]));
  expect(new Set(values).size).toBeGreaterThan(1);
  expect(shownLines()).toEqual(linesOf(events));
  expect(terminal.text()).toContain("│ Violation: both ");
  await leave();
});

async function replayed(trial: number, run: number): Promise<readonly TraceEvent[]> {
  const directory = join(world.out, "traces", "latest");
  const command = ["replay", directory, String(trial), String(run), "--json"];
  const { stdout, stderr } = await world.paxy(command).ended;
  expect(stderr).toBe("");
  return stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as TraceEvent)
    .filter(({ kind }) => kind !== undefined);
}

const linesOf = (events: readonly TraceEvent[]): string[] =>
  timelineLines(events, { width: SIZE.columns - 4, unit: "ms", ascii: false }).map(({ text }) =>
    text.trimEnd(),
  );

/** The rows within the frame, the names of the columns first, up to what came of the run. */
function shownLines(): string[] {
  const inside = terminal.rows().flatMap((row) => /^│ (.*) │$/.exec(row)?.[1]?.trimEnd() ?? []);
  const end = inside.findIndex((text) => /^(Agreed|Violation)/.test(text));
  return inside.slice(0, end).filter((text) => text !== "");
}

/** A batch that has finished needs no question. */
async function leave(): Promise<void> {
  terminal.press("escape");
  await terminal.waitFor(/Trial \d: last /);
  terminal.press("escape");
  await terminal.waitFor("? help");
  terminal.press("q");
  await terminal.exited;
}
