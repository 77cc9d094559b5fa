import xterm from "@xterm/headless";
import { expect, it } from "vitest";
import { frameDifference } from "../../src/tui/terminal/frame-difference.ts";
import { fc } from "../seed.ts";

const COLUMNS = 24;
const ROWS = 3;

const STYLES = ["", "38;5;243", "38;5;246", "1", "1;38;5;9", "7", "4", "38;2;1;2;3;48;5;4"];

const piece = fc
  .tuple(fc.constantFrom(...STYLES), fc.constantFrom(" ", "       ", "a", "ab c", "界", "m─n"))
  .map(([style, text]) => (style === "" ? text : `\x1b[${style}m${text}\x1b[0m`));
const line = fc.array(piece, { maxLength: 4 }).map((pieces) => pieces.join(""));
const frame = fc.array(line, { minLength: ROWS, maxLength: ROWS });

const blankTerminal = () =>
  new xterm.Terminal({ cols: COLUMNS + 8, rows: ROWS + 1, allowProposedApi: true });

type Terminal = ReturnType<typeof blankTerminal>;

const written = (terminal: Terminal, text: string) =>
  new Promise<void>((done) => terminal.write(text, done));

/** Everything that can be seen: a colour of text does not show in a blank. */
function seen(terminal: Terminal): readonly string[] {
  return Array.from({ length: ROWS }, (_, y) =>
    Array.from({ length: COLUMNS }, (_, x) => {
      const cell = terminal.buffer.active.getLine(y)?.getCell(x);
      const character = cell?.getChars() || " ";
      const behind = [cell?.getBgColor(), cell?.isInverse(), cell?.isUnderline()].join();
      const before = character === " " && !cell?.isInverse() ? "" : `${cell?.getFgColor()}`;
      return `${character}${behind}${before}${character === " " ? "" : cell?.isBold()}`;
    }).join(" "),
  );
}

it("turns any frame into any other, as painting it whole does", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(frame, { minLength: 2, maxLength: 5 }), async (frames) => {
      const terminal = blankTerminal();
      let shown: readonly string[] = [];
      for (const next of frames) {
        await written(terminal, frameDifference(shown, next));
        shown = next;
        const whole = blankTerminal();
        const text = next.map((each, row) => `\x1b[${row + 1};1H${each}\x1b[0m`).join("");
        await written(whole, text);
        expect(seen(terminal)).toEqual(seen(whole));
        whole.dispose();
      }
      terminal.dispose();
    }),
  );
});

it("says a style once for all rows that have it, and leaves none on", () => {
  const grey = (text: string) => `\x1b[38;5;246m${text}\x1b[0m`;
  const difference = frameDifference([grey("one"), grey("two")], [grey("six"), grey("ten")]);
  expect(difference).toBe("\x1b[1;1H\x1b[38;5;246msix\x1b[2;2Hen\x1b[0m");
});

it("erases what a longer text left without writing its blanks", () => {
  const rest = "|".padStart(30);
  const difference = frameDifference([`a long text${rest}`], [`a${" ".repeat(10)}${rest}`]);
  expect(difference).toBe("\x1b[1;3H\x1b[9X");
});
