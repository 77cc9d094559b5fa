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

/** Screens for a reviewer to read: test/tui/frames/. They change only where the screen does. */
const FRAMES: readonly Frame[] = [
  { name: "quick-start", options: { ended: 8 }, shows: "8/15" },
  {
    name: "sweep",
    options: { batch: SWEEP, repeat: 12, ended: 130 },
    keys: ["s"],
    shows: "against delay",
  },
  {
    name: "charts-zoomed",
    options: { repeat: 60, ended: 100 },
    keys: ["shift-tab", "z"],
    shows: /^(.*\n){2}━ Elapsed/,
  },
  {
    name: "form",
    options: { ended: 8 },
    keys: ["g", "a", ...("\t\t\t\t\t\t\x15" + "10..100:10")],
    shows: "10 trials, 50 runs",
  },
  { name: "detail", options: { ended: 8 }, keys: ["g", "enter"], shows: "Run 5:" },
  { name: "help", options: { ended: 8 }, keys: ["?"], shows: "─ Keys ─" },
  { name: "quit", options: { ended: 8, canLeave: true }, keys: ["q"], shows: "Quit?" },
];

const SIZES = [
  { columns: 80, rows: 24 },
  { columns: 200, rows: 60 },
];

it.each(FRAMES.flatMap((frame) => SIZES.map((size) => ({ ...frame, ...size }))))(
  "looks as it did: $name at $columns x $rows",
  async ({ name, options, keys = [], shows, columns, rows }) => {
    terminal = await openTerminal({ ...options, columns, rows });
    await terminal.waitFor("? help");
    // The first lines of output come a frame later.
    if (options.ended) await terminal.waitFor(/^\d+\.\d+ +pro /m);
    terminal.press(...keys);
    await terminal.waitFor(shows);
    await terminal.settled(600);
    const text = `${terminal
      .rows()
      .map((row) => row.trimEnd())
      .join("\n")}\n`;
    await expect(text).toMatchFileSnapshot(`frames/${name}-${columns}x${rows}.txt`);
  },
);
