import { durationText } from "../core/duration-text.ts";

/** How far a check came, as erlang/check/paxy_check.erl tells. */
export interface Checked {
  readonly ending: "complete" | "violation" | "states_max" | "memory_max" | "stopped";
  readonly states: number;
  readonly transitions: number;
  readonly depth: number;
  readonly frontier: number;
  /** ms */
  readonly elapsed: number;
  /** Why it is a violation. */
  readonly reason?: string;
  /** The steps that lead to it. */
  readonly schedule?: readonly string[];
}

/** What was checked. */
export interface CheckedSystem {
  readonly proposers: number;
  readonly acceptors: number;
  readonly version: number | string;
  readonly rounds: number;
  readonly duplicates: number;
  readonly crashes: number;
}

export function checkText(system: CheckedSystem, checked: Checked): string {
  return `${systemText(system)}: ${endingText(checked)}\n${figuresText(checked)}.\n`;
}

function endingText({ ending, reason, schedule = [] }: Checked): string {
  switch (ending) {
    case "complete":
      return "every schedule keeps agreement and validity, and can make progress.";
    case "violation":
      return `VIOLATION in ${schedule.length} steps, and in no fewer: ${reason}.`;
    case "stopped":
      return "stopped; no violation so far, and the rest is not known.";
    case "states_max":
    case "memory_max":
      return `the bound on ${ending === "states_max" ? "states" : "memory"} was reached; no violation so far, and the rest is not known.`;
  }
}

function systemText(system: CheckedSystem): string {
  const { proposers, acceptors, version, rounds, duplicates, crashes } = system;
  return [
    `version ${version}`,
    counted(proposers, "proposer"),
    counted(acceptors, "acceptor"),
    counted(rounds, "round"),
    ...(duplicates > 0 ? [counted(duplicates, "duplicate")] : []),
    ...(crashes > 0 ? [`${crashes} ${crashes === 1 ? "crash" : "crashes"}`] : []),
  ].join(", ");
}

const counted = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? "" : "s"}`;

/** "138,911 states, 999,049 transitions, depth 32, 1.5 s, 680,000 transitions/s" */
export function figuresText({
  states,
  transitions,
  depth,
  elapsed,
}: Omit<Checked, "ending">): string {
  const rate = elapsed > 0 ? Math.round(transitions / elapsed) * 1000 : 0;
  return [
    `${grouped(states)} states`,
    `${grouped(transitions)} transitions`,
    `depth ${depth}`,
    elapsed < 10_000 ? `${(elapsed / 1000).toFixed(1)} s` : durationText(elapsed),
    ...(rate > 0 ? [`${grouped(rate)} transitions/s`] : []),
  ].join(", ");
}

const grouped = (n: number): string => String(n).replace(/\B(?=(\d{3})+$)/g, ",");

/** How to see a violation again without looking for it. */
export const scheduleText = (command: string, schedule: readonly string[]): string =>
  `Again: ${command} --schedule '${schedule.join(" ")}'\n`;
