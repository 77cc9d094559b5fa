import { expect, it } from "vitest";
import {
  createInputParser,
  isTyped,
  type TerminalInput,
} from "../../src/tui/terminal/input-parser.ts";
import { fc } from "../seed.ts";
import { openTerminal } from "./test-terminal.ts";

const parse = (...chunks: readonly string[]): TerminalInput[] => {
  const parser = createInputParser();
  return [...chunks.flatMap((chunk) => parser.push(chunk)), ...parser.flush()];
};

const names = (...chunks: readonly string[]): string[] =>
  parse(...chunks)
    .filter(isTyped)
    .map((input) => (input.type === "key" ? input.name : `paste ${input.text}`));

it("reads clicks and the wheel, and passes over what else a mouse reports", () => {
  const reports = "\x1b[<0;5;3M\x1b[<0;5;3m\x1b[<64;1;1M\x1b[<65;200;60M\x1b[<2;5;3M\x1b[<35;5;3M";
  expect(parse(...reports)).toEqual([
    { type: "mouse", action: "click", column: 4, row: 2 },
    { type: "mouse", action: "wheelup", column: 0, row: 0 },
    { type: "mouse", action: "wheeldown", column: 199, row: 59 },
  ]);
});

it.each([
  ["\x1b[A", "up"],
  ["\x1bOA", "up"],
  ["\x1b[1;2A", "shift-up"],
  ["\x1b[5~", "pageup"],
  ["\x1b[Z", "shift-tab"],
  ["\x7f", "backspace"],
  ["\b", "backspace"],
  ["\x1b[3~", "delete"],
  ["\r", "enter"],
  ["\x03", "ctrl-c"],
  ["é", "é"],
  ["界", "界"],
  [" ", "space"],
])("reads %j as %s", (bytes, name) => {
  expect(names(bytes)).toEqual([name]);
});

it("takes a lone escape for the key, once nothing follows", () => {
  const parser = createInputParser();
  expect(parser.push("\x1b")).toEqual([]);
  expect(parser.isWaiting()).toBe(true);
  expect(parser.flush()).toEqual([{ type: "key", name: "escape" }]);
  expect(parser.isWaiting()).toBe(false);
});

it("hands pasted text on as one text, whatever is in it", () => {
  expect(names("\x1b[200~q\r\n\x1b[Ap\x1b[201~x")).toEqual(["paste q\n\x1b[Ap", "x"]);
});

it("drops reports of the terminal, and keys that it does not know", () => {
  expect(names("\x1b[I\x1b[<0;1;1M\x1b]11;rgb:0000/0000/0000\x07\x1b[99~\x1bP1$r\x1b\\a")).toEqual([
    "a",
  ]);
});

const TYPED = [
  "a",
  "é",
  "界",
  "\x1b[A",
  "\x1b[5~",
  "\x1bOH",
  "\x1b[200~x\ny\x1b[201~",
  "\x1b]52;c;eA==\x07",
  "\r",
  "\x7f",
];

it("reads the same whatever the chunks in which it comes", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...TYPED)), fc.array(fc.nat()), (typed, cuts) => {
      const bytes = typed.join("");
      const at = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort(
        (one, other) => one - other,
      );
      const chunks = [...at, bytes.length].map((end, index) =>
        bytes.slice(at[index - 1] ?? 0, end),
      );
      expect(parse(...chunks)).toEqual(parse(bytes));
    }),
  );
});

it("survives any bytes, and is not left waiting", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "binary" })), (chunks) => {
      const parser = createInputParser();
      for (const chunk of chunks) parser.push(chunk);
      parser.flush();
      expect(parser.isWaiting()).toBe(false);
    }),
    { numRuns: 10_000 },
  );
});

it("reads an arrow whose bytes come 30 ms apart, in a real terminal", async () => {
  const terminal = await openTerminal();
  await terminal.waitFor("? help");
  // On a busy machine the bytes may come later than that, and are other keys.
  for (let attempt = 0; attempt < 20 && !terminal.text().includes("2/3"); attempt++) {
    terminal.press("g");
    await terminal.waitFor("1/3");
    for (const byte of ["\x1b", "[", "B"]) {
      terminal.pty.write(byte);
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
    await terminal.settled();
  }
  await terminal.waitFor("2/3");
  await terminal.close();
});
