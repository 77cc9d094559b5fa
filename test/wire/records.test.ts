import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ANSWERS, answer, nodeRecord, RECORDS, WireError } from "../../src/wire/records.ts";
import { temporaryFolder } from "../temporary-folder.ts";

/** What Erlang says that it can send, and an example of each. */
function examples(): { names: Record<string, string[]>; records: object[]; answers: object[] } {
  const folder = temporaryFolder();
  execFileSync("erlc", ["-o", folder, join(import.meta.dirname, "wire_examples.erl")]);
  const erl = ["-noshell", "-pa", folder, "-pa", ".build/ebin", "-run", "wire_examples", "print"];
  const text = execFileSync("erl", erl, { encoding: "utf8" }).trim();
  const [head = "", tail = ""] = text.split("\nanswers\n");
  const [names, ...records] = head.split("\n").map((line) => JSON.parse(line));
  return { names, records, answers: tail.split("\n").map((line) => JSON.parse(line)) };
}

const kinds = (all: readonly object[]): string[] =>
  [...new Set(all.map((each) => (each as { t: string }).t))].sort();

test("every record that Erlang can send is known and read, and no other is", () => {
  const { names, records, answers } = examples();
  expect(names.records?.toSorted()).toEqual(
    Object.keys(RECORDS)
      .filter((name) => name !== "exit")
      .sort(),
  );
  expect(names.answers?.toSorted()).toEqual(Object.keys(ANSWERS).sort());
  expect(kinds(records)).toEqual(names.records?.toSorted());
  expect(kinds(answers)).toEqual(names.answers?.toSorted());
  for (const each of records) expect(nodeRecord(each)).toEqual(each);
  for (const each of answers) expect(answer(each)).toEqual(each);
});

const RUN = {
  ...{ t: "run", trial: 1, run: 1, attempt: 1, verdict: "agreed", decision: "{1,2,3}" },
  ...{ rounds: 0, elapsed: 12, reason: "", decisions: [["fry", "{1,2,3}", 0, 12]] },
  ...{ messages: 4, dropped: 0, winner: "", late: null, started_at: 0 },
};

const RUNS = {
  ...{ t: "runs", trial: 1, run: 1, step: 1, attempt: 1, texts: ["agreed", ""] },
  rows: [[0, 1, 1, 1, null, null, 4, 0, 0]],
};

describe("what is not known on both sides is refused with its name", () => {
  const wrong: [object, string][] = [
    [{ t: "dance" }, 'a record "dance", which this version of paxy does not know'],
    [{}, "a record missing, which"],
    [{ t: "toString" }, 'a record "toString"'],
    [{ ...RUN, run: "1" }, 'a record run whose field run is "1"'],
    [{ ...RUN, verdict: "won" }, 'field verdict is "won"'],
    [{ ...RUN, decisions: [["fry"]] }, 'field decisions is [["fry"]]'],
    [{ ...RUN, rounds: -1 }, "field rounds is -1"],
    [{ ...RUN, started_at: "now" }, 'field started_at is "now"'],
    [{ ...RUN, loser: "fry" }, 'field loser is "fry"'],
    [
      { ...RUNS, rows: [[0, 1, 1, 1, null, null, 4, 0]] },
      "field rows is [[0,1,1,1,null,null,4,0]]",
    ],
    [{ ...RUNS, rows: [[null, 1, 1, 1, 0, 0, 4, 0, 0]] }, "field rows is"],
    [{ ...RUNS, rows: [[0, 1, 1, 1, 0, 0, 4, 0, 0, 1]] }, "field rows is"],
    [{ ...RUNS, texts: [1] }, "field texts is [1]"],
    [{ t: "ready" }, "field port is missing"],
  ];
  test.each(wrong)("%j", (record, sentence) => {
    expect(() => nodeRecord(record)).toThrow(WireError);
    expect(() => nodeRecord(record)).toThrow(sentence);
  });

  test("a record as it should be is the same object", () => {
    expect(nodeRecord(RUN)).toBe(RUN);
  });
});
