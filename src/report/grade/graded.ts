import type { Counts } from "../../core/run/verdicts.ts";
import { total } from "../../core/run/verdicts.ts";
import { rateInterval } from "../../core/statistics/interval.ts";

/** Runs of a submission under one load. */
export interface GradedLoad {
  readonly label: string;
  readonly wanted: number;
  readonly counts: Counts;
}

/**
 * The result of a check: `partly` has no violation so far, `none` was not done, for the reason in
 * `said`.
 */
export interface GradedCheck {
  readonly label: string;
  readonly ending: "complete" | "violation" | "partly" | "none";
  readonly said: string;
  /** Narrower bounds in which every schedule was tried, the widest last. */
  readonly closed: readonly string[];
}

/**
 * The properties that must hold ("Paxos Made Simple", 1 and 2); the last one applies to any code.
 */
export type Property =
  | "agreement"
  | "validity"
  | "progress"
  | "votes of a quorum"
  | "runs to its end";

/** A property that did not hold, and where. */
export interface GradedFailure {
  readonly property: Property;
  /** The load or the check. */
  readonly label: string;
  readonly reason: string;
  /** File and line of the submission's code; empty where none is known. */
  readonly where: string;
}

/** The results of a submission. */
export interface Graded {
  readonly name: string;
  readonly path: string;
  readonly compiled: boolean;
  /** Why it could not be compiled or run, a sentence each. */
  readonly problems: readonly string[];
  readonly notes: readonly string[];
  readonly loads: readonly GradedLoad[];
  /** Runs with a decision whose value no quorum of acceptors voted for. */
  readonly unbacked: number;
  /** Why runs stayed undecided. */
  readonly causes: readonly string[];
  /** Without a crash, then with one. */
  readonly checks: readonly GradedCheck[];
  /** A violation before decisions without votes, and these before runs that failed. */
  readonly failure?: GradedFailure | undefined;
  readonly elapsedMs: number;
  /** The command that shows more of it. */
  readonly again: string;
}

/** Runs that finished; those cut short do not count. */
export const ended = ({ counts }: GradedLoad): number => total(counts) - counts.cancelled;

export interface RunFigures {
  readonly runs: number;
  readonly wanted: number;
  readonly violations: number;
  readonly undecided: number;
  readonly failed: number;
  /** Of violations among the runs; null without runs. */
  readonly rate: number | null;
  /** With 95 % confidence (Clopper and Pearson, 1934). */
  readonly interval: readonly [number, number] | null;
}

export function runFigures({ loads }: Graded): RunFigures {
  const sum = (of: (load: GradedLoad) => number) =>
    loads.reduce((before, load) => before + of(load), 0);
  const runs = sum(ended);
  const violations = sum(({ counts }) => counts.violation);
  return {
    runs,
    violations,
    wanted: sum(({ wanted }) => wanted),
    undecided: sum(({ counts }) => counts.undecided),
    failed: sum(({ counts }) => counts.failed),
    rate: runs === 0 ? null : violations / runs,
    interval: runs === 0 ? null : rateInterval(violations, runs),
  };
}

/**
 * Whether it keeps agreement and validity when an acceptor crashes: `no` if it fails without a
 * crash; `unknown` if the check did not finish.
 */
export function crashSafe(graded: Graded): "yes" | "no" | "unknown" {
  const { checks } = graded;
  const [, withCrash] = checks;
  if (runFigures(graded).violations > 0) return "no";
  if (checks.some(({ ending }) => ending === "violation")) return "no";
  return withCrash?.ending === "complete" ? "yes" : "unknown";
}

/** The parts that the budget left out; empty if everything was tried. */
export const notCovered = (graded: Graded): readonly string[] =>
  graded.problems.length > 0 || !graded.compiled
    ? ["everything"]
    : [
        ...graded.loads
          .filter((load) => ended(load) < load.wanted)
          .map((load) => `${load.label} (${ended(load)} of ${load.wanted} runs)`),
        ...graded.checks
          .filter(({ ending }) => ending === "partly" || ending === "none")
          .map(({ label }) => label),
      ];

export type Outcome = "failed" | "not run" | "held";

/** A failed property takes precedence over code that could not run. */
export function outcome(graded: Graded): Outcome {
  const { failure, problems, compiled } = graded;
  if (failure !== undefined && failure.property !== "runs to its end") return "failed";
  const isRun = compiled && problems.length === 0 && runFigures(graded).runs > 0;
  return isRun && failure === undefined ? "held" : "not run";
}
