import type { Counts } from "../../core/run/verdicts.ts";
import { total } from "../../core/run/verdicts.ts";
import { rateInterval } from "../../core/statistics/interval.ts";

/** Runs of a submission under one load. */
export interface GradedLoad {
  readonly label: string;
  readonly wanted: number;
  readonly counts: Counts;
}

/** How far a check came: `partly` has no violation so far, `none` says why in `said`. */
export interface GradedCheck {
  readonly label: string;
  readonly ending: "complete" | "violation" | "partly" | "none";
  readonly said: string;
  /** Narrower bounds in which every schedule was tried, the widest last. */
  readonly closed: readonly string[];
}

/** What must hold ("Paxos Made Simple", 1 and 2); the last one of all code. */
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

/** All that is known of a submission. */
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

/** Runs that came to their end; those cut short say nothing. */
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
 * Whether it keeps agreement and validity when an acceptor crashes: what fails
 * without a crash does not; `unknown` where the check did not end.
 */
export function crashSafe(graded: Graded): "yes" | "no" | "unknown" {
  const { checks } = graded;
  const [, withCrash] = checks;
  if (runFigures(graded).violations > 0) return "no";
  if (checks.some(({ ending }) => ending === "violation")) return "no";
  return withCrash?.ending === "complete" ? "yes" : "unknown";
}

/** What the budget left out; empty for a submission that was tried to its end. */
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

/** A property that failed wins over what could not be run. */
export function outcome(graded: Graded): Outcome {
  const { failure, problems, compiled } = graded;
  if (failure !== undefined && failure.property !== "runs to its end") return "failed";
  const isRun = compiled && problems.length === 0 && runFigures(graded).runs > 0;
  return isRun && failure === undefined ? "held" : "not run";
}
