import { afterEach, expect, it, vi } from "vitest";
import { KEYS } from "../../src/tui/keys.ts";
import { openTerminal, type TerminalOptions, type TestTerminal } from "./test-terminal.ts";

let terminal: TestTerminal | undefined;
afterEach(() => terminal?.close());

/** What a key of the table does, seen on the screen or in what the service was asked. */
interface Case {
  readonly given?: TerminalOptions;
  /** Pressed before, to come to where the key means something. */
  readonly before?: readonly string[];
  readonly shows?: string | RegExp;
  readonly asks?: object;
  /** The whole screen is painted again. */
  readonly repaints?: boolean;
  readonly expects?: (terminal: TestTerminal) => Promise<void>;
}

const SWEEP: TerminalOptions = {
  batch: { trials: [10, 20, 30].flatMap((delay) => [0, 5].map((drop) => ({ delay, drop }))) },
  ended: 20,
};

const MANY_COLUMNS: TerminalOptions = {
  columns: 70,
  batch: {
    trials: [1, 2].map((each) => ({
      ...{ sleep: [each * 1000], delay: each, drop: each, propTimeout: each * 100 },
      ...{ numProposers: each, numAcceptors: each, propBackoff: each },
    })),
  },
};

const UNDECIDED = {
  batch: { trials: [{ drop: 100 }, { drop: 0 }, { drop: 0 }], seed: 3 },
  ended: 5,
} satisfies TerminalOptions;

/** By the first name of each key in the table. */
const CASES: Readonly<Record<string, Case>> = {
  "?": { shows: "─ Keys ─" },
  q: { shows: "Quit?" },
  a: { shows: "Add trials" },
  e: { shows: "Edit trial 3", before: ["G"] },
  p: { asks: { type: "pause" }, shows: "paused" },
  space: { asks: { type: "pauseTrial", number: 1 } },
  r: { given: UNDECIDED, before: ["g"], asks: { type: "retry", number: 1 } },
  R: { given: UNDECIDED, before: ["g"], shows: "Retry all?" },
  x: { shows: "Cancel trial 1?" },
  enter: { shows: "No finished runs yet." },
  "/": { shows: /^ filter .* tab find +esc cancel/m },
  z: { shows: /^(?!.*Output)/s },
  h: { shows: "trials together" },
  s: { shows: "Nothing to plot for trial 1" },
  f: { before: ["tab"], shows: "line 16/16", given: { ended: 1 } },
  o: { before: ["G"], given: { ended: 1 }, shows: "No line passes the filter" },
  d: { before: ["G"], asks: { type: "delete", number: 3 }, shows: "Trial 3 deleted" },
  u: { before: ["G", "d"], asks: { type: "undo" } },
  J: { before: ["g"], asks: { type: "move", number: 1, by: 1 } },
  K: { before: ["G"], asks: { type: "move", number: 3, by: -1 } },
  "+": { asks: { type: "setJobs", jobs: 2 }, shows: "jobs 2" },
  "-": { given: { jobs: 2 }, asks: { type: "setJobs", jobs: 1 }, shows: "jobs 1" },
  i: { given: { ended: 1 }, shows: /^\d\d:\d\d:\d\d\.\d{3} 1\.1 /m },
  y: { shows: "Copied" },
  n: { before: ["/", "tab", ..."paxy", "enter", "g"], shows: "2/3" },
  N: { before: ["/", "tab", ..."paxy", "enter", "g"], shows: "3/3" },
  tab: { shows: "━ Output" },
  "shift-tab": { shows: "━ Elapsed" },
  down: { before: ["/", "tab", ..."paxy", "enter", "g"], shows: "2/3" },
  up: { before: ["G"], shows: "2/3" },
  right: { given: MANY_COLUMNS, shows: "‹ 1 more" },
  left: { given: MANY_COLUMNS, before: ["right", "right"], shows: "‹ 1 more" },
  pagedown: { before: ["g"], shows: "3/3" },
  pageup: { before: ["G"], shows: "1/3" },
  g: { before: ["G"], shows: "1/3" },
  G: { shows: "3/3" },
  "]": { given: { many: 40 }, before: ["[", "["], shows: /^(.*\n){12}─ Output/ },
  "[": { given: { many: 40 }, shows: /^(.*\n){12}─ Output/ },
  ">": { given: { columns: 160, rows: 40 }, shows: /^━.{99} {2}─ Nodes/m },
  "<": { given: { columns: 160, rows: 40 }, shows: /^━.{83} {2}─ Nodes/m },
  O: { shows: "─ Sort and columns ─" },
  c: { shows: "Copied" },
  "!": { shows: "No run violated." },
  M: { before: ["g"], shows: "until the median's interval is within 5 %" },
  S: { given: { ended: 3 }, shows: "can't be saved here" },
  B: { shows: "End of the batch: bell." },
  w: { shows: /Runs in progress.*trial {2}run +age.*1 {2}1 +\d+ (ms|s)/s },
  m: { before: ["g"], shows: "1 marked" },
  "*": { shows: "3 marked" },
  F: { before: ["G", "k"], shows: "following" },
  v: { shows: "─ Survival" },
  b: { before: ["b"], shows: "─ Rounds" },
  X: { given: SWEEP, before: ["s", "X"], shows: "time by drop" },
  L: { given: SWEEP, before: ["s", "L"], shows: /ms.* drop +• 0/ },
  T: { expects: ({ raw, waitFor }) => waitFor(() => raw().includes("38;2;20;95;170")) },
  escape: { before: ["z"], shows: "─ Output" },
  "ctrl-l": { shows: "paxy", repaints: true },
  "ctrl-z": {
    // Nobody could continue it here (see suspend.test.ts for a shell): it gives the terminal back and takes it again.
    expects: ({ raw, waitFor }) => waitFor(() => raw().split("\x1b[?1049h").length === 3),
  },
};

it("has a test for every key of the table", () => {
  expect(KEYS.map(({ keys }) => keys[0]).sort()).toEqual(Object.keys(CASES).sort());
});

it.each(Object.entries(CASES))(
  "does with %s what the table says",
  async (key, { given, before = [], shows, asks, expects, repaints }) => {
    terminal = await openTerminal({ ...given });
    await terminal.waitFor("? help");
    for (const each of before) {
      terminal.press(each);
      await terminal.settled(60);
    }
    const start = terminal.raw().length;
    terminal.press(key);
    if (shows !== undefined) await terminal.waitFor(shows);
    const { raw } = terminal;
    if (repaints) {
      const isPainted = (row: number): boolean => raw().slice(start).includes(`\x1b[${row};1H`);
      await terminal.waitFor(() => [1, 12, 24].every(isPainted));
    }
    await expects?.(terminal);
    if (asks === undefined) return;
    const { service } = terminal;
    await vi.waitFor(
      async () => expect(await service.call("commands")).toContainEqual(asks),
      60_000,
    );
  },
);
