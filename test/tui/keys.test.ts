import { afterEach, expect, it } from "vitest";
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
  enter: { shows: "No run has ended yet." },
  "/": { shows: /^ filter .* tab find +esc back/m },
  z: { shows: /^(?!.*Output)/s },
  h: { shows: "all trials" },
  s: { shows: "No sweep of trial 1" },
  f: { before: ["tab"], shows: "line 16 of 16", given: { ended: 1 } },
  o: { before: ["G"], given: { ended: 1 }, shows: "No line passes the filter" },
  d: { before: ["G"], asks: { type: "delete", number: 3 }, shows: "Trial 3 deleted" },
  u: { before: ["G", "d"], asks: { type: "undo" } },
  J: { before: ["g"], asks: { type: "move", number: 1, by: 1 } },
  K: { before: ["G"], asks: { type: "move", number: 3, by: -1 } },
  "+": { asks: { type: "setJobs", jobs: 2 }, shows: "jobs 2" },
  "-": { given: { jobs: 2 }, asks: { type: "setJobs", jobs: 1 }, shows: "jobs 1" },
  y: { shows: "Copied" },
  n: { before: ["g"], shows: "2 of 3" },
  N: { before: ["g"], shows: "3 of 3" },
  tab: { shows: "━ Output" },
  "shift-tab": { shows: "━ Elapsed" },
  down: { before: ["g"], shows: "2 of 3" },
  up: { before: ["G"], shows: "2 of 3" },
  right: { shows: "< 1 column" },
  left: { before: ["right", "right"], shows: "< 1 column" },
  pagedown: { before: ["g"], shows: "3 of 3" },
  pageup: { before: ["G"], shows: "1 of 3" },
  g: { before: ["G"], shows: "1 of 3" },
  G: { shows: "3 of 3" },
  "]": { shows: /^(.*\n){9}─ Output/ },
  "[": { shows: /^(.*\n){7}─ Output/ },
  ">": { given: { columns: 160, rows: 40 }, shows: /^━.{99} {2}─ Nodes/m },
  "<": { given: { columns: 160, rows: 40 }, shows: /^━.{83} {2}─ Nodes/m },
  t: { expects: async ({ raw }) => expect(raw()).toContain("38;2;20;95;170") },
  escape: { before: ["z"], shows: "─ Output" },
  "ctrl-l": { shows: "paxy", repaints: true },
  "ctrl-z": {
    // Nobody could continue it here (see suspend.test.ts for a shell): it gives the terminal back and takes it again.
    expects: async ({ raw }) => expect(raw().split("\x1b[?1049h").length).toBe(3),
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
    await terminal.settled(200);
    await expects?.(terminal);
    if (asks === undefined) return;
    expect(await terminal.service.call("commands")).toContainEqual(asks);
  },
);

it("says why a key can do nothing now", async () => {
  terminal = await openTerminal();
  await terminal.waitFor("? help");
  terminal.press("u");
  await terminal.waitFor("Nothing was deleted.");
});

it("names in the footer what the key would do now", async () => {
  terminal = await openTerminal();
  await terminal.waitFor("p pause");
  terminal.press("p");
  await terminal.waitFor("The batch is paused");
  await terminal.waitFor("p resume");
});

it("selects the trial that takes the place of one that is deleted, and one that comes back", async () => {
  terminal = await openTerminal({ many: 9 });
  await terminal.waitFor("? help");
  terminal.press("g", ..."jjjj".split(""), "d");
  await terminal.waitFor("Trials  5 of 8");
  await terminal.waitFor(/^· +6 /m);
  terminal.press("d");
  await terminal.waitFor("Trials  5 of 7");
  terminal.press("u");
  await terminal.waitFor("Trials  5 of 8");
  terminal.press("u");
  await terminal.waitFor("Trials  5 of 9");
});

it("dims in the help what can't be done now, with the reason", async () => {
  terminal = await openTerminal({ columns: 100, rows: 60 });
  await terminal.waitFor("? help");
  terminal.press("?");
  await terminal.waitFor(/u +undo the last deletion: nothing was deleted/);
});

it("asks before it cancels, and each choice does what it says", async () => {
  terminal = await openTerminal({ jobs: 3 });
  await terminal.waitFor("? help");
  terminal.press("x");
  await terminal.waitFor("run 2 alone");
  terminal.press("2");
  await terminal.waitFor("Run 2 of trial 1 is cancelled");
  expect(await terminal.service.call("commands")).toEqual([{ type: "cancel", number: 1, run: 2 }]);
});

it("says where a search finds no more", async () => {
  terminal = await openTerminal();
  await terminal.waitFor("? help");
  for (const text of ["apple", "pear", "plum"]) await terminal.service.call("print", { text });
  await terminal.waitFor("plum");
  terminal.press("tab", "/", "tab", ..."pear", "enter");
  await terminal.waitFor("line 2 of 3");
  terminal.press("n");
  await terminal.waitFor("No later line matches.");
  terminal.press("N");
  await terminal.waitFor("No earlier line matches.");
});

it("asks about what it would retry, which is nothing of a cancelled trial", async () => {
  terminal = await openTerminal({
    batch: { trials: [{ drop: 100 }, { drop: 100 }], seed: 3 },
    ended: 8,
  });
  await terminal.waitFor("? help");
  terminal.press("G", "x");
  await terminal.waitFor("Cancel trial 2?");
  terminal.press("enter");
  await terminal.waitFor("Trial 2 is cancelled");
  terminal.press("R");
  await terminal.waitFor("Retry all?");
  const [one, two] = (await terminal.service.snapshot()).queue.trials;
  expect(two?.undecidedToRetry).toBeGreaterThan(0);
  expect(terminal.text()).toContain(`undecided ones: ${one?.undecidedToRetry}.`);
  expect(terminal.text()).not.toContain("Failed runs");
});

it("may change nothing where it is read-only, and says so", async () => {
  terminal = await openTerminal({ readOnly: "this screen is read-only" });
  await terminal.waitFor("? help");
  for (const key of ["p", "a", "d", "+"]) {
    terminal.press(key);
    await terminal.waitFor("This screen is read-only.");
  }
  expect(await terminal.service.call("commands")).toEqual([]);
});

it("leaves a batch running where the service can go on alone", async () => {
  terminal = await openTerminal({ canLeave: true });
  await terminal.waitFor("? help");
  terminal.press("q");
  await terminal.waitFor("leave it running");
  terminal.press("l");
  await terminal.waitFor("ended: leave");
  expect(await terminal.exited).toBe(0);
});

it("quits a finished batch without a question", async () => {
  terminal = await openTerminal({ ended: 15 });
  await terminal.waitFor("finished");
  terminal.press("q");
  await terminal.waitFor("ended: stop");
});

it("scrolls the help to its end and no further, and back", async () => {
  terminal = await openTerminal();
  await terminal.waitFor("? help");
  terminal.press("?");
  await terminal.waitFor(/│ Look +│/);
  terminal.press("G");
  await terminal.waitFor("In the messages of a run");
  const end = terminal.rows();
  expect(end.at(-3)).toMatch(/│ +N +previous that was found +│/);
  terminal.press("j", "j", "pagedown");
  await terminal.settled();
  expect(terminal.rows()).toEqual(end);
  terminal.press("k");
  await terminal.waitFor((text) => !/N +previous that was found/.test(text.slice(-800)));
  terminal.press("g");
  await terminal.waitFor(/│ Look +│/);
});

it("says in the help of every width the whole reason why a key can do nothing", async () => {
  terminal = await openTerminal({ columns: 60, rows: 60 });
  await terminal.waitFor("? help");
  terminal.press("?");
  await terminal.waitFor((text) =>
    text
      .replace(/[│\s]+/g, " ")
      .includes(
        "retry the trial: failed, cancelled and undecided runs: trial 1 has nothing to retry",
      ),
  );
});

it("leaves the batch running with enter where it can, else stays", async () => {
  terminal = await openTerminal({ canLeave: true });
  await terminal.waitFor("? help");
  terminal.press("q");
  await terminal.waitFor(/enter or l +quit and leave it running/);
  terminal.press("enter");
  await terminal.waitFor("ended: leave");
  await terminal.close();
  terminal = await openTerminal();
  await terminal.waitFor("? help");
  terminal.press("q");
  await terminal.waitFor(/enter or esc +stay/);
  terminal.press("enter");
  await terminal.waitFor("? help");
});

it("keeps a question up to date while runs go on", async () => {
  terminal = await openTerminal({ ...UNDECIDED, ended: 5 });
  await terminal.waitFor("? help");
  terminal.press("R");
  await terminal.waitFor(/undecided ones: [1-5]\./);
  const before = (await terminal.service.snapshot()).totals.counts.undecided;
  await terminal.service.call("endRun", { verdict: "undecided", elapsedMs: null, rounds: null });
  await terminal.waitFor(`undecided ones: ${before + 1}.`);
});

it("never lets a key of a question come to mean another run", async () => {
  terminal = await openTerminal({ jobs: 3 });
  await terminal.waitFor("? help");
  terminal.press("x");
  await terminal.waitFor(/3 +run 3 alone/);
  await terminal.service.call("endRun", { run: 1, trial: 1 });
  await terminal.waitFor("run 1 alone, which has ended");
  terminal.press("2");
  await terminal.waitFor("Run 2 of trial 1 is cancelled");
});
