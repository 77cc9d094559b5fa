import { expect, it } from "vitest";
import { backgroundOf, colourDepth, isUtf8 } from "../../src/tui/text/colour-depth.ts";
import { createPainter } from "../../src/tui/text/theme.ts";

it.each([
  [{ NO_COLOR: "1", COLORTERM: "truecolor", TERM: "xterm-256color" }, 0],
  [{ NO_COLOR: "", TERM: "xterm" }, 4],
  [{ TERM: "dumb" }, 0],
  [{ TERM: "xterm-256color" }, 8],
  [{ TERM: "screen" }, 4],
  [{ TERM: "xterm-256color", COLORTERM: "truecolor" }, 24],
  [{ TERM: "screen.xterm-256color", STY: "1.a", COLORTERM: "truecolor" }, 8],
  [{ TERM: "screen", STY: "1.a", COLORTERM: "truecolor" }, 4],
  [{ TERM: "tmux-256color", STY: "1.a", TMUX: "/a", COLORTERM: "truecolor" }, 24],
  [{ TERM: "xterm", FORCE_COLOR: "3" }, 24],
  [{ TERM: "xterm-256color", FORCE_COLOR: "0" }, 0],
])("tells from %j a depth of %i", (environment, depth) => {
  expect(colourDepth(environment)).toBe(depth);
});

it("tells a light background and a locale from the environment", () => {
  expect(backgroundOf({ COLORFGBG: "0;15" })).toBe("light");
  expect(backgroundOf({ COLORFGBG: "15;0" })).toBe("dark");
  expect(backgroundOf({})).toBe("dark");
  expect(isUtf8({ LANG: "en_US.UTF-8" })).toBe(true);
  expect(isUtf8({ LANG: "en_US.UTF-8", LC_ALL: "C" })).toBe(false);
});

const decided = (value: readonly [number, number, number]) => ({
  spans: [{ text: "x", rgb: value }],
});

it("shows a decided colour so that it can be read on either background", () => {
  const shown = (background: "dark" | "light", value: readonly [number, number, number]) =>
    createPainter(background, 24)(decided(value), 1);
  expect(shown("dark", [255, 0, 0])).toBe("\x1b[38;2;255;0;0mx\x1b[39m");
  // Blue is too dark on black, yellow too bright on white: both are moved, and stay what they are.
  expect(shown("dark", [0, 0, 255])).not.toContain("38;2;0;0;255");
  expect(shown("dark", [0, 0, 255])).toMatch(/38;2;(\d+);\1;255m/);
  expect(shown("light", [255, 255, 0])).toMatch(/38;2;(\d+);\1;0m/);
});

it("writes nothing in white on a light background, where there are 16 colours", () => {
  const tones = ["plain", "muted", "faint", "good", "warn", "chart", "key"] as const;
  const spans = tones.map((tone) => ({ text: "x", tone }));
  expect(createPainter("light", 4)({ spans }, 7)).not.toMatch(/\[(37|97)m/);
});

it("shows the row of the cursor without colours, too", () => {
  const row = { spans: [{ text: "x" }], cursor: "focused" as const };
  expect(createPainter("dark", 0)(row, 3)).toBe("\x1b[7mx  \x1b[27m");
});
