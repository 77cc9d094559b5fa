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

/** Presses keys at random, with runs, output and resizes; throws where the screen does not survive it. */
export async function pressRandomKeys({
  seed,
  keys,
}: {
  readonly seed: number;
  readonly keys: number;
}): Promise<void> {
  const draw = random(seed);
  const terminal = await openTerminal({ live: 60, repeat: 10, jobs: 2, flood: 50, canLeave: true });
  let count = 0;
  try {
    await terminal.waitFor("? help");
    for (; count < keys; count++) {
      terminal.pty.write(bytesOf(INPUTS[Math.floor(draw() * INPUTS.length)] ?? ""));
      if (draw() < 0.01)
        terminal.resize(50 + Math.floor(draw() * 150), 10 + Math.floor(draw() * 60));
      if (draw() < 0.2) await pause(5);
    }
    await mustBeAlive(terminal);
  } catch (error) {
    const told = `Random keys with seed ${seed} after ${count} keys: ${(error as Error).message}`;
    throw new Error(told, { cause: error });
  } finally {
    await terminal.close();
  }
}

/** Out of every dialog, into the help, and quit. */
async function mustBeAlive(terminal: TestTerminal): Promise<void> {
  terminal.resize(100, 30);
  await pressUntil(terminal, [...Array(3).fill("escape"), "?"], /─ Keys ─/);
  await pressUntil(terminal, ["escape"], (text) => !text.includes("─ Keys ─"));
  await terminal.service.call("flood", 0);
  terminal.press("q");
  await terminal.waitFor(/Quit\?|ended: stop/);
  terminal.press("q");
  await terminal.waitFor("ended: stop");
}

/** An escape that comes together with the next key is another key: keys come one by one, and again where the screen was slow. */
async function pressUntil(
  terminal: TestTerminal,
  keys: readonly string[],
  wanted: Parameters<TestTerminal["waitFor"]>[0],
): Promise<void> {
  for (let pauseMs = 120; ; pauseMs *= 2) {
    for (const key of keys) {
      terminal.press(key);
      await pause(pauseMs);
    }
    const isThere = await terminal.waitFor(wanted, 1000).then(
      () => true,
      () => false,
    );
    if (isThere) return;
    if (pauseMs > 4000) return terminal.waitFor(wanted);
  }
}
