import { counted } from "../../core/count-text.ts";
import { plain } from "../../core/plain.ts";
import { aligned } from "../aligned.ts";
import { crashSafe, type Graded, notCovered, outcome, runFigures } from "./graded.ts";
import { failureText } from "./tests.ts";

const NAME_CHARS_MIN = 12;
const NARROW = 80;

/** A row for each submission, and below them the reasons for failures. */
export function gradeTable(all: readonly Graded[], width = NARROW): string {
  const cells = all.map(cellsOf);
  const rest = aligned(HEADERS.map((header, index) => column(header, cells, index)));
  const room = Math.max(NAME_CHARS_MIN, width - 2 - Math.max(...rest.map(({ length }) => length)));
  const names = all.map(({ name }) => cut(plain(name), room));
  const table = aligned([
    { header: ["submission"], cells: names, align: "left" },
    ...HEADERS.map((header, index) => column(header, cells, index)),
  ]);
  return [...table, "", ...all.flatMap(reasons), ...sums(all), ""].join("\n");
}

const HEADERS = [
  ["com-", "piled"],
  ["runs"],
  ["vio-", "lations"],
  ["rate", "(95 %)"],
  ["checked"],
  ["crash-", "safe"],
  ["un-", "backed"],
] as const;

const column = (
  header: readonly string[],
  cells: readonly (readonly string[])[],
  index: number,
) => ({
  header,
  cells: cells.map((row) => row[index] ?? ""),
  align: index >= 1 && index <= 3 ? ("right" as const) : ("left" as const),
});

function cellsOf(graded: Graded): readonly string[] {
  if (!graded.compiled) return ["NO", "", "", "", "", "", ""];
  const figures = runFigures(graded);
  const { runs, violations } = figures;
  return [
    ...["yes", String(runs), violations > 0 ? `${violations} !` : "0", rateText(figures)],
    ...[checkedText(graded), CRASH_SAFE[crashSafe(graded)]],
    graded.unbacked > 0 ? `${graded.unbacked} !` : "0",
  ];
}

const CRASH_SAFE = { yes: "yes", no: "NO", unknown: "?" } as const;

/** "0.6 (0.3-1.0) %" */
function rateText({ rate, interval }: ReturnType<typeof runFigures>): string {
  if (rate === null || interval === null) return "-";
  const [low, high] = interval.map((each) => percent(each));
  return `${percent(rate)} (${low}-${high}) %`;
}

function percent(share: number): string {
  const value = share * 100;
  return value === 0 || value === 100 ? String(value) : value.toFixed(value < 1 ? 2 : 1);
}

/** The widest bounds in which every schedule was tried. */
export function checkedText({ checks: [check] }: Graded): string {
  if (check === undefined) return "no";
  if (check.ending === "complete") return "all";
  if (check.ending === "violation") return "FAILS";
  return check.closed.at(-1) ?? "partly";
}

/** Why a submission did not hold, or could not be run, in a few lines. */
function reasons(graded: Graded): readonly string[] {
  const { failure, problems, causes, again, name } = graded;
  const state = outcome(graded);
  const shown = [
    ...(failure === undefined ? [] : [failureText(failure)]),
    ...problems.slice(0, PROBLEMS_MAX).flatMap((each) => each.split("\n")),
    ...(problems.length > PROBLEMS_MAX ? [`and ${problems.length - PROBLEMS_MAX} more`] : []),
    ...(mostlyUndecided(graded)
      ? [`most runs decide nothing: ${causes.join("; ") || "no cause known"}`]
      : []),
  ];
  if (shown.length === 0) return [];
  const more = state === "failed" ? [`  More: ${again}`] : [];
  return [`${plain(name)}:`, ...shown.map((each) => `  ${plain(each)}`), ...more, ""];
}

const PROBLEMS_MAX = 3;

function mostlyUndecided(graded: Graded): boolean {
  const { undecided, runs } = runFigures(graded);
  return runs > 0 && 2 * undecided > runs;
}

function sums(all: readonly Graded[]): readonly string[] {
  const count = (state: string) => all.filter((graded) => outcome(graded) === state).length;
  const open = all.filter((graded) => outcome(graded) === "held" && notCovered(graded).length > 0);
  const partly = open.length === 0 ? "" : ` (${open.length} of them not tried completely)`;
  return [
    `${counted(all.length, "submission")}: ${count("held")} held${partly}, ${count("failed")} failed a property, ${count("not run")} could not be compiled or run.`,
  ];
}

const cut = (text: string, most: number): string =>
  text.length <= most ? text : `${text.slice(0, most - 1)}…`;
