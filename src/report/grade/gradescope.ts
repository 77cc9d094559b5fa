import { plain } from "../../core/plain.ts";
import type { Graded } from "./graded.ts";
import { type GradedTest, testsOf } from "./tests.ts";

/**
 * Gradescope's results.json for one submission
 * (gradescope-autograders.readthedocs.io, "Autograder Specifications"). A point for each test that
 * did not fail, also if the budget cut it short.
 */
export function gradescope(graded: Graded): string {
  const tests = testsOf(graded);
  return `${JSON.stringify(
    {
      execution_time: Math.round(graded.elapsedMs / 1000),
      output: graded.notes.map((line) => plain(line)).join("\n"),
      visibility: "visible",
      stdout_visibility: "hidden",
      tests: tests.map(testOf),
    },
    null,
    2,
  )}\n`;
}

function testOf({ name, status, said }: GradedTest, index: number) {
  const points = status === "passed" || status === "open" ? 1 : 0;
  const lines = said.split("\n").map((line) => plain(line));
  return {
    score: points,
    max_score: 1,
    ...{ status: points === 1 ? "passed" : "failed", name, number: String(index + 1) },
    output: [...lines, ...(status === "open" ? [OPEN] : [])].join("\n"),
    output_format: "text",
    visibility: "visible",
  };
}

const OPEN = "Not tried completely; no fault found so far.";
