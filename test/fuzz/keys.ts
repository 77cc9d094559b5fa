import assert from "node:assert/strict";
import { createInputParser, type TerminalInput } from "../../src/tui/terminal/input-parser.ts";
import { type Draws, drawsOf } from "./draws.ts";

const PASTE_LENGTH_MAX = 100_000;
const PARTS = [
  ...["\x1b", "\x1b[", "\x1bO", "\x1b[A", "\x1b[3~", "\x1b[200~", "\x1b[201~", "\x1b[<0;1;1M"],
  ...[
    "\x1b]0;title\x07",
    "\x1bP+q\x1b\\",
    "\x1b[?1;2c",
    "\x1b[1;5C",
    "a",
    "é",
    "日",
    "👍",
    "\r",
    "\x03",
  ],
  ...["\x7f", "\x00", "\x9b", "~", ";", "12345678901234567890", "x".repeat(300)],
];

/** Anything that a keyboard, a paste or a hostile terminal may send, split anywhere between characters. */
export function fuzzKeys(cases: number, seed: number): void {
  const draws = drawsOf(seed);
  for (let index = 0; index < cases; index++) {
    const characters = [...input(draws)];
    try {
      const whole = parsed([characters.join("")]);
      assertClean(whole);
      assert.deepEqual(parsed(pieces(characters, draws)), whole);
    } catch (error) {
      throw new Error(`seed ${seed}, case ${index}`, { cause: error });
    }
  }
}

function input(draws: Draws): string {
  let text = "";
  for (let count = draws.below(8); count > 0; count--) {
    text += draws.below(4) > 0 ? draws.oneOf(PARTS) : String.fromCodePoint(draws.below(0x300));
  }
  return text;
}

function pieces(characters: readonly string[], draws: Draws): string[] {
  const all: string[] = [];
  for (let from = 0; from < characters.length; ) {
    const length = 1 + draws.below(4);
    all.push(characters.slice(from, from + length).join(""));
    from += length;
  }
  return all;
}

function parsed(chunks: readonly string[]): TerminalInput[] {
  const parser = createInputParser();
  const inputs = chunks.flatMap((chunk) => [...parser.push(chunk)]);
  return [...inputs, ...parser.flush()];
}

function assertClean(inputs: readonly TerminalInput[]): void {
  for (const each of inputs) {
    if (each.type === "key") assert.doesNotMatch(each.name, /\p{Cc}/u);
    else if (each.type === "paste") assert.ok(each.text.length <= PASTE_LENGTH_MAX);
  }
}
