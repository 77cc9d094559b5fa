import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { stringify } from "csv-stringify/sync";
import { describe, expect, test } from "vitest";
import { valueText } from "../../src/core/trial/field-text.ts";
import { PARAMETERS } from "../../src/core/trial/parameters.ts";
import { records } from "../../src/results/csv-lines.ts";
import { type RunRow, readRuns } from "../../src/results/read-runs.ts";
import { repairAndRead } from "../../src/results/repair.ts";
import { RunWriter } from "../../src/results/run-writer.ts";
import { recordOf, trialOf } from "../core/queue/examples.ts";
import { fc } from "../seed.ts";
import { temporaryFolder } from "../temporary-folder.ts";

const TRIAL = trialOf({ sleep: [10, 100] });
const decisions = [{ proposer: "fry", value: "{255,0,0}", round: 0, elapsedMs: 90 }];

async function written(runs: number): Promise<string> {
  const directory = temporaryFolder();
  const options = {
    keys: { timeLimitMs: 30_000, seed: 7 },
    onProblem: () => undefined,
    onRecovered: () => undefined,
  };
  const writer = await RunWriter.open(directory, options);
  const ended = Array.from({ length: runs }, (_, index) => ({
    record: recordOf({ run: index + 1, elapsedMs: index, decisions }),
    trial: TRIAL,
  }));
  for (let from = 0; from < runs; from += 1000) await writer.write(ended.slice(from, from + 1000));
  await writer.close();
  return directory;
}

const rowsOf = async (
  directory: string,
): Promise<[RunRow[], Awaited<ReturnType<typeof readRuns>>]> => {
  const rows: RunRow[] = [];
  return [rows, await readRuns(join(directory, "runs.csv"), (row) => rows.push(row))];
};

describe("reading runs.csv", () => {
  test("gives back what was written", async () => {
    const [rows, read] = await rowsOf(await written(2));
    const { decisions: _, ...record } = recordOf({ run: 2, elapsedMs: 1 });
    expect(rows[1]).toEqual({
      ...record,
      decided: 1,
      timeLimitMs: 30_000,
      seed: 7,
      parameters: PARAMETERS.map((each) => valueText(each, TRIAL[each.name])),
    });
    expect(read).toMatchObject({ rows: 2, damaged: 0, torn: 0 });
  });

  test("passes over a torn last line and over lines that are no rows", async () => {
    const directory = await written(3);
    const path = join(directory, "runs.csv");
    const row = readFileSync(path, "utf8").split("\n")[1] as string;
    appendFileSync(
      path,
      `nonsense\n"open quote,1\n${row.replace("agreed", "fine")}\n${row.slice(0, 40)}`,
    );
    const [rows, read] = await rowsOf(directory);
    expect(rows).toHaveLength(3);
    expect(read).toMatchObject({ rows: 3, damaged: 3, torn: 40 });
  });

  test("passes over a line of megabytes", async () => {
    const directory = await written(1);
    const path = join(directory, "runs.csv");
    const row = readFileSync(path, "utf8").split("\n")[1] as string;
    appendFileSync(path, `${"x".repeat(3 << 20)}\n${row}\n`);
    expect((await rowsOf(directory))[1]).toMatchObject({ rows: 2, damaged: 1, torn: 0 });
  });

  test("takes no other file for it", async () => {
    const directory = temporaryFolder();
    writeFileSync(join(directory, "runs.csv"), "a,b\n1,2\n");
    await expect(rowsOf(directory)).rejects.toThrow("runs.csv has no column trial");
  });

  test("never throws on damage, and never takes in a row with a wrong number", async () => {
    const directory = await written(20);
    const path = join(directory, "runs.csv");
    const bytes = readFileSync(path);
    const start = bytes.indexOf(10) + 1;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 8 }),
        async (changes) => {
          const damaged = Buffer.from(bytes);
          for (const [where, value] of changes)
            damaged[start + (where % (bytes.length - start))] = value;
          writeFileSync(path, damaged);
          const [rows] = await rowsOf(directory);
          for (const row of rows) {
            for (const value of [row.trial, row.run, row.attempt])
              expect(Number.isSafeInteger(value)).toBe(true);
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  test("of 100,000 runs misses none", async () => {
    const directory = await written(100_000);
    const { rows } = await readRuns(join(directory, "runs.csv"), () => undefined);
    expect(rows).toBe(100_000);
  });
});

describe("repairing what a crash left", () => {
  test("nothing is said and changed where nothing was torn", async () => {
    const directory = await written(3);
    const before = readFileSync(join(directory, "decisions.csv"), "utf8");
    expect((await repairAndRead(directory, () => undefined)).said).toEqual([]);
    expect(readFileSync(join(directory, "decisions.csv"), "utf8")).toBe(before);
  });

  test("a file cut anywhere keeps its whole rows, and decisions of no other runs", async () => {
    const directory = await written(5);
    const whole = readFileSync(join(directory, "runs.csv"));
    const all = readFileSync(join(directory, "decisions.csv"));
    const header = whole.indexOf(10) + 1;
    for (let length = header; length < whole.length; length += 7) {
      writeFileSync(join(directory, "runs.csv"), whole.subarray(0, length));
      writeFileSync(join(directory, "decisions.csv"), Buffer.concat([all, Buffer.from("9,9,")]));
      const rows: RunRow[] = [];
      await repairAndRead(directory, (row) => rows.push(row));
      const kept = readFileSync(join(directory, "runs.csv"), "utf8");
      expect(kept.endsWith("\n")).toBe(true);
      expect(kept.split("\n")).toHaveLength(rows.length + 2);
      expect(readFileSync(join(directory, "decisions.csv"), "utf8").split("\n")).toHaveLength(
        rows.length + 2,
      );
    }
  });
});

test("lines with and without quotation marks are read in their order, as a parser of CSV reads them", () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.array(fc.constantFrom("1", "", "a b", "[1, 2]", 'say "x"', ">?"), { minLength: 2 }),
      ),
      (rows) => {
        const text = stringify(rows);
        expect(records(text, () => expect.fail("no line is damaged"))).toEqual(
          parse(text, { relax_column_count: true }),
        );
      },
    ),
  );
});

test("blank lines are no damage, whether lines end with a newline or a return and a newline", () => {
  for (const end of ["\n", "\r\n"]) {
    const text = ["a,b", "1,2", "", "  ", '"3","4"', "", ""].join(end);
    expect(records(text, () => expect.fail("no line is damaged"))).toEqual([
      ["a", "b"],
      ["1", "2"],
      ["3", "4"],
    ]);
  }
});
