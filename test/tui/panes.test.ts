import { afterEach, expect, it } from "vitest";
import { openTerminal, type TestTerminal } from "./test-terminal.ts";

let terminal: TestTerminal | undefined;
afterEach(() => terminal?.close());

it("shows the batch, its progress and its verdicts in the header", async () => {
  terminal = await openTerminal({ ended: 7 });
  await terminal.waitFor("7/15 runs");
  expect(terminal.rows()[0]).toMatch(/paxy +quickstart +running +7\/15 runs +eta \d+ s +jobs 1/);
});
