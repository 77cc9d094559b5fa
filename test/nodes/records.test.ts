import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LINE_BYTES_MAX, RECORD_BYTES_MAX, recordParser } from "../../src/nodes/records.ts";

const TOKEN = "0123456789abcdef0123456789abcdef";
const MARK = `\x1e${TOKEN}`;

type Parsed = { record: unknown } | { line: string };

function parse(chunks: readonly Buffer[]): Parsed[] {
  const parsed: Parsed[] = [];
  const parser = recordParser(TOKEN, {
    record: (record) => parsed.push({ record }),
    line: (line) => parsed.push({ line }),
  });
  for (const chunk of chunks) parser.push(chunk);
  parser.end();
  return parsed;
}

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

  it("lines of one byte are parsed in linear time", () => {
    const started = performance.now();
    expect(parse([Buffer.alloc(1024 * 1024, "\n")])).toHaveLength(1024 * 1024);
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});

/** `npm run soak` raises the number of cases; a failure prints its seed and path. */
const CASES = Number(process.env.PAXY_FUZZ_CASES ?? 10_000);
const SEED = Number(process.env.PAXY_FUZZ_SEED ?? Date.now() % 2 ** 31);

/** Pieces of which hostile streams are made: near misses above all. */
const piece = fc.oneof(
  fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
  fc.constantFrom("\n", "\r\n", "\x1e", MARK, MARK.slice(0, 20), `\x1e${MARK}`).map(Buffer.from),
  fc.json({ maxDepth: 2 }).map((json) => Buffer.from(`${MARK}${json}\n`)),
  fc.string({ unit: "binary", maxLength: 30 }).map((text) => Buffer.from(text, "utf8")),
);
/** Whole characters, none of which ends a line or begins a record. */
const plainLine = fc
  .string({ unit: "grapheme", maxLength: 40 })
  .filter((text) => !["\n", "\r", "\x1e"].some((each) => text.includes(each)));
const stream = fc.array(piece, { maxLength: 30 }).map((pieces) => Buffer.concat(pieces));

function split(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length];
  places.sort((a, b) => a - b);
  return places.slice(1).map((end, index) => bytes.subarray(places[index], end));
}

describe(`random streams, ${CASES} cases (PAXY_FUZZ_SEED=${SEED})`, () => {
  it("the same bytes give the same records and lines, wherever they are split", () => {
    fc.assert(
      fc.property(stream, fc.array(fc.nat(), { maxLength: 20 }), (bytes, cuts) => {
        expect(parse(split(bytes, cuts))).toEqual(parse([bytes]));
      }),
      { numRuns: CASES, seed: SEED },
    );
  }, 600_000);

  it("bytes without the token never become a record", () => {
    fc.assert(
      fc.property(stream, (bytes) => {
        const other = recordParser("f".repeat(32), {
          record: () => expect.unreachable(),
          line: () => {},
        });
        other.push(bytes);
        other.end();
      }),
      { numRuns: CASES, seed: SEED },
    );
  }, 600_000);

  it("every record between lines is found, in order", () => {
    const entries = fc.array(
      fc.oneof(
        fc.record({ line: plainLine }),
        fc.record({ record: fc.dictionary(fc.string(), fc.integer()) }),
      ),
    );
    fc.assert(
      fc.property(entries, fc.array(fc.nat()), (expected, cuts) => {
        const text = expected
          .map((each) => ("line" in each ? each.line : MARK + JSON.stringify(each.record)))
          .map((each) => `${each}\n`);
        const parsed = parse(split(Buffer.from(text.join("")), cuts));
        expect(JSON.stringify(parsed)).toBe(JSON.stringify(expected));
      }),
      { numRuns: CASES / 10, seed: SEED },
    );
  }, 600_000);
});
