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
  h: { shows: "all trials" },
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
  "]": { given: { many: 40 }, shows: /^(.*\n){13}─ Output/ },
  "[": { given: { many: 40 }, before: ["[", "["], shows: /^(.*\n){12}─ Output/ },
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
  await terminal.waitFor("Nothing to undo.");
});

it("names in the footer what the key would do now", async () => {
  terminal = await openTerminal();
  await terminal.waitFor("p pause");
  terminal.press("p");
  await terminal.waitFor("Paused. Runs in progress will finish");
  await terminal.waitFor("p resume");
});

it("selects the trial that takes the place of one that is deleted, and one that comes back", async () => {
  terminal = await openTerminal({ many: 9 });
  await terminal.waitFor("? help");
  terminal.press("g", ..."jjjj".split(""), "d");
  await terminal.waitFor("Trials  5/8");
  await terminal.waitFor(/^· +6 /m);
  terminal.press("d");
  await terminal.waitFor("Trials  5/7");
  terminal.press("u");
  await terminal.waitFor("Trials  5/8");
  terminal.press("u");
  await terminal.waitFor("Trials  5/9");
});

it("dims in the help what can't be done now, with the reason", async () => {
  terminal = await openTerminal({ columns: 100, rows: 60 });
  await terminal.waitFor("? help");
  terminal.press("?", ..."undo");
  await terminal.waitFor(/u +undo the last change: nothing to undo/);
});

it("does to all marked trials what is asked of one of them, and undoes it at once", async () => {
  terminal = await openTerminal({ many: 6 });
  await terminal.waitFor("? help");
  terminal.press("G", "m", "k", "m", "space");
  await terminal.waitFor("2 marked trials paused. u undoes");
  terminal.press("d");
  await terminal.waitFor("Delete the 2 marked trials?");
  terminal.press("enter");
  await terminal.waitFor("2 marked trials deleted");
  await terminal.waitFor("4/4");
  terminal.press("u");
  await terminal.waitFor("/6");
  // A trial without a mark is meant alone.
  terminal.press("g", "space");
  await terminal.settled(200);
  expect(await terminal.service.call("commands")).toContainEqual({ type: "pauseTrial", number: 1 });
});

it("asks before it cancels, and each choice does what it says", async () => {
  terminal = await openTerminal({ jobs: 3 });
  await terminal.waitFor("? help");
  terminal.press("x");
  await terminal.waitFor("cancel only run 2");
  terminal.press("2");
  await terminal.waitFor("Run 2 of trial 1 cancelled");
  expect(await terminal.service.call("commands")).toEqual([{ type: "cancel", number: 1, run: 2 }]);
});

it("says where a search finds no more", async () => {
  terminal = await openTerminal();
  await terminal.waitFor("? help");
  for (const text of ["apple", "pear", "plum"]) await terminal.service.call("print", { text });
  await terminal.waitFor("plum");
  terminal.press("tab", "/", "tab", ..."pear", "enter");
  await terminal.waitFor("line 2/3");
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
  await terminal.waitFor("Trial 2 cancelled");
  terminal.press("R");
  await terminal.waitFor("Retry all?");
  const [one, two] = (await terminal.service.snapshot()).queue.trials;
  expect(two?.undecidedToRetry).toBeGreaterThan(0);
  expect(terminal.text()).toContain(`Adds ${one?.undecidedToRetry} run`);
  expect(terminal.text()).not.toContain("Repeats");
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

it("finds in the help what is typed, and does what is chosen", async () => {
  terminal = await openTerminal();
  await terminal.waitFor("? help");
  terminal.press("?", ..."pause batch");
  await terminal.waitFor(/p +pause or resume the batch/);
  expect(terminal.text()).not.toContain("next pane");
  terminal.press("enter");
  await terminal.waitFor("paused");
  expect(await terminal.service.call("commands")).toEqual([{ type: "pause" }]);
});

it("is about the dialog that is open, and goes back to it", async () => {
  terminal = await openTerminal({ ended: 4 });
  await terminal.waitFor("? help");
  terminal.press("g", "enter");
  await terminal.waitFor("Run 4:");
  terminal.press("?");
  await terminal.waitFor(/│ In the runs of a trial +│/);
  terminal.press("escape");
  await terminal.waitFor("Run 4:");
});

it("explains every mark of the list in the help", async () => {
  terminal = await openTerminal();
  await terminal.waitFor("? help");
  terminal.press("?", ..."violated agreement");
  await terminal.waitFor(/! +a run of the trial violated agreement/);
});

it("never moves the selection with escape", async () => {
  terminal = await openTerminal({ ended: 3 });
  await terminal.waitFor("? help");
  terminal.press("G", "enter");
  await terminal.waitFor("Trial 3");
  terminal.press("escape");
  await terminal.settled(100);
  terminal.press("escape");
  await terminal.settled(100);
  terminal.press("escape", "e");
  await terminal.waitFor("Edit trial 3");
});

it("sorts by the median with two keys, slowest first, and back", async () => {
  const trials = [30, 300, 100].map((delay) => ({ delay }));
  terminal = await openTerminal({ batch: { trials }, ended: 15 });
  await terminal.waitFor("finished");
  const order = (): (string | undefined)[] =>
    terminal
      ?.rows()
      .slice(4, 7)
      .map((row) => /^. +(\d)/.exec(row)?.[1]) ?? [];
  terminal.press("O", "enter");
  await terminal.waitFor(/median▼/);
  expect(order()).toEqual(["2", "3", "1"]);
  terminal.press("O", "O");
  await terminal.waitFor((text) => !text.includes("▼"));
  expect(order()).toEqual(["1", "2", "3"]);
});

it("compares the trials that are marked on one axis, in a sentence", async () => {
  const trials = [10, 400].map((delay) => ({ delay }));
  terminal = await openTerminal({
    columns: 200,
    rows: 60,
    batch: { trials },
    repeat: 20,
    ended: 40,
  });
  await terminal.waitFor("finished");
  terminal.press("g", "m", "j", "m");
  await terminal.waitFor(/Trial 2 is \d+ ms slower than trial 1 \(95 %: \d+ to \d+\)/);
  await terminal.waitFor("trial 1 n 20");
});

it("opens from a line of output the run that printed it, and from a run its lines", async () => {
  terminal = await openTerminal({ columns: 140, rows: 40, ended: 7 });
  await terminal.waitFor("? help");
  await terminal.waitFor("Output");
  terminal.press("tab", "/", ..."trial=1 run=3", "enter", "enter");
  await terminal.waitFor("Run 3:");
  terminal.press("l");
  await terminal.waitFor("filter: trial=1 run=3");
});

it("tells the end of the batch in a summary, in the title, and by the bell where it is wanted", async () => {
  terminal = await openTerminal({ repeat: 1, program: "npm start --" });
  await terminal.waitFor("? help");
  terminal.press("B");
  await terminal.waitFor("End of the batch: bell.");
  await terminal.service.call("endRun");
  const isTitled = (title: string) => () =>
    terminal?.raw().includes(`\x1b]2;paxy quickstart: ${title}\x07`) ?? false;
  await terminal.waitFor(isTitled("33 %"));
  await terminal.service.call("endRun");
  await terminal.service.call("endRun");
  await terminal.waitFor("quickstart has finished");
  expect(terminal.text()).toContain("After q: npm start -- report");
  await terminal.waitFor(isTitled("finished"));
  await terminal.waitFor(isTitled("finished\x07".slice(0, 8)));
  terminal.press("q");
  await terminal.waitFor("ended: stop");
});

it("says in the help of every width the whole reason why a key can do nothing", async () => {
  terminal = await openTerminal({ columns: 60, rows: 60 });
  await terminal.waitFor("? help");
  terminal.press("?");
  terminal.press(..."retry");
  await terminal.waitFor((text) =>
    text
      .replace(/[│\s]+/g, " ")
      .includes(
        "retry the trial: failed, cancelled and undecided runs: nothing to retry in trial 1",
      ),
  );
});

it("leaves the batch running with enter where it can, else stays", async () => {
  terminal = await openTerminal({ canLeave: true });
  await terminal.waitFor("? help");
  terminal.press("q");
  await terminal.waitFor(/enter or l +leave it running/);
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
  await terminal.waitFor(/Adds [1-5] runs? for undecided ones/);
  const before = (await terminal.service.snapshot()).totals.counts.undecided;
  await terminal.service.call("endRun", { verdict: "undecided", elapsedMs: null, rounds: null });
  await terminal.waitFor(`Adds ${before + 1} runs for undecided ones.`);
});

it("never lets a key of a question come to mean another run", async () => {
  terminal = await openTerminal({ jobs: 3 });
  await terminal.waitFor("? help");
  terminal.press("x");
  await terminal.waitFor(/3 +cancel only run 3/);
  await terminal.service.call("endRun", { run: 1, trial: 1 });
  await terminal.waitFor("cancel only run 1 (finished)");
  terminal.press("2");
  await terminal.waitFor("Run 2 of trial 1 cancelled");
});
