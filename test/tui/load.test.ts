import { afterEach, expect, it } from "vitest";
import { openTerminal, pause, type TestTerminal } from "./test-terminal.ts";

let terminal: TestTerminal | undefined;
afterEach(() => terminal?.close());

/** The screen as it is, and as it is when everything is painted again. */
async function redrawn(shown: TestTerminal): Promise<readonly [string, string]> {
  await shown.settled();
  const before = shown.text();
  shown.press("ctrl-l");
  await shown.settled();
  return [before, shown.text()];
}

it("is not held by a terminal that nobody reads, disturbs no run, and is right afterwards", async () => {
  terminal = await openTerminal({ flood: 5000, live: 100, repeat: 200 });
  await terminal.waitFor("? help");
  const before = (await terminal.service.snapshot()).totals.done;
  terminal.pty.pause();
  await terminal.service.call("loopDelayMs");
  await pause(2000);
  // A blocking write would hold it for all of the 2 s; the rest of the machine may hold it a little.
  expect(await terminal.service.call<number>("loopDelayMs")).toBeLessThan(1900);
  expect((await terminal.service.snapshot()).totals.done).toBeGreaterThan(before + 3);
  terminal.pty.resume();
  await terminal.service.call("flood", 0);
  terminal.press("p");
  await terminal.waitFor("paused");
  await pause(400);
  // Any key takes away what was said of the pause, and shows the keys again.
  terminal.press("ctrl-l");
  await terminal.waitFor("? help");
  const [left, right] = await redrawn(terminal);
  expect(left).toBe(right);
});

it("scrolls through 10,000 trials", async () => {
  terminal = await openTerminal({ many: 10_000, live: 20 });
  await terminal.waitFor("/10,000");
  terminal.press("G");
  await terminal.waitFor("10,000/10,000");
  terminal.press("pageup", "pageup", "k");
  await terminal.waitFor("9,983/10,000");
  terminal.press("g");
  await terminal.waitFor(" 1/10,000");
  terminal.press(...Array<string>(500).fill("j"));
  await terminal.waitFor("501/10,000");
});

it("keeps 100,000 lines of a flood, and a key still does what it does", async () => {
  terminal = await openTerminal({ flood: 40_000 });
  await terminal.waitFor("? help");
  terminal.press("tab", "g");
  await terminal.waitFor(/line 1\/10\d,\d{3}/);
  terminal.press("?");
  await terminal.waitFor("─ Keys ─");
});
