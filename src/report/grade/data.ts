import { crashSafe, type Graded, notCovered, outcome, runFigures } from "./graded.ts";
import { checkedText } from "./table.ts";

/** What a cell of the CSV holds. */
type Cell = string | number | null;

/** A row of the CSV for each submission, below its header; the same names as in the JSON. */
export function gradeRows(all: readonly Graded[]): readonly (readonly Cell[])[] {
  const rows = all.map(flat);
  const [first] = rows;
  return first === undefined ? [] : [Object.keys(first), ...rows.map((row) => Object.values(row))];
}

function flat(graded: Graded): Readonly<Record<string, Cell>> {
  const { rate, interval, ...figures } = runFigures(graded);
  const { failure, checks } = graded;
  const missing = notCovered(graded);
  return {
    ...{ name: graded.name, path: graded.path, outcome: outcome(graded) },
    compiled: graded.compiled ? "yes" : "no",
    ...{ runs: figures.runs, runs_wanted: figures.wanted, violations: figures.violations },
    ...{ rate, rate_low: interval?.[0] ?? null, rate_high: interval?.[1] ?? null },
    ...{ undecided: figures.undecided, failed: figures.failed, unbacked: graded.unbacked },
    ...{ checked: checkedText(graded), crash_safe: crashSafe(graded) },
    ...{ property: failure?.property ?? null, where: failure?.where ?? null },
    ...{ found_in: failure?.label ?? null, reason: failure?.reason ?? null },
    ...{ causes: graded.causes.join("; "), problems: graded.problems.join(" ") },
    check: checks.map(({ label, said }) => `${label}: ${said}`).join(" "),
    covered: missing.length === 0 ? "yes" : "no",
    ...{ not_covered: missing.join("; "), elapsed_ms: Math.round(graded.elapsedMs) },
  };
}

/** All results as plain data; `walls`: the walls around the submissions. */
export function gradeJson(all: readonly Graded[], walls: string): object {
  return {
    walls,
    covered: all.every((graded) => notCovered(graded).length === 0),
    submissions: all.map((graded) => {
      const { rate, interval, ...figures } = runFigures(graded);
      const missing = notCovered(graded);
      return {
        ...graded,
        outcome: outcome(graded),
        runs: { ...figures, rate, interval },
        crashSafe: crashSafe(graded),
        ...{ covered: missing.length === 0, notCovered: missing },
      };
    }),
  };
}
