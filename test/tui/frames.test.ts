import { afterEach, expect, it } from "vitest";
import { openTerminal, type TerminalOptions, type TestTerminal } from "./test-terminal.ts";

let terminal: TestTerminal | undefined;
afterEach(() => terminal?.close());

interface Frame {
  readonly name: string;
  readonly options: TerminalOptions;
  readonly keys?: readonly string[];
  readonly shows: string | RegExp;
}

const SWEEP = {
  trials: [1, 2].flatMap((moduleVersion) =>
    [10, 60, 110, 160, 210, 260, 310].map((delay) => ({ delay, moduleVersion, drop: 8 })),
  ),
  seed: 5,
};

const SMALL = { columns: 80, rows: 24 };
const LARGE = { columns: 200, rows: 60 };

/** Screens for a reviewer to read: test/tui/frames/. They change only where the screen does. */
const FRAMES: readonly Frame[] = [
  { name: "quick-start", options: { ...SMALL, ended: 8 }, shows: "8/15" },
  {
    name: "sweep",
    options: { ...LARGE, batch: SWEEP, repeat: 12, ended: 130 },
    keys: ["s"],
    // The first of the charts, and not the one that stands below another.
    shows: /─ Median elapsed time by delay .*─ Elapsed /s,
  },
  {
    name: "comparison",
    options: { columns: 120, rows: 40, batch: SWEEP, repeat: 12, ended: 130 },
    keys: ["g", "m", "j", "j", "m"],
    shows: "slower than trial 1",
  },
  {
    name: "form",
    options: { ...SMALL, ended: 8 },
    keys: ["g", "a", ...("\t\t\t\t\t\t\x15" + "10..100:10")],
    shows: "10 trials, 50 runs",
  },
  { name: "detail", options: { ...SMALL, ended: 8 }, keys: ["g", "enter"], shows: "Run 5:" },
  { name: "help", options: { ...SMALL, ended: 8 }, keys: ["?"], shows: "─ Keys ─" },
];

it.each(FRAMES)("looks as it did: $name", async ({ name, options, keys = [], shows }) => {
  terminal = await openTerminal(options);
  await terminal.waitFor("? help");
  // The first lines of output come a frame later.
  await terminal.waitFor(/^\d+\.\d+ +/m);
  terminal.press(...keys);
  await terminal.waitFor(shows);
  await terminal.settled(600);
  const text = `${terminal
    .rows()
    .map((row) => row.trimEnd())
    .join("\n")}\n`;
  await expect(text).toMatchFileSnapshot(`frames/${name}.txt`);
});
