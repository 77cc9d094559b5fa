import { afterEach, expect, it } from "vitest";
import { openTerminal, type TestTerminal } from "./test-terminal.ts";

let terminal: TestTerminal | undefined;
afterEach(() => terminal?.close());

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
  expect(terminal.text()).toMatch(/After q: npm start -- report \S+\s*│/);
  await terminal.waitFor(isTitled("finished"));
  await terminal.waitFor(isTitled("finished\x07".slice(0, 8)));
  terminal.press("q");
  await terminal.waitFor("ended: stop");
});

it("breaks no command over two rows in the summary, and copies it whole", async () => {
  const program = "node /home/ada/the/place/of/paxy.mjs";
  terminal = await openTerminal({ columns: 70, repeat: 1, program });
  await terminal.waitFor("? help");
  for (let run = 0; run < 3; run++) await terminal.service.call("endRun");
  await terminal.waitFor("quickstart has finished");
  const { directory } = await terminal.service.snapshot();
  expect(terminal.text()).not.toContain("After q");
  terminal.press("c");
  const copied = () => /\]52;c;([\w+/]+=*)/.exec(terminal?.raw() ?? "")?.[1] ?? "";
  await terminal.waitFor(() => copied() !== "");
  const text = Buffer.from(copied(), "base64").toString();
  expect(text).toBe(`${program} report ${directory}`);
});

it("marks in the chooser the columns that are there, and hides one without bringing in another", async () => {
  terminal = await openTerminal({ columns: 100, rows: 40, ended: 10 });
  await terminal.waitFor("? help");
  // Parameters may take the room that is left.
  const figures = () => /runs .*$/.exec(terminal?.rows()[3] ?? "")?.[0].split(/ {2,}/);
  expect(figures()).toEqual(["runs", "agreed", "undecided", "violation", "median ms", "rounds"]);
  terminal.press("O", "down", "down", "down", "down");
  await terminal.waitFor(/✓ agreed/);
  expect(terminal.text()).toMatch(/^│ {3}interval/m);
  terminal.press("space");
  await terminal.waitFor(/^│ {3}agreed/m);
  terminal.press("escape");
  await terminal.waitFor((text) => !text.includes("Sort and columns"));
  expect(figures()).toEqual(["runs", "undecided", "violation", "median ms", "rounds"]);
});

it("takes a cancelled trial back with u, not the change before it", async () => {
  terminal = await openTerminal({ columns: 100, rows: 40 });
  await terminal.waitFor("? help");
  const { service } = terminal;
  terminal.press("+");
  await terminal.waitFor("jobs 2");
  terminal.press("G", "x");
  await terminal.waitFor("Cancel trial 3?");
  terminal.press("enter");
  await terminal.waitFor(/Trial 3 cancelled.*u undoes/);
  expect((await service.snapshot()).queue.trials[2]?.cancelled).toBe(true);
  terminal.press("u");
  await terminal.waitFor("Undone: cancellation of trial 3.");
  const { trials, settings } = (await service.snapshot()).queue;
  expect([trials[2]?.cancelled, settings.jobs]).toEqual([false, 2]);
});
