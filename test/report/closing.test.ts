import { describe, expect, test } from "vitest";
import { createQueue } from "../../src/core/queue/queue.ts";
import type { RunRecord } from "../../src/core/run/run.ts";
import { reportOf } from "../../src/core/statistics/uncertainty.ts";
import type { Trial } from "../../src/core/trial/trial.ts";
import { type ClosingOptions, closingReport } from "../../src/report/closing.ts";
import { markdownReport } from "../../src/report/markdown.ts";
import { recordOf, settings, tell, trialOf, undecided } from "../core/queue/examples.ts";

function report(
  trials: readonly Trial[],
  records: readonly RunRecord[],
  options?: ClosingOptions,
): string {
  const queue = createQueue(settings({ repeat: 2, jobs: 99 }), trials);
  const [state] = tell(queue, { type: "begin" }, ...records);
  const summaries = state.trials.map((each) => reportOf(each, { timeLimitMs: 30_000 }));
  return closingReport(
    { name: "quick", directory: "out/quick/latest", trials: summaries },
    options,
  );
}

describe("the closing report", () => {
  test("has a row per trial, told apart by the parameters that differ", () => {
    const text = report(
      [trialOf({ drop: 1, propTimeout: 50 }), trialOf({ drop: 20, sleep: [10, 100] })],
      [
        recordOf({ elapsedMs: 100 }),
        recordOf({ run: 2, elapsedMs: 201, rounds: 1 }),
        recordOf({ trial: 2, elapsedMs: 1234, rounds: 12 }),
        undecided({ trial: 2, run: 2 }),
      ],
      { width: 100 },
    );
    expect(text).toBe(
      `                           prop                                     undecided
trial  sleep      drop  Timeout  agreed  undecided  violation               %
    1  [0]           1       50       2          0          0     0 [0, 84.2]
    2  [10, 100]    20      100       1          1          0  50 [1.3, 98.7]

         elapsed                    rounds
trial  median ms  mean to limit ms  median
    1        151               151       0
    2     >30000             15617      >?

quick: 4 runs: 3 agreed, 1 undecided, 0 violations, 0 failed, 0 cancelled.
In brackets: 95 % intervals; a median has one from 6 runs on.
Results: out/quick/latest
`,
    );
  });

  test("says whose runs ended before a rule of precision ended them", () => {
    const told = (apart: number): string => {
      const ended = Array.from({ length: 30 }, (_, run) =>
        recordOf({ run: run + 1, elapsedMs: 1000 + apart * run }),
      );
      const queue = createQueue(settings({ repeat: 30, jobs: 99 }), [trialOf()]);
      const [{ trials }] = tell(queue, { type: "begin" }, ...ended);
      const terms = { timeLimitMs: 30_000, stop: { precision: 0.05 } };
      const reports = trials.map((each) => reportOf(each, terms));
      return closingReport({ name: "quick", directory: "out/quick/latest", trials: reports });
    };
    expect(told(50)).toContain("Median less precise than asked: trial 1 after 30 runs.");
    expect(told(1)).not.toContain("less precise");
  });

  test("parts sentences between words where the terminal is narrow, and no path", () => {
    const text = report([trialOf()], [recordOf({}), undecided({ run: 2 })], { columns: 40 });
    const lines = text.split("\n");
    expect(lines).toContain("quick: 2 runs: 1 agreed, 1 undecided, 0");
    expect(lines).toContain("violations, 0 failed, 0 cancelled.");
    expect(lines).toContain("Results: out/quick/latest");
  });

  test("tells median, p95 and rates with their intervals, and the runs that are missing", () => {
    const ended = Array.from({ length: 40 }, (_, run) =>
      recordOf({ run: run + 1, elapsedMs: 100 + run }),
    );
    const failed = recordOf({ run: 41, attempt: 1, verdict: "failed", reason: "node lost" });
    const queue = createQueue(settings({ repeat: 41, jobs: 99, attemptsMax: 1 }), [trialOf()]);
    const [state] = tell(queue, { type: "begin" }, ...ended, failed);
    const text = closingReport({
      ...{
        name: "quick",
        directory: "out",
        trials: [reportOf(state.trials[0] as never, { timeLimitMs: 30_000 })],
      },
    });
    expect(text).toContain("120 [113, 126]  137 [134, ?]               120  0 [0, 0]");
    expect(text).toContain("<- 1 failed run missing");
    expect(text).toContain("In brackets: 95 % intervals; ?: too few runs for this end.");
  });

  test("can't be read without seeing a violation", () => {
    const violation = { verdict: "violation", decision: "", reason: "two values" } as const;
    const text = report([trialOf()], [recordOf(violation), recordOf({ run: 2 })]);
    expect(text).toBe(
      `                                          violation
trial  agreed  undecided  violation               %
    1       1          0          1  50 [1.3, 98.7]

         elapsed                    rounds
trial  median ms  mean to limit ms  median
    1        100               100       0  <- VIOLATION

quick: 2 runs: 1 agreed, 0 undecided, 1 violation, 0 failed, 0 cancelled.
In brackets: 95 % intervals; a median has one from 6 runs on.
VIOLATION of agreement or validity in trial 1 (1 of 2 runs).
Message traces: out/quick/latest/violations
Results: out/quick/latest
`,
    );
  });

  test("is parted in two where it would be too wide", () => {
    const trials = [
      trialOf({ sleep: [10, 100, 10, 20, 50] }),
      trialOf({ propTimeout: 50, drop: 30 }),
    ];
    expect(report(trials, [recordOf({ verdict: "violation" })])).toBe(
      `                                       prop
trial  sleep                  drop  Timeout
    1  [10, 100, 10, 20, 50]     1      100
    2  [0]                      30       50

                                          violation
trial  agreed  undecided  violation               %
    1       0          0          1  100 [2.5, 100]
    2       0          0          0

         elapsed                    rounds
trial  median ms  mean to limit ms  median
    1        100               100       0  <- VIOLATION
    2

quick: 1 of 4 runs: 0 agreed, 0 undecided, 1 violation, 0 failed, 0 cancelled.
In brackets: 95 % intervals; a median has one from 6 runs on.
VIOLATION of agreement or validity in trial 1 (1 of 1 run).
Message traces: out/quick/latest/violations
Results: out/quick/latest
`,
    );
  });

  test("fits 80 columns where few parameters differ", () => {
    const trials = [1, 2, 3].map((drop) => trialOf({ drop }));
    for (const line of report(trials, []).split("\n")) expect(line.length).toBeLessThanOrEqual(80);
  });

  test("says how far a batch came that was stopped", () => {
    expect(report([trialOf()], [recordOf()])).toContain("quick: 1 of 2 runs: 1 agreed,");
  });

  test("shows the first trials of thousands, and every one with a violation", () => {
    const trials = Array.from({ length: 30 }, (_, drop) => trialOf({ drop }));
    const text = report(trials, [recordOf({ trial: 30, verdict: "violation" })], {
      rowsMax: 3,
      width: 200,
    });
    expect(text.match(/^ +\d+ /gm)?.map(Number)).toEqual([1, 2, 30]);
    expect(text).toContain("For the other 27 trials: out/quick/latest/summary.csv");
  });

  test("of no trials has no table", () => {
    expect(report([], [])).toBe(
      "quick: 0 runs: 0 agreed, 0 undecided, 0 violations, 0 failed, 0 cancelled.\nResults: out/quick/latest\n",
    );
  });
});

test("in Markdown the same figures stand in a table, and no name is taken for markup", () => {
  const queue = createQueue(settings({ repeat: 2, jobs: 99 }), [trialOf(), trialOf({ drop: 9 })]);
  const [state] = tell(
    queue,
    { type: "begin" },
    recordOf({ elapsedMs: 151 }),
    undecided({ trial: 2 }),
  );
  const trials = state.trials.map((each) => reportOf(each, { timeLimitMs: 30_000 }));
  const text = markdownReport({ name: "a|b *c*", directory: "out/x", trials });
  expect(text).toContain("## a\\|b \\*c\\*\n");
  expect(text).toContain(
    "| trial | drop | undecided | agreed | undecided % | violation % | elapsed median ms | mean to limit ms | rounds median |\n| --- |",
  );
  expect(text).toContain("| 1 | 1 | 0 | 1 | 0 [0, 97.5] | 0 [0, 97.5] | 151 | 151 | 0 |");
  expect(text).toContain(
    "| 2 | 9 | 1 | 0 | 100 [2.5, 100] | 0 [0, 97.5] | \\>30000 | 30000 | \\>? |",
  );
  expect(text).toContain("- a\\|b \\*c\\*: 2 of 4 runs: 1 agreed, 1 undecided, 0 violations");
});
