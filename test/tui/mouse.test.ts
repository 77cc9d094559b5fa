import { afterEach, expect, it } from "vitest";
import { openTerminal, type TestTerminal } from "./test-terminal.ts";

let terminal: TestTerminal | undefined;
afterEach(() => terminal?.close());

const click = (column: number, row: number): string => `\x1b[<0;${column};${row}M`;
const wheelDown = (column: number, row: number): string => `\x1b[<65;${column};${row}M`;

it.each([
  [80, 24],
  [160, 40],
  [60, 16],
])("selects and opens what is clicked, sorts by a heading, at %ix%i", async (columns, rows) => {
  terminal = await openTerminal({ columns, rows, many: 40, mouse: true });
  await terminal.waitFor("? help");
  expect(terminal.raw()).toContain("\x1b[?1006h");
  // The header has two rows, the list a title and its headings.
  terminal.press(click(5, 7));
  await terminal.waitFor("Trials  3/40");
  terminal.press(wheelDown(5, 7));
  await terminal.waitFor("Trials  6/40");
  const heading = terminal.rows()[3] ?? "";
  const runs = heading.indexOf("runs") + 2;
  terminal.press(click(runs, 4));
  await terminal.waitFor(/runs?[▾▴▼▲↓↑]/);
  terminal.press(click(5, 5));
  terminal.press(click(5, 5));
  await terminal.waitFor("No finished runs yet.");
});

it("gives the pane that is clicked the keys", async () => {
  terminal = await openTerminal({ columns: 160, rows: 40, mouse: true });
  await terminal.waitFor("? help");
  terminal.press(click(120, 30));
  await terminal.waitFor("━ Elapsed");
  terminal.press(click(10, 35));
  await terminal.waitFor("━ Output");
});

it("leaves the mouse to the terminal where nobody asked for it", async () => {
  terminal = await openTerminal({});
  await terminal.waitFor("? help");
  expect(terminal.raw()).not.toContain("\x1b[?1000h");
});
