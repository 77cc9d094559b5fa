import { expect, test } from "vitest";
import { runRecords } from "../../src/nodes/runs-record.ts";
import { nodeRecord, type RecordOf, WireError } from "../../src/wire/records.ts";

const RECORD = {
  ...{ t: "runs", trial: 3, run: 5, step: 4, attempt: 2 },
  texts: ["agreed", "{1,2,3}", "fry", "", "undecided", "the time\u001b[2J limit came first"],
  rows: [
    [0, 1, 2, 3, 1, 20, 30, 2, 1000, 2, 1, 0, 12, 2, 1, 1, 20],
    [4, 3, 3, 5, null, null, 31, 4, 2000],
  ],
};

const records = (record: object) => runRecords(nodeRecord(record) as RecordOf<"runs">);

test("rows without names become the attempts that they tell of", () => {
  expect(records(RECORD)).toEqual([
    {
      ...{ trial: 3, run: 5, attempt: 2, verdict: "agreed", decision: "{1,2,3}", winner: "fry" },
      ...{ rounds: 1, elapsedMs: 20, messages: 30, dropped: 2, lateMs: null, load: null },
      ...{ reason: "", startedAt: "1970-01-01T00:00:01.000Z" },
      decisions: [
        { proposer: "fry", value: "{1,2,3}", round: 0, elapsedMs: 12 },
        { proposer: "fry", value: "{1,2,3}", round: 1, elapsedMs: 20 },
      ],
    },
    {
      ...{ trial: 3, run: 9, attempt: 2, verdict: "undecided", decision: "", winner: "" },
      ...{ rounds: null, elapsedMs: null, messages: 31, dropped: 4, lateMs: null, load: null },
      ...{ reason: "the time␛[2J limit came first", startedAt: "1970-01-01T00:00:02.000Z" },
      decisions: [],
    },
  ]);
});

test("a row with a text that is missing, or a verdict that is none, is refused", () => {
  expect(() => records({ ...RECORD, texts: ["agreed"] })).toThrow(WireError);
  expect(() => records({ ...RECORD, texts: ["won", ...RECORD.texts.slice(1)] })).toThrow(
    "verdict won",
  );
});
