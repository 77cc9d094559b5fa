import { describe, expect, it } from "vitest";
import { LINE_BYTES_MAX, RECORD_BYTES_MAX } from "../../src/nodes/record-stream.ts";
import { seedFor } from "../seed.ts";
import { MARK, type Parsed, parse, recordProperties } from "./record-properties.ts";

const parseText = (...texts: string[]): Parsed[] => parse(texts.map((text) => Buffer.from(text)));

describe("records and lines are told apart", () => {
  it("a record is told from the lines around it", () => {
    expect(parseText(`one\n${MARK}{"t":"x"}\ntwo\n`)).toEqual([
      { line: "one" },
      { record: { t: "x" } },
      { line: "two" },
    ]);
  });

  it("a record in the middle of a line is found, and the line goes on behind it", () => {
    expect(parseText(`on${MARK}{"t":1}\ne\n`)).toEqual([{ record: { t: 1 } }, { line: "one" }]);
  });

  it("what looks like a record without the token is a line", () => {
    const forged = `\x1e${"0".repeat(32)}{"t":"run"}`;
    expect(parseText(`${forged}\n\x1e{"t":"run"}\n`)).toEqual([
      { line: forged },
      { line: '\x1e{"t":"run"}' },
    ]);
  });

  it("a record that is no JSON object is a line that says so", () => {
    for (const json of ["{", "[]", "null", "7", '"text"', ""]) {
      expect(parseText(`${MARK}${json}\n`)).toEqual([{ line: expect.stringContaining("[Paxy]") }]);
    }
  });

  it("a last line without an end and a torn record are handed over as lines", () => {
    expect(parseText("no end")).toEqual([{ line: "no end" }]);
    expect(parseText(`${MARK}{"t":`)).toEqual([{ line: '{"t":' }]);
    expect(parseText("held \x1e0123")).toEqual([{ line: "held \x1e0123" }]);
  });

  it("a carriage return before the end of a line is not part of it", () => {
    expect(parseText("line\r\n\r\n")).toEqual([{ line: "line" }, { line: "" }]);
  });
});

describe("nothing grows without bound", () => {
  it("a line of 10 MB is cut and says how long it was", () => {
    const megabyte = Buffer.alloc(1024 * 1024, "x");
    const parsed = parse([...Array<Buffer>(10).fill(megabyte), Buffer.from("\nnext\n")]);
    expect(parsed).toEqual([
      { line: `${"x".repeat(LINE_BYTES_MAX)} [cut: the line has 10485760 bytes]` },
      { line: "next" },
    ]);
  });

  it("a record is found behind 10 MB of a line that has not ended", () => {
    const megabyte = Buffer.alloc(1024 * 1024, "x");
    const parsed = parse([...Array<Buffer>(10).fill(megabyte), Buffer.from(`${MARK}{"t":1}\n`)]);
    expect(parsed[0]).toEqual({ record: { t: 1 } });
  });

  it("a record beyond the bound is a line that says so", () => {
    const parsed = parseText(`${MARK}{"t":"`, "x".repeat(RECORD_BYTES_MAX), '"}\nnext\n');
    expect(parsed).toEqual([{ line: expect.stringContaining("[Paxy]") }, { line: "next" }]);
  });

  it("a million lines of one byte are a million lines", () => {
    expect(parse([Buffer.alloc(1024 * 1024, "\n")])).toHaveLength(1024 * 1024);
  });
});

describe("10,000 random streams each", () => {
  for (const { name, check } of recordProperties(10_000, seedFor("streams"))) it(name, check);
});
