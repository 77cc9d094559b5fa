import assert from "node:assert/strict";
import { LINE_BYTES_MAX, recordParser } from "../../src/nodes/record-stream.ts";
import { type Draws, drawsOf } from "./draws.ts";

const TOKEN = "0123456789abcdef0123456789abcdef";
const MARK = Buffer.from(`\x1e${TOKEN}`);

/** Random bytes, split anywhere, between records of ours: each of these comes out as it went in, and no other does. */
export function fuzzRecords(cases: number, seed: number): void {
  const draws = drawsOf(seed);
  for (let index = 0; index < cases; index++) {
    const { data, records } = stream(draws);
    // Noise may have become a mark by chance; no node can know it.
    if (data.toString("latin1").split(MARK.toString("latin1")).length - 1 > records.length)
      continue;
    const got: unknown[] = [];
    const parser = recordParser(TOKEN, {
      record: (record) => got.push(record),
      line: (text) => assert.ok(text.length <= LINE_BYTES_MAX + 100),
    });
    for (const piece of draws.pieces(data)) parser.push(piece);
    parser.end();
    assert.deepEqual(got, records, `seed ${seed}, case ${index}`);
  }
}

function stream(draws: Draws): { data: Buffer; records: readonly unknown[] } {
  const records: unknown[] = [];
  const parts: Buffer[] = [];
  for (let part = draws.below(6); part > 0; part--) {
    parts.push(noise(draws));
    if (draws.below(2) === 0) continue;
    const record = { t: "run", n: draws.below(1000), text: draws.text() };
    records.push(JSON.parse(JSON.stringify(record)));
    parts.push(MARK, Buffer.from(`${JSON.stringify(record)}\n`));
  }
  return { data: Buffer.concat(parts), records };
}

/** Bytes, lines, and what nearly is a record. */
function noise(draws: Draws): Buffer {
  const cut = MARK.subarray(0, draws.below(MARK.length));
  const forged = Buffer.from(`\x1e${"0".repeat(32)}{"t":"run"}\n`);
  return draws.oneOf([draws.bytes(60), cut, forged, Buffer.from("line\r\n"), Buffer.alloc(0)]);
}
