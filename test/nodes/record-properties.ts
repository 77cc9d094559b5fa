import { deepStrictEqual } from "node:assert/strict";
import { recordParser } from "../../src/nodes/record-stream.ts";
import { fc } from "../seed.ts";

const TOKEN = "0123456789abcdef0123456789abcdef";
export const MARK = `\x1e${TOKEN}`;

export type Parsed = { record: unknown } | { line: string };

export function parse(chunks: readonly Buffer[], token = TOKEN): Parsed[] {
  const parsed: Parsed[] = [];
  const parser = recordParser(token, {
    record: (record) => parsed.push({ record }),
    line: (line) => parsed.push({ line }),
  });
  for (const chunk of chunks) parser.push(chunk);
  parser.end();
  return parsed;
}

/** Pieces of which hostile streams are made: near misses above all. */
const piece = fc.oneof(
  fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
  fc
    .constantFrom("\n", "\r\n", "\x1e", MARK, MARK.slice(0, 20), `\x1e${MARK}`)
    .map((text) => Buffer.from(text)),
  fc.json({ maxDepth: 2 }).map((json) => Buffer.from(`${MARK}${json}\n`)),
  fc.string({ unit: "binary", maxLength: 30 }).map((text) => Buffer.from(text, "utf8")),
);
const stream = fc.array(piece, { maxLength: 30 }).map((pieces) => Buffer.concat(pieces));
const cuts = fc.array(fc.nat(), { maxLength: 20 });

/** Whole characters, none of which ends a line or begins a record. */
const plainLine = fc
  .string({ unit: "grapheme", maxLength: 40 })
  .filter((text) => !["\n", "\r", "\x1e"].some((each) => text.includes(each)));
const entry = fc.oneof(
  fc.record({ line: plainLine }),
  fc.record({ record: fc.dictionary(fc.string(), fc.integer()) }),
);

function split(bytes: Buffer, places: readonly number[]): Buffer[] {
  const ends = [0, ...places.map((place) => place % (bytes.length + 1)), bytes.length];
  ends.sort((a, b) => a - b);
  return ends.slice(1).map((end, index) => bytes.subarray(ends[index], end));
}

function writeOut(each: Parsed): string {
  return `${"line" in each ? each.line : MARK + JSON.stringify(each.record)}\n`;
}

/** What holds of every stream; a failure prints its seed and path. */
export function recordProperties(
  numRuns: number,
  seed: number,
): readonly { readonly name: string; check(): void }[] {
  return [
    {
      name: "the same bytes give the same records and lines, wherever they are split",
      check: () =>
        fc.assert(
          fc.property(stream, cuts, (bytes, places) => {
            deepStrictEqual(parse(split(bytes, places)), parse([bytes]));
          }),
          { numRuns, seed },
        ),
    },
    {
      name: "bytes without the token never become a record",
      check: () =>
        fc.assert(
          fc.property(stream, (bytes) =>
            parse([bytes], "f".repeat(32)).every((each) => "line" in each),
          ),
          { numRuns, seed },
        ),
    },
    {
      name: "every record between lines is found, in order",
      check: () =>
        fc.assert(
          fc.property(fc.array(entry), cuts, (expected, places) => {
            const bytes = Buffer.from(expected.map(writeOut).join(""));
            const parsed = parse(split(bytes, places));
            deepStrictEqual(JSON.stringify(parsed), JSON.stringify(expected));
          }),
          { numRuns, seed },
        ),
    },
  ];
}
