import { openTerminal, type TerminalOptions, type TestTerminal } from "../tui/test-terminal.ts";

export const SIZE = { columns: 100, rows: 30 };
/** A list of 10,000 trials takes its time on a busy machine. */
const SHOWN_MS_MAX = 120_000;

/** Hands over a screen of 100x30 in a real pty, drawn once, and ends it afterwards. */
export async function inTerminal<Result>(
  options: TerminalOptions,
  use: (terminal: TestTerminal) => Promise<Result>,
): Promise<Result> {
  const terminal = await openTerminal({ ...SIZE, ...options });
  try {
    if (!options.screenless) await terminal.waitFor("? help", SHOWN_MS_MAX);
    return await use(terminal);
  } finally {
    await terminal.close();
  }
}
