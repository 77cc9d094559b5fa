import { afterEach, expect, it } from "vitest";
import { openTerminal, type TestTerminal } from "./test-terminal.ts";

let terminal: TestTerminal | undefined;
afterEach(() => terminal?.close());

const UNDECIDED = {
  batch: { trials: [{ drop: 100 }, { drop: 0 }, { drop: 0 }], seed: 3 },
  ended: 5,
};

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

it("dims in the help what can't be done now, with the reason", async () => {
  terminal = await openTerminal({ columns: 100, rows: 60 });
  await terminal.waitFor("? help");
  terminal.press("?", ..."undo");
  await terminal.waitFor(/u +undo the last change: nothing to undo/);
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
  // While "pa" is typed, the panes match, too.
  await terminal.waitFor("find pause batch");
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
