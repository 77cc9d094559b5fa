import { counted, grouped } from "../core/count-text.ts";
import { durationText } from "../core/duration-text.ts";

/** The part of a system that a check looked at. */
export interface CheckedBounds {
  readonly rounds: number;
  readonly crashes: number;
  readonly duplicates: number;
}

/** The system that was checked. */
export interface CheckedSystem extends CheckedBounds {
  readonly proposers: number;
  readonly acceptors: number;
  readonly version: number | string;
}

/** The progress of a check (erlang/check/paxy_check_guard.erl). */
export interface CheckFigures {
  readonly phase?: "tables" | "sample" | "shorter" | "search" | undefined;
  readonly within?: CheckedBounds | undefined;
  /** States of single actors, in the phase of tables. */
  readonly own_states?: number | undefined;
  /** States that the guided search has looked at. */
  readonly sampled?: number | undefined;
  readonly states: number;
  readonly transitions: number;
  readonly depth: number;
  readonly frontier: number;
  /** States of the last whole level, over those of the one before. */
  readonly growth?: number | undefined;
  /** ms */
  readonly elapsed: number;
  /** Bytes of the whole Erlang node, at most so far. */
  readonly memory?: number | undefined;
}

export type Flaw = "agreement" | "validity" | "progress" | "crash";

/** The end of a check (erlang/check/paxy_check.erl). */
export interface Checked extends CheckFigures {
  readonly ending: "complete" | "violation" | "states_max" | "memory_max" | "stopped";
  /** Narrower bounds in which every schedule was tried. */
  readonly closed?: readonly (CheckedBounds & { readonly states: number })[] | undefined;
  /** The bounds in which the violation was found. */
  readonly bounds?: CheckedSystem | undefined;
  /** The chance that a state was taken for another and missed. */
  readonly missed?: number | undefined;
  /** The broken property, and the reason. */
  readonly flaw?: Flaw | undefined;
  readonly reason?: string | undefined;
  /** The steps that lead to it. */
  readonly schedule?: readonly string[] | undefined;
  /** No schedule of fewer steps shows a violation within `bounds`. */
  readonly shortest?: boolean | undefined;
}

/** The findings of a check, in a few lines. */
export function checkText(system: CheckedSystem, checked: Checked): string {
  const lines = [
    `${systemText(system)}: ${endingText(system, checked)}`,
    ...coveredLines(system, checked),
    `${figuresText(checked)}.`,
  ];
  return `${lines.join("\n")}\n`;
}

/** How a check ended, as a sentence. */
export function endingText(system: CheckedSystem, checked: Checked): string {
  switch (checked.ending) {
    case "complete":
      return (checked.missed ?? 0) > 0
        ? `no violation found; the chance that a state was missed is ${chance(checked.missed ?? 0)}.`
        : "every schedule keeps agreement and validity, and can make progress.";
    case "violation":
      return `${checked.flaw === "crash" ? "CRASH" : "VIOLATION"} in ${counted((checked.schedule ?? []).length, "step")}, ${lengthText(system, checked)}: ${checked.reason}.`;
    case "stopped":
      return "stopped; no violation so far, and the rest is not known.";
    case "states_max":
    case "memory_max":
      return `the bound on ${checked.ending === "states_max" ? "states" : "memory"} was reached; no violation so far, and the rest is not known.`;
  }
}

const chance = (missed: number): string => `at most ${missed.toExponential(0)}`;

function lengthText(system: CheckedSystem, { shortest = false, bounds = system }: Checked): string {
  if (!shortest) return "perhaps not the fewest (--shortest finds the fewest)";
  return sameBounds(bounds, system)
    ? "and in no fewer"
    : `and in no fewer within ${boundsText(bounds)}`;
}

/** The part that was covered, if not all of it, and how to continue. */
export function coveredLines(system: CheckedSystem, checked: Checked): string[] {
  const { ending, closed = [], phase, within = system, depth } = checked;
  const complete = closed.map((bounds) => `Complete for ${boundsText(bounds)}.`);
  if (ending === "violation" || ending === "complete") return complete;
  if (phase === "tables") return [...complete, TABLES_HINT];
  const level = `Within ${boundsText(within)}: every schedule of at most ${counted(depth, "step")} keeps agreement and validity.`;
  const hint =
    ending === "memory_max"
      ? ["More memory: --memory MB. Fewer bytes a state, with a chance of missing one: --compact."]
      : [];
  return [...complete, ...(phase === "search" && depth > 0 ? [level] : []), ...hint];
}

const TABLES_HINT =
  "It was still listing the states of single actors; code that counts or keeps what it receives has infinitely many.";

const sameBounds = (one: CheckedBounds, other: CheckedBounds): boolean =>
  one.rounds === other.rounds &&
  one.crashes === other.crashes &&
  one.duplicates === other.duplicates;

/** "version 2, 2 proposers, 3 acceptors, 2 rounds" */
export function systemText(system: CheckedSystem): string {
  const { proposers, acceptors, version } = system;
  return [
    `version ${version}`,
    counted(proposers, "proposer"),
    counted(acceptors, "acceptor"),
    boundsText(system),
  ].join(", ");
}

/** "2 rounds, 1 crash" */
export function boundsText({ rounds, duplicates, crashes }: CheckedBounds): string {
  return [
    counted(rounds, "round"),
    ...(duplicates > 0 ? [counted(duplicates, "duplicate")] : []),
    ...(crashes > 0 ? [counted(crashes, "crash", "crashes")] : []),
  ].join(", ");
}

/** "138,911 states, 999,049 transitions, depth 32, 1.5 s, 680,000 transitions/s, 88 MB" */
function figuresText({ states, transitions, depth, elapsed, memory }: CheckFigures): string {
  const rate = elapsed > 0 ? Math.round(transitions / elapsed) * 1000 : 0;
  return [
    `${grouped(states)} states`,
    `${grouped(transitions)} transitions`,
    `depth ${depth}`,
    elapsed < 10_000 ? `${(elapsed / 1000).toFixed(1)} s` : durationText(elapsed),
    ...(rate > 0 ? [`${grouped(rate)} transitions/s`] : []),
    ...(memory === undefined ? [] : [`${Math.round(memory / 1e6)} MB`]),
  ].join(", ");
}

/** Its progress and the remaining work, in a line. */
export function checkProgressText(figures: CheckFigures): string {
  const { phase, elapsed, memory = 0, within } = figures;
  const spent = `${durationText(elapsed)}, ${Math.round(memory / 1e6)} MB`;
  const where = within === undefined ? "" : ` (${boundsText(within)})`;
  switch (phase) {
    case "tables":
      return `listing the states of each actor${where}: ${grouped(figures.own_states ?? 0)}; ${spent}`;
    case "sample":
      return `sampling states: ${grouped(figures.sampled ?? 0)} looked at; ${spent}`;
    case "shorter":
      return `looking for a shorter schedule: depth ${figures.depth}; ${spent}`;
    default:
      return `every schedule${where}: ${grouped(figures.states)} states, depth ${figures.depth}, ${frontierText(figures)}; ${spent}`;
  }
}

/** The growth of the last level shows whether the end is near. */
function frontierText({ frontier, growth = 1 }: CheckFigures): string {
  const left = `${grouped(frontier)} to look at`;
  return growth >= 1
    ? `${left}, growing ${growth.toFixed(1)} times a level`
    : `${left}, shrinking to ${Math.round(growth * 100)}% a level`;
}

/** The commands that replay a violation without a search, and go through it step by step. */
export const scheduleText = (
  commands: { readonly again: string; readonly explore: string },
  schedule: readonly string[],
): string => {
  const words = ` --schedule '${schedule.join(" ")}'\n`;
  return `Again: ${commands.again}${words}Step by step: ${commands.explore}${words}`;
};
