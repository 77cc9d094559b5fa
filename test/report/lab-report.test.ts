import { describe, expect, test } from "vitest";
import type { TraceEvent } from "../../src/core/run/trace-event.ts";
import { NO_COUNTS } from "../../src/core/run/verdicts.ts";
import { decisionsIn } from "../../src/report/decisions.ts";
import { type LabFindings, labJson, labReport } from "../../src/report/lab-report.ts";

const held: LabFindings = {
  folder: "mine",
  notes: [],
  runs: [{ label: "real nodes", wanted: 20, counts: { ...NO_COUNTS, agreed: 20 } }],
  checks: [{ label: "every schedule", ending: "complete", said: "every schedule is fine." }],
  checkedSystem: "2 proposers, 3 acceptors, 2 rounds",
  causes: [],
  failures: [],
  elapsedMs: 34_000,
  budgetMs: 60_000,
  results: ["out/lab-nodes/latest"],
};

const violation = {
  kind: "violation" as const,
  label: "virtual time, calm, run 7",
  reason: "both 1 and 2 were decided",
  decisions: [
    { actor: "fry", value: "1", round: "0", where: "proposer.erl:58" },
    { actor: "leela", value: "2", round: "1", where: "" },
  ],
  again: "paxy replay out/lab-virtual/latest 1 7 --code mine",
};

const failed = {
  kind: "failed" as const,
  label: "real nodes, run 2",
  reason: "fry crashed at proposer.erl:9",
  decisions: [],
};

describe("the report on a lab folder", () => {
  test("shows the code around the place where a failure shows", () => {
    const code = ["  7  a,", "  8  b,", "> 9  X = 1,", "  10 c,"];
    const text = labReport({ ...held, failures: [{ ...failed, place: "proposer.erl:9", code }] });
    expect(text).toContain(
      "crashed at proposer.erl:9.\n  proposer.erl:9:\n    7  a,\n    8  b,\n  > 9  X = 1,\n",
    );
  });

  test("says what was tried, what held, and that all was covered", () => {
    const text = labReport(held);
    expect(text).toMatch(/^mine: agreement and validity held in every run, and in every schedule/);
    expect(text).toContain("  real nodes      20 runs: 20 agreed\n");
    expect(text).toContain("  every schedule  every schedule is fine.\n");
    expect(text).toContain("  (schedules of 2 proposers, 3 acceptors, 2 rounds)\n");
    expect(text).toContain("Everything was covered, in 34 s of 1 min.");
    expect(labJson(held)).toMatchObject({ covered: true, notCovered: [], failures: [] });
  });

  test("says who decided what, with lines where they are known, and how to see it again", () => {
    const text = labReport({ ...held, failures: [violation, failed] });
    expect(text).toContain("Failed run (real nodes, run 2): fry crashed at proposer.erl:9.\n");
    expect(text).toMatch(/^mine: a property does NOT hold\./);
    expect(text).toContain(
      [
        "VIOLATION (virtual time, calm, run 7): both 1 and 2 were decided.",
        "  fry decided 1 in round 0 (its last accept: proposer.erl:58)",
        "  leela decided 2 in round 1",
        "Again: paxy replay out/lab-virtual/latest 1 7 --code mine",
      ].join("\n"),
    );
    expect(labJson({ ...held, failures: [violation] })).toMatchObject({ failures: [violation] });
  });

  test("says that runs failed where a property holds only without a crash", () => {
    const crashed = { ...violation, label: "the same with a crash", afterCrash: true };
    const runs = [{ label: "real nodes", wanted: 20, counts: { ...NO_COUNTS, failed: 20 } }];
    expect(labReport({ ...held, failures: [crashed] })).toMatch(
      /^mine: no violation was found without a crash, but a property does NOT survive/,
    );
    expect(labReport({ ...held, runs, failures: [failed, crashed] })).toMatch(
      /^mine: no violation was found without a crash, 20 runs failed, and a property does NOT survive/,
    );
  });

  test("says why runs did not decide, and under which loads", () => {
    const causes = [
      { cause: "every vote stays unread", runs: 520, labels: ["real nodes", "virtual time, calm"] },
      { cause: "a process is gone: homer", runs: 1, labels: ["real nodes"] },
    ];
    const text = labReport({ ...held, causes });
    expect(text).toContain(
      "Undecided in 520 runs (real nodes; virtual time, calm): every vote stays unread.\n",
    );
    expect(text).toContain("Undecided in 1 run (real nodes): a process is gone: homer.\n");
  });

  test("counts runs that were cut short, and checks that did not end, as not covered", () => {
    const counts = { ...NO_COUNTS, agreed: 5, undecided: 3, cancelled: 12 };
    const partly: LabFindings = {
      ...held,
      runs: [{ label: "real nodes", wanted: 20, counts }],
      checks: [{ label: "with a crash", ending: "partly", said: "time ran out." }],
    };
    const text = labReport(partly);
    expect(text).toMatch(
      /^mine: agreement and validity held in every run; 3 runs did not decide\./,
    );
    expect(text).toContain("8 of 20 runs: 5 agreed, 3 undecided\n");
    expect(text).toContain(
      "Not fully covered, in 34 s of 1 min: real nodes (8 of 20 runs); with a crash.",
    );
    expect(labJson(partly)).toMatchObject({ covered: false });
  });

  test("claims nothing of a folder of which nothing was run", () => {
    const nothing = {
      ...held,
      runs: [{ label: "real nodes", wanted: 20, counts: NO_COUNTS }],
      checks: [{ label: "with a crash", ending: "none" as const, said: "not started" }],
    };
    expect(labReport(nothing)).toMatch(/^mine: nothing was tried\./);
  });

  test("never has more than 30 lines, and the way to see a violation again is among them", () => {
    const decisions = Array.from({ length: 40 }, () => ({
      ...{ actor: "fry", value: "1", round: "0", where: "" },
    }));
    const long = labReport({
      ...held,
      runs: Array.from({ length: 5 }, () => held.runs).flat(),
      checks: Array.from({ length: 2 }, () => held.checks).flat(),
      results: ["out/lab-nodes/latest", "out/lab-virtual/latest"],
      causes: Array.from({ length: 7 }, (_, index) => ({
        ...{ cause: `cause ${index}`, runs: 2, labels: ["real nodes"] },
      })),
      notes: Array.from({ length: 40 }, (_, index) => `note ${index}`),
      failures: [
        { ...violation, decisions, place: "proposer.erl:3", code: ["  2 a", "> 3 b", "  4 c"] },
        failed,
      ],
    });
    expect(long.trimEnd().split("\n").length).toBeLessThanOrEqual(30);
    expect(long).toContain("Again: ");
    expect(long).toContain("Everything was covered");
    expect(long).toMatch(/and \d+ more notes/);
  });
});

test("a decision's line is that of the last accept of its own proposer before it", () => {
  const event = (
    actor: string,
    kind: TraceEvent["kind"],
    message: TraceEvent["message"],
    where?: string,
  ): TraceEvent => ({
    ...{ clock: 1, at: 1, actor, role: "proposer", index: 1, kind, peer: "none", message, where },
  });
  const found = decisionsIn([
    event("fry", "send", ["accept", "fry", [0, "fry"], 1], "proposer.erl:10"),
    event("fry", "send", ["accept", "fry", [1, "fry"], 1], "proposer.erl:20"),
    event("amy", "send", ["accept", "amy", [0, "amy"], 2], "proposer.erl:30"),
    event("fry", "send", ["prepare", "fry", [1, "fry"]], "proposer.erl:40"),
    event("fry", "decided", [[255, 0, 0], 1]),
    event("fry", "send", ["accept", "fry", [2, "fry"], 1], "proposer.erl:50"),
    event("kif", "decided", [7, 0]),
  ]);
  expect(found).toEqual([
    { actor: "fry", value: "{255,0,0}", round: "1", where: "proposer.erl:20" },
    { actor: "kif", value: "7", round: "0", where: "" },
  ]);
});
