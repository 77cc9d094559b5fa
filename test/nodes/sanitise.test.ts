import { expect, it } from "vitest";
import { LINE_CHARS_MAX, sanitise } from "../../src/nodes/sanitise.ts";
import { fc } from "../seed.ts";

it("plain text in any script stays as it is", () => {
  for (const text of ["[Proposer fry] DECIDED {255,0,0}", "Grüße, 世界, 🎉", ""]) {
    expect(sanitise(text)).toBe(text);
  }
});

it("control sequences become visible", () => {
  expect(sanitise("\x1b[2J\x07\x7f")).toBe("␛[2J␇␡");
  expect(sanitise("\u009b31m")).toBe("<009b>31m");
  expect(sanitise("a\rb\nc")).toBe("a␍b␊c");
});

it("overrides of the text's direction and invisible characters become visible", () => {
  expect(sanitise("abc\u202edef\u2066\u200b\ufeff")).toBe("abc<202e>def<2066><200b><feff>");
});

it("tabs become spaces", () => {
  expect(sanitise("a\tb")).toBe("a    b");
});

it("a line beyond the bound is cut and says how long it was", () => {
  const line = sanitise("x".repeat(100_000));
  expect(line).toBe(`${"x".repeat(LINE_CHARS_MAX)} [cut: the line has 100000 characters]`);
});

it("no text whatever lets a control character through", () => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must be missing
  const control = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\u2028\u2029]/;
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.uint8Array(), (text, bytes) => {
      expect(sanitise(text)).not.toMatch(control);
      expect(sanitise(Buffer.from(bytes).toString("utf8"))).not.toMatch(control);
      expect(sanitise(Buffer.from(bytes).toString("latin1"))).not.toMatch(control);
    }),
    { numRuns: 2000 },
  );
});
