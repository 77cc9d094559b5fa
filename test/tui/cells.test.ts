import stringWidth from "string-width";
import { expect, it } from "vitest";
import { cut, padEnd, padStart, tidy, widthOf } from "../../src/tui/text/cells.ts";
import { ASCII, UNICODE } from "../../src/tui/text/glyphs.ts";
import { cutRow, spansWidth } from "../../src/tui/text/row.ts";
import inkMeasure from "../../src/tui/text/string-width.ts";
import { fc } from "../seed.ts";

it("knows the width of any text", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => {
      expect(widthOf(tidy(text))).toBe(stringWidth(tidy(text)));
    }),
  );
});

it("has Ink measure as string-width does, styles left out", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => {
      for (const each of [text, `\x1b[1;31m│ ${text} ─\x1b[0m`]) {
        expect(inkMeasure(each)).toBe(stringWidth(each));
      }
    }),
  );
});

it("cuts any tidy text to a width, and never beyond it", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.nat(20), (text, width) => {
      const short = cut(tidy(text), width, "…");
      expect(widthOf(short)).toBeLessThanOrEqual(width);
      if (widthOf(tidy(text)) <= width) expect(short).toBe(tidy(text));
    }),
  );
});

it("lets no control character, emoji or lone mark through", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      expect(tidy(text)).not.toMatch(/[\p{C}\p{M}\p{Extended_Pictographic}]/u);
    }),
    { numRuns: 2000 },
  );
});

it("draws with glyphs that are one column wide, in ASCII with ASCII alone", () => {
  const charactersOf = (glyphs: object): string[] =>
    Object.values(glyphs).flatMap((glyph) =>
      typeof glyph === "string" ? [glyph] : charactersOf(glyph),
    );
  for (const glyph of [...charactersOf(UNICODE), ...charactersOf(ASCII)])
    expect(stringWidth(glyph)).toBe(1);
  expect(charactersOf(ASCII).join("")).toMatch(/^[\x20-\x7e]+$/);
  expect(Object.keys(ASCII)).toEqual(Object.keys(UNICODE));
});

it("pads to a width, wide characters included", () => {
  expect(padEnd("界", 4)).toBe("界  ");
  expect(padStart("界", 4)).toBe("  界");
});

it("cuts a row of spans to a width and marks it", () => {
  const row = { spans: [{ text: "one " }, { text: "two " }, { text: "three" }] };
  expect(spansWidth(cutRow(row, 7, "…").spans)).toBe(7);
  expect(
    cutRow(row, 7, "…")
      .spans.map(({ text }) => text)
      .join(""),
  ).toBe("one tw…");
  expect(cutRow(row, 13)).toBe(row);
  expect(
    cutRow(row, 8, "…")
      .spans.map(({ text }) => text)
      .join(""),
  ).toBe("one two…");
});
