import { expect, it } from "vitest";
import { copySequence } from "../../src/tui/terminal/clipboard.ts";

const PLAIN = `\x1b]52;c;${Buffer.from("paxy").toString("base64")}\x07`;
const FOR_TMUX = `${PLAIN}\x1bPtmux;\x1b${PLAIN}\x1b\\`;
const FOR_SCREEN = `\x1bP${PLAIN}\x1b\\`;

it.each([
  ["a terminal", { TERM: "xterm-256color" }, PLAIN],
  ["tmux", { TERM: "tmux-256color", TMUX: "/tmp/t" }, FOR_TMUX],
  ["screen", { TERM: "screen.xterm-256color", STY: "1.a" }, FOR_SCREEN],
  ["screen inside tmux", { TERM: "screen.tmux", STY: "1.a", TMUX: "/tmp/t" }, FOR_SCREEN],
  ["tmux inside screen", { TERM: "tmux-256color", STY: "1.a", TMUX: "/tmp/t" }, FOR_TMUX],
])("asks %s to copy in the form that it takes", (_, environment, sequence) => {
  expect(copySequence("paxy", environment)).toBe(sequence);
});

it("parts a long text for screen, which takes no long sequence", () => {
  const sequence = copySequence("x".repeat(1000), { STY: "1.a", TERM: "screen" });
  for (const part of sequence.split("\x1b\\")) expect(part.length).toBeLessThan(260);
});
