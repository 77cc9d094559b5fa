import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { NO_COUNTS } from "../../src/core/run/verdicts.ts";
import { gradeJson, gradeRows } from "../../src/report/grade/data.ts";
import { type Graded, outcome } from "../../src/report/grade/graded.ts";
import { gradescope } from "../../src/report/grade/gradescope.ts";
import { junit } from "../../src/report/grade/junit.ts";
import { gradeTable } from "../../src/report/grade/table.ts";
import { testsOf } from "../../src/report/grade/tests.ts";
import { csv } from "../../src/results/csv.ts";
import { fc } from "../seed.ts";

const HELD: Graded = {
  ...{ name: "anna", path: "course/anna", compiled: true, problems: [], notes: [] },
  loads: [{ label: "calm", wanted: 500, counts: { ...NO_COUNTS, agreed: 500 } }],
  ...{ unbacked: 0, causes: [], elapsedMs: 8123, again: "paxy lab course/anna" },
  checks: [
    { label: "every schedule", ending: "complete", said: "every schedule is right.", closed: [] },
    {
      label: "every schedule with a crash",
      ending: "partly",
      said: "no violation so far",
      closed: ["1 round, 1 crash"],
    },
  ],
};

const FAILED: Graded = {
  ...HELD,
  name: "bob",
  loads: [{ label: "calm", wanted: 500, counts: { ...NO_COUNTS, agreed: 488, violation: 12 } }],
  unbacked: 3,
  failure: {
    ...{ property: "agreement", label: "calm, run 7", where: "proposer.erl:95" },
    reason: "both {255,0,0} and {0,0,255} were decided",
  },
};

const BROKEN: Graded = {
  ...{ ...HELD, name: "carl", compiled: false, loads: [], checks: [] },
  problems: ["acceptor.erl:2: syntax error\n    start("],
};

test("a table for people says of each what held and why not", () => {
  expect(gradeTable([HELD, FAILED, BROKEN], 100)).toMatchInlineSnapshot(`
    "            com-            vio-             rate           crash-  un-
    submission  piled  runs  lations           (95 %)  checked  safe    backed
    anna        yes     500        0     0 (0-0.74) %  all      ?       0
    bob         yes     500     12 !  2.4 (1.2-4.2) %  all      NO      3 !
    carl        NO

    bob:
      agreement (calm, run 7) at proposer.erl:95: both {255,0,0} and {0,0,255} were decided
      More: paxy lab course/anna

    carl:
      acceptor.erl:2: syntax error
          start(

    3 submissions: 1 held (1 of them not tried completely), 1 failed a property, 1 could not be compiled or run.
    "
  `);
});

test("a property that failed wins over a crash, and a run that failed is one that could not be run", () => {
  expect([HELD, FAILED, BROKEN].map(outcome)).toEqual(["held", "failed", "not run"]);
  const crashed = {
    ...HELD,
    failure: { property: "runs to its end", label: "calm, run 1", reason: "it crashed", where: "" },
  } as const;
  expect(outcome(crashed)).toBe("not run");
  expect(outcome({ ...HELD, loads: [{ label: "calm", wanted: 500, counts: NO_COUNTS }] })).toBe(
    "not run",
  );
});

test("what the budget did not cover is open, not failed", () => {
  expect(testsOf(HELD).map(({ status }) => status)).toEqual([
    ...["passed", "passed", "passed", "passed", "passed", "open"],
  ]);
  expect(testsOf(FAILED).map(({ status }) => status)).toContain("failed");
  expect(new Set(testsOf(BROKEN).map(({ status }) => status))).toEqual(new Set(["error"]));
});

test("Gradescope has a point for each test that did not fail", () => {
  const { tests, ...rest } = JSON.parse(gradescope(FAILED));
  expect(rest).toMatchObject({ execution_time: 8, visibility: "visible" });
  expect(tests).toHaveLength(6);
  const points = tests.map((each: { score: number; max_score: number }) => each.score);
  expect(points).toEqual([1, 0, 1, 0, 1, 0]);
  expect(JSON.parse(gradescope(BROKEN)).tests[0].output).toContain("syntax error");
});

test("a row of CSV and an object of JSON say the same", () => {
  const [header, held, failed] = gradeRows([HELD, FAILED, BROKEN]);
  const cell = (row: readonly unknown[] | undefined, name: string) =>
    row?.[header?.indexOf(name) ?? 0];
  expect(cell(held, "covered")).toBe("no");
  expect(cell(failed, "rate")).toBe(12 / 500);
  expect(cell(failed, "where")).toBe("proposer.erl:95");
  const { covered, submissions } = gradeJson([FAILED], "walls") as {
    covered: boolean;
    submissions: { runs: { interval: number[] }; notCovered: string[] }[];
  };
  expect(covered).toBe(false);
  expect(submissions[0]?.runs.interval[0]).toBeGreaterThan(0.01);
  expect(submissions[0]?.notCovered).toEqual(["every schedule with a crash"]);
});

/** Whatever a folder's name, a path or a message may hold. */
const hostile = fc.string({ unit: "binary", maxLength: 40 });

const named = (text: string): Graded => ({
  ...FAILED,
  ...{ name: text, path: text, notes: [text], causes: [text], problems: [text] },
  failure: { property: "agreement", label: text, where: text, reason: text },
});

test("no name and no message breaks a format or reaches a terminal", () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const rows = [named(text), { ...named(text), compiled: false }];
      // biome-ignore lint/suspicious/noControlCharactersInRegex: none may reach a terminal
      expect(gradeTable(rows)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: none is allowed in XML
      expect(junit(rows)).not.toMatch(/[\u0000-\u0009\u000b-\u001f]|&(?!\w+;|#\d+;)/);
      expect(JSON.parse(gradescope(named(text))).tests).toHaveLength(6);
      expect(csv(gradeRows(rows)).trim().split("\n")).toHaveLength(3);
    }),
  );
});

const PARSER =
  "import sys, xml.etree.ElementTree as t; print(t.fromstring(sys.stdin.buffer.read())[0].get('name'))";
const hasPython = spawnSync("python3", ["-c", "import xml.etree.ElementTree"]).status === 0;

test.runIf(hasPython)("JUnit's XML is read by a parser, with the names as they were", () => {
  const name = `"><script>alert('x')</script>&amp; ]]> \u001b[31m\n名前`;
  const input = junit([named(name)]);
  const read = spawnSync("python3", ["-c", PARSER], { input, encoding: "utf8" });
  expect(read.stdout.trimEnd()).toBe(name.replace("\u001b", "\ufffd"));
});
