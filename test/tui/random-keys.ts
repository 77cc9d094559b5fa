import { KEYS } from "../../src/tui/keys.ts";
import { random } from "./random.ts";
import { bytesOf, openTerminal, pause, type TestTerminal } from "./test-terminal.ts";

/** Keys of the table and of dialogs, text, pastes, broken sequences. */
const INPUTS: readonly string[] = [
  ...KEYS.flatMap(({ keys }) => keys).filter((key) => !["q", "ctrl-c", "ctrl-z"].includes(key)),
  ...[
    "escape",
    "enter",
    "backspace",
    "delete",
    "tab",
    "7",
    "..",
    ",",
    "[1]",
    "trial:1",
    "/a.*/",
    "ä",
    "界",
  ],
  "\x1b[200~pasted\n1,2\x1b[201~",
  "\x1b[",
  "\x1b]0;x\x07",
  "\x1b[<0;1;1M",
];

/** Presses keys at random for a while, with runs, output and resizes; throws where the screen does not survive it. */
export async function pressRandomKeys({ seed, ms }: { seed: number; ms: number }): Promise<number> {
  const draw = random(seed);
  const terminal = await openTerminal({ live: 60, repeat: 10, jobs: 2, flood: 50, canLeave: true });
  let count = 0;
  try {
    await terminal.waitFor("? help");
    const untilMs = performance.now() + ms;
    while (performance.now() < untilMs) {
      terminal.pty.write(bytesOf(INPUTS[Math.floor(draw() * INPUTS.length)] ?? ""));
      if (draw() < 0.01)
        terminal.resize(50 + Math.floor(draw() * 150), 10 + Math.floor(draw() * 60));
      if (draw() < 0.2) await pause(5);
      count++;
    }
    await mustBeAlive(terminal);
  } catch (error) {
    throw new Error(
      `Random keys with seed ${seed} after ${count} keys: ${(error as Error).message}`,
    );
  } finally {
    await terminal.close();
  }
  return count;
}

/** Out of every dialog, into the help, and quit. */
async function mustBeAlive(terminal: TestTerminal): Promise<void> {
  terminal.resize(100, 30);
  for (let count = 0; count < 3; count++) {
    terminal.press("escape");
    await pause(120);
  }
  terminal.press("?");
  await terminal.waitFor("─ Keys ─");
  terminal.press("escape");
  await pause(120);
  await terminal.service.call("flood", 0);
  terminal.press("q");
  await terminal.waitFor(/Quit\?|ended: stop/);
  terminal.press("q");
  await terminal.waitFor("ended: stop");
}
