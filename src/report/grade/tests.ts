import { crashSafe, ended, type Graded, type GradedCheck, runFigures } from "./graded.ts";

/** One test of a submission, as other graders count tests. */
export interface GradedTest {
  readonly name: string;
  /**
   * `error`: it could not be compiled or run; `open`: no fault so far, but not tried completely.
   */
  readonly status: "passed" | "failed" | "error" | "open";
  /** For people. */
  readonly said: string;
}

/** The same tests for each submission, in the same order. */
export function testsOf(graded: Graded): readonly GradedTest[] {
  const { compiled, problems } = graded;
  const compiles = {
    name: "The folder compiles",
    status: compiled ? ("passed" as const) : ("error" as const),
    said: compiled ? "It does." : problems.join("\n"),
  };
  const tried = [inRuns, toTheirEnd, backed, checkedWithout, withCrash];
  return [compiles, ...tried.map((test) => (compiled ? test(graded) : unknown(test(graded).name)))];
}

const unknown = (name: string): GradedTest => ({
  name,
  status: "error",
  said: "It was not tried, since the folder does not compile.",
});

function inRuns(graded: Graded): GradedTest {
  const { runs, violations, wanted } = runFigures(graded);
  const name = "Agreement and validity hold in every run";
  const said = `${violations} of ${runs} runs violate them.`;
  if (violations > 0) return { name, status: "failed", said: withFailure(graded, said) };
  if (runs === 0)
    return { name, status: "error", said: graded.problems.join("\n") || "No run ended." };
  return { name, status: runs < wanted ? "open" : "passed", said };
}

function toTheirEnd(graded: Graded): GradedTest {
  const { failed, undecided, runs } = runFigures(graded);
  const name = "No process crashes";
  const causes = graded.causes.length === 0 ? "" : ` (${graded.causes.join("; ")})`;
  const said = `${failed} of ${runs} runs failed; ${undecided} decided nothing in time${causes}.`;
  return {
    name,
    status: failed > 0 ? "failed" : runs === 0 ? "error" : "passed",
    said: failed > 0 ? withFailure(graded, said) : said,
  };
}

function backed(graded: Graded): GradedTest {
  const name = "A quorum of acceptors votes for each decided value";
  const { unbacked, loads } = graded;
  const runs = loads.reduce((sum, load) => sum + ended(load), 0);
  const said = `In ${unbacked} of ${runs} runs a value was decided that no quorum voted for.`;
  const status = unbacked > 0 ? "failed" : runs === 0 ? "error" : "passed";
  return { name, status, said: unbacked > 0 ? withFailure(graded, said) : said };
}

const checkedWithout = ({ checks }: Graded): GradedTest =>
  checkTest("Every schedule keeps agreement, validity and progress", checks[0]);

function withCrash(graded: Graded): GradedTest {
  const name = "The same with a crash of an acceptor";
  const status = crashSafe(graded);
  if (status === "no" && graded.checks[1]?.ending !== "violation") {
    return { name, status: "failed", said: "It already fails without a crash." };
  }
  return checkTest(name, graded.checks[1]);
}

function checkTest(name: string, check: GradedCheck | undefined): GradedTest {
  if (check === undefined) return { name, status: "open", said: "It was not started." };
  const closed = check.closed.length === 0 ? "" : ` Complete for ${check.closed.join("; ")}.`;
  return { name, status: STATUS[check.ending], said: `${check.said}${closed}` };
}

const STATUS = { complete: "passed", violation: "failed", partly: "open", none: "open" } as const;

function withFailure({ failure }: Graded, said: string): string {
  return failure === undefined ? said : `${said}\n${failureText(failure)}`;
}

/** "agreement (virtual time, calm, run 3) at proposer.erl:95: both ... were decided" */
export const failureText = ({ property, label, where, reason }: NonNullable<Graded["failure"]>) =>
  `${property} (${label})${where === "" ? "" : ` at ${where}`}: ${reason}`;
