import { afterEach, expect, it } from "vitest";
import { openTerminal, type TestTerminal } from "./test-terminal.ts";

let terminal: TestTerminal | undefined;
afterEach(() => terminal?.close());

async function openTimeline(): Promise<TestTerminal> {
  terminal = await openTerminal({ columns: 100, rows: 30, ended: 3 });
  await terminal.waitFor("? help");
  terminal.press("g", "enter");
  await terminal.waitFor("Run 3:");
  terminal.press("t");
  await terminal.waitFor("Messages of run 3 of trial 1");
  return terminal;
}

it("shows the messages of the run under the cursor of the detail, a column for each actor", async () => {
  const { text, waitFor } = await openTimeline();
  await waitFor("│ Agreed.");
  expect(text()).toMatch(/ms │ fry +│ homer +│ marge +│ bart/);
  expect(text()).toMatch(/0 │ starts/);
  expect(text()).toContain("← prepare 0");
});

it("says what its marks mean and how the run ended", async () => {
  const { text, waitFor, resize } = await openTimeline();
  await waitFor("→ sends  ← gets  ✗ lost  ! fault  time-out: no quorum");
  resize(60, 16);
  await waitFor((shown) =>
    shown.includes("│ → sends  ← gets  ✗ lost  ! fault  time-out: no quorum"),
  );
  expect(text()).toContain("│ Agreed.");
});

it("scrolls to its end, where a decision is shown in its colour", async () => {
  const { press, waitFor, raw } = await openTimeline();
  press("G");
  await waitFor("line 70 of 70");
  await waitFor("DECIDED");
  expect(raw()).toContain("38;2;255;0;0");
  press("g");
  await waitFor("line 1 of 70");
});

it("finds what is searched for, and the next one", async () => {
  const { press, waitFor } = await openTimeline();
  press("/", ..."PROMISE 4", "enter");
  await waitFor("line 13 of 70");
  press("n");
  await waitFor("line 49 of 70");
  press("N", "N");
  await waitFor("line 58 of 70");
  press("/", ..."nonsense", "enter");
  await waitFor('"nonsense" not found.');
});

it("copies the command of the explorer where it can't be opened", async () => {
  const { press, raw, waitFor } = await openTimeline();
  await waitFor("│ Agreed.");
  press("down", "down", "e");
  await waitFor(() => /\]52;c;[\w+/]+=*/.test(raw()));
  const [, copied = ""] = /\]52;c;([\w+/]+=*)/.exec(raw()) ?? [];
  expect(Buffer.from(copied, "base64").toString()).toMatch(/ replay \S+ 1 3 --explore 3$/);
});

it("draws no futures of a run on real nodes", async () => {
  const { press, waitFor } = await openTimeline();
  await waitFor("│ Agreed.");
  press("%");
  await waitFor("nly the futures of a simulated run can be drawn");
});

it("copies the event under the cursor as replay prints it, as JSON", async () => {
  const { press, raw, waitFor } = await openTimeline();
  await waitFor("│ Agreed.");
  press("G", "y");
  await waitFor(() => /\]52;c;[\w+/]+=*/.test(raw()));
  const [, copied = ""] = /\]52;c;([\w+/]+=*)/.exec(raw()) ?? [];
  expect(JSON.parse(Buffer.from(copied, "base64").toString())).toMatchObject({
    kind: "decided",
    actor: "fry",
  });
});

it("goes back to the detail", async () => {
  const { press, waitFor } = await openTimeline();
  press("/", "escape", "escape");
  await waitFor("Run 3:");
});

it("shows the code around the line that did an event, and goes back to the event", async () => {
  const { text, press, waitFor } = await openTimeline();
  press("enter");
  await waitFor("his event names no line of a folder's code");
  press("down", "enter");
  await waitFor("p.erl, line 8");
  expect(text()).toContain("> 8 line 8 of the proposer");
  expect(text()).toContain("  7 line 7 of the proposer");
  press("G");
  await waitFor(" 80 line 80 of the proposer");
  press("escape");
  await waitFor("Messages of run 3 of trial 1, line 2 of");
});

it("jumps to decisions, from an arrival to what was sent, and shows events like one alone", async () => {
  const { text, press, waitFor } = await openTimeline();
  await waitFor("line 1 of 70");
  press("1");
  await waitFor("line 69 of 70");
  press("2");
  await waitFor("There is no second decision.");
  press("g", "down", "down");
  await waitFor("line 3 of 70");
  press("b");
  await waitFor("line 2 of 70");
  press("b");
  await waitFor("line 1 of 70");
  press("down", "down", "a");
  await waitFor(/line \d of \d+, only homer/);
  expect(text()).not.toContain("← prepare 0.fry        │ ← prepare 0.fry");
  press("=");
  await waitFor("only homer, receive");
  press("1");
  await waitFor("line 69 of 70");
});

it.each([
  [60, 16],
  [60, 19],
  [60, 20],
  [80, 24],
])("explains a violation at %ix%i in whole sentences, its causes last", async (columns, rows) => {
  terminal = await openTerminal({ columns, rows, batch: { trials: [{ numAcceptors: 3 }] } });
  await terminal.waitFor("? help");
  await terminal.service.call("endRun", {
    verdict: "violation",
    reason: "two values were decided",
  });
  terminal.press("!", "t");
  await terminal.waitFor("Messages of run 1 of trial 1");
  await terminal.waitFor("→ sends");
  const lines = terminal
    .text()
    .split("\n")
    .map((line) => line.replace(/^│ |[│ ]+$/g, ""));
  const end = lines.findIndex((line) => line.startsWith("→ sends"));
  const said = lines.slice(
    lines.findIndex((line) => /^(Violation|VIOLATION)/.test(line)),
    end,
  );
  expect(said.length).toBeGreaterThan(1);
  // Each sentence that is there tells what an actor did, and the last one ends here.
  expect(said[1]).toMatch(/^\w+ (decided|voted|proposed) /);
  expect(said.at(-1)).toMatch(/\.$/);
});
