import { describe, expect, test } from "vitest";
import { judgePrinted, PrintedRuns, readLine } from "../../../src/core/run/classic-log.ts";

describe("a line of a run", () => {
  test.each([
    [
      "[Proposer fry] DECIDED {255,0,0} in round {2,fry} after 242 ms",
      "fry",
      "{255,0,0}",
      "{2,fry}",
    ],
    ["[Proposer fry] DECIDED {255, 0, 0} in round {2, fry}", "fry", "{255,0,0}", "{2,fry}"],
    ["leela decided {0,0,255} in round {0,leela}", "leela", "{0,0,255}", "{0,leela}"],
    ["Proposer bender decided {0,255,0}", "bender", "{0,255,0}", ""],
    [
      "(paxy-pro@127.0.0.1)1> [Proposer 'Zoë'] decided green in round {1,'Zoë'}",
      "'Zoë'",
      "green",
      "{1,'Zoë'}",
    ],
  ])("%s is a decision", (line, proposer, value, round) => {
    expect(readLine(line)).toEqual({ proposer, value, round });
  });

  test.each([
    "[Acceptor homer] Phase 1: promised {1,fry} voted na colour na",
    "nobody has decided",
    "[Proposer fry] Phase 2: round {0,fry} proposal {255,0,0}",
    "",
  ])("%s is none", (line) => {
    expect(readLine(line)).toBeUndefined();
  });
});

const red = (proposer: string) =>
  `[Proposer ${proposer}] DECIDED {255,0,0} in round {0,fry} after 1 ms`;
const blue = (proposer: string) =>
  `[Proposer ${proposer}] DECIDED {0,0,255} in round {1,leela} after 9 ms`;

const judged = (lines: readonly string[], proposers?: number) => {
  const runs = new PrintedRuns();
  return [...lines.map((line) => runs.take(line)), runs.end()].flatMap((run) =>
    run ? [judgePrinted(run, proposers)] : [],
  );
};

describe("a log", () => {
  test("has a violation where two values differ within a run", () => {
    expect(judged([red("fry"), blue("leela"), "[Paxy] Total elapsed time: 9 ms"])).toEqual([
      { verdict: "violation", sentence: "fry decided {255,0,0}, leela decided {0,0,255}" },
    ]);
  });

  test("has two runs where the total, or a name that comes again, is between them", () => {
    const total = "[Paxy] Total elapsed time: 9 ms";
    expect(
      judged([red("fry"), total, blue("leela"), blue("fry")], 2).map((each) => each.verdict),
    ).toEqual(["undecided", "agreed"]);
    expect(judged([red("fry"), blue("fry")], 1).map((each) => each.verdict)).toEqual([
      "agreed",
      "agreed",
    ]);
  });

  test("is never called agreed where nobody said how many proposers there were", () => {
    expect(judged([red("fry"), red("leela")])).toEqual([
      { verdict: "unknown", sentence: "2 decisions for {255,0,0}, no disagreement seen" },
    ]);
  });
});
