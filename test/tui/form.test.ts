import { afterEach, expect, it } from "vitest";
import { DEFAULT_TRIAL } from "../../src/core/trial/parameters.ts";
import { openTerminal, type TestTerminal } from "./test-terminal.ts";

let terminal: TestTerminal | undefined;
afterEach(() => terminal?.close());

async function openForm(): Promise<TestTerminal> {
  terminal = await openTerminal({ columns: 100, rows: 30, batch: { trials: [DEFAULT_TRIAL] } });
  await terminal.waitFor("? help");
  terminal.press("a");
  await terminal.waitFor("Add trials");
  return terminal;
}

/** The field with the caret, by moving down from the first. */
const DELAY = 6;
const DROP = 5;

it("shows the ranges beside the fields", async () => {
  const { text } = await openForm();
  expect(text()).toMatch(/drop .* 0\.\.100 %/);
  expect(text()).toMatch(/propTimeout .* 1\.\.600000 ms/);
});

it("says how many trials and runs a range and a list make, and adds them", async () => {
  const form = await openForm();
  form.press(...Array(DROP).fill("down"), "ctrl-u", ..."0,10,20", "tab", "ctrl-u", ..."10..100:10");
  await form.waitFor("30 trials, 150 runs");
  form.press("enter");
  await form.waitFor("30 trials added");
  const { queue } = await form.service.snapshot();
  expect(queue.trials).toHaveLength(31);
  expect(queue.trials.at(-1)?.trial).toMatchObject({ drop: 20, delay: 100 });
});

it("says what is wrong while one types, and adds nothing until it is fixed", async () => {
  const form = await openForm();
  form.press(...Array(DROP).fill("down"), "ctrl-u", ..."200");
  await form.waitFor("is 200; it must be a whole number from 0 to 100");
  await form.waitFor("1 field to fix");
  form.press("enter");
  await form.waitFor("Fix drop first.");
  expect(await form.service.call("commands")).toEqual([]);
  form.press("backspace");
  await form.waitFor("1 trial, 5 runs");
  expect(form.text()).not.toContain("Fix drop");
  expect(form.rows().at(-1)).toContain("enter save");
});

it.each([
  [80, 24],
  [60, 16],
])("says at %ix%i in whole what a field takes and what is wrong with it", async (columns, rows) => {
  terminal = await openTerminal({ columns, rows });
  await terminal.waitFor("? help");
  terminal.press("a");
  await terminal.waitFor("Add trials");
  const said = (text: string): string => text.replace(/[│\s]+/g, " ");
  terminal.press("down");
  await terminal.waitFor((text) =>
    said(text).includes(
      "moduleVersion: 1 waits for the time-out; 2 gives up when a quorum is impossible; or a version by name 1, 2, stale_promises, stale_votes, amnesia, ballot_reuse or stores_ballot. Several: 1,2.",
    ),
  );
  const frame = terminal.rows().map((row) => row.search(/[╭╰]/));
  terminal.press("ctrl-u", ..."stale");
  await terminal.waitFor((text) =>
    said(text).includes(
      'moduleVersion is "stale"; it must be 1, 2, stale_promises, stale_votes, amnesia, ballot_reuse or stores_ballot',
    ),
  );
  expect(terminal.rows().map((row) => row.search(/[╭╰]/))).toEqual(frame);
});

it("says in whole why it does not take a form, and stays open", async () => {
  terminal = await openTerminal({ columns: 60, rows: 16 });
  await terminal.waitFor("? help");
  terminal.press("a", "up", "ctrl-u", ..."crash 40 at 100 for 50", "enter");
  await terminal.waitFor((text) =>
    text.includes("faults[0].acceptor is 40; this trial has 10 acceptors"),
  );
  expect(terminal.text()).toContain("Add trials");
});

it("completes the one name that what is typed is a part of", async () => {
  const form = await openForm();
  form.press("ctrl-u", ..."sim", "tab");
  await form.waitFor(/moduleName +paxy_sim/);
});

it.each([
  ["moduleVersion", 1, "stale", "tab: stale_promises  stale_votes", "p", "stale_promises"],
  ["dropScope", 11, "promises+vo", "tab: votes", "", "promises+votes"],
] as const)(
  "lists the names that the text of %s can become, and tab completes what is certain",
  async (...given) => {
    const [field, moves, typed, listed, more, completed] = given;
    const form = await openForm();
    form.press(...Array(moves).fill("down"), "ctrl-u", ...typed);
    await form.waitFor(listed);
    form.press("tab", ...more, ...(more === "" ? [] : ["tab"]));
    await form.waitFor(new RegExp(`${field} +${completed.replace("+", "\\+")} `));
  },
);

it("takes pasted text as text, line ends and control characters included", async () => {
  const form = await openForm();
  form.press(...Array(DELAY).fill("down"), "ctrl-u");
  form.pty.write("\x1b[200~ 10,\r\n20,\x1b[A30q \x1b[201~");
  await form.waitFor("10, 20,[A30q");
  form.press("backspace", "left", "left", "backspace", "backspace");
  await form.waitFor("3 trials, 15 runs");
  expect(form.text()).toContain("Add trials");
});

it("starts from the selected trial, and brings the last values back with ctrl-p", async () => {
  const form = await openForm();
  form.press(...Array(DELAY).fill("down"), "ctrl-u", ..."77", "enter");
  await form.waitFor("1 trial added");
  form.press("g", "a");
  await form.waitFor(/delay +10 /);
  form.press("ctrl-p");
  await form.waitFor(/delay +77/);
});

it("brings the last values back with the up arrow, as long as nothing was typed", async () => {
  const form = await openForm();
  form.press(...Array(DELAY).fill("down"), "ctrl-u", ..."77", "enter");
  await form.waitFor("1 trial added");
  form.press("g", "a");
  await form.waitFor("up: last values");
  form.press("up");
  await form.waitFor(/delay +77/);
  expect(form.text()).not.toContain("up: last values");
  form.press("escape", "a");
  await form.waitFor("up: last values");
  form.press("down", "4", "up", "up");
  await form.waitFor(/delay +10 /);
  expect(form.text()).not.toMatch(/delay +77/);
});

it("edits a trial that has not run in place, and copies one that has", async () => {
  terminal = await openTerminal({ columns: 100, rows: 30, ended: 2 });
  await terminal.waitFor("? help");
  terminal.press("G", "e");
  await terminal.waitFor("Edit trial 3");
  terminal.press(...Array(DELAY).fill("down"), "ctrl-u", ..."5", "enter");
  await terminal.settled();
  expect((await terminal.service.snapshot()).queue.trials.map((each) => each.trial.delay)).toEqual([
    100, 150, 5,
  ]);
  terminal.press("g", "e");
  await terminal.waitFor("Copy of trial 1 (it has already run)");
  terminal.press(...Array(DELAY).fill("down"), "ctrl-u", ..."7", "enter");
  await terminal.waitFor("1 trial added");
  expect((await terminal.service.snapshot()).queue.trials.map((each) => each.trial.delay)).toEqual([
    100, 7, 150, 5,
  ]);
});

it("does not make a sweep of a trial that is edited", async () => {
  terminal = await openTerminal({ columns: 100, rows: 30 });
  await terminal.waitFor("? help");
  terminal.press("G", "e");
  await terminal.waitFor("Edit trial 3");
  terminal.press(...Array(DELAY).fill("down"), "ctrl-u", ..."1,2", "enter");
  await terminal.waitFor("takes one value per field");
});
