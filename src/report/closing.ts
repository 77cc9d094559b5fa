import { counted as countText, plural } from "../core/count-text.ts";
import type { RoundTrips } from "../core/run/links.ts";
import type { UndecidedCause } from "../core/run/undecided-cause.ts";
import {
  type Counts,
  counted,
  NO_COUNTS,
  REPORTED_VERDICTS,
  total,
  VERDICTS,
  type Verdict,
  verdictRow,
} from "../core/run/verdicts.ts";
import {
  MEASURED_FIGURES,
  missingText,
  RATE_FIGURES,
  type ReportFigure,
} from "../core/statistics/figure-text.ts";
import type { TrialSummary } from "../core/statistics/summary.ts";
import { doubts } from "../core/statistics/trust.ts";
import type { TrialReport } from "../core/statistics/uncertainty.ts";
import { differing } from "../core/trial/configuration.ts";
import { valueText } from "../core/trial/field-text.ts";
import type { Parameter } from "../core/trial/parameters.ts";
import { aligned, type Column } from "./aligned.ts";
import { folded } from "./folded.ts";

/** The content of the closing table. */
export interface Closing {
  readonly name: string;
  /** Where the results are, as the user should type it. */
  readonly directory: string;
  readonly trials: readonly TrialReport[];
  /** A run that violates: why, and the command that shows it. */
  readonly violation?: ClosingViolation | undefined;
  /** Round trips between the nodes of a batch on several hosts. */
  readonly links?: readonly RoundTrips[] | undefined;
  /** Why runs of folders did not decide. */
  readonly causes?: readonly UndecidedCause[];
}

/** More would hide the rest; runs.csv has them all. */
const CAUSES_MAX = 5;

export interface ClosingViolation {
  readonly why: readonly string[];
  readonly replay: string;
  /** The same made smaller, and the command that shows that. */
  readonly smaller?: readonly string[];
}

export interface ClosingOptions {
  /** More would scroll the rest away; summary.csv has them all. */
  readonly rowsMax?: number;
  /** A wider table is split: parameters, verdicts, and figures. */
  readonly width?: number;
  /** Of the terminal: longer sentences are parted between words. */
  readonly columns?: number | undefined;
}

/** The report at the end of a batch, and of `paxy report`. */
export function closingReport(
  closing: Closing,
  { rowsMax = 200, width = 80, columns = Number.POSITIVE_INFINITY }: ClosingOptions = {},
): string {
  const { directory, trials } = closing;
  const shown = chosen(trials, rowsMax);
  const lines = [
    ...(shown.length > 0
      ? [...tables(shown, differing(trials.map((each) => each.trial)), width), ""]
      : []),
    ...(shown.length < trials.length
      ? [
          `For the other ${countText(trials.length - shown.length, "trial")}: ${directory}/summary.csv`,
        ]
      : []),
    ...folded(closingSentences(closing), columns),
  ];
  return `${lines.join("\n")}\n`;
}

/** The sentences below the table of trials. */
export function closingSentences({
  name,
  directory,
  trials,
  violation,
  links = [],
  causes = [],
}: Closing): string[] {
  return [
    `${name}: ${sentence(trials)}`,
    ...intervalSentence(trials),
    ...ruleSentence(trials),
    ...impreciseSentence(trials),
    ...doubts(trials),
    ...violations(trials, directory),
    ...(violation
      ? [
          ...violation.why.map((line) => `  ${line}`),
          `Show one: ${violation.replay}`,
          ...(violation.smaller ?? []),
        ]
      : []),
    ...causes.slice(0, CAUSES_MAX).map(causeText),
    ...links.map(linkText),
    `Results: ${directory}`,
  ];
}

/** "Round trip paxy-pro - paxy-acc: median 0.9 ms before, 1.1 ms during (p95 4.2 ms), 0.9 ms after." */
function linkText({ from, to, before, during, after }: RoundTrips): string {
  const short = (node: string): string => node.split("@")[0] ?? node;
  const stages = [
    ...(before === null ? [] : [`${before.medianMs} ms before`]),
    ...(during === null ? [] : [`${during.medianMs} ms during (p95 ${during.p95Ms} ms)`]),
    ...(after === null ? [] : [`${after.medianMs} ms after`]),
  ];
  return `Round trip ${short(from)} - ${short(to)}: median ${stages.join(", ")}.`;
}

/** "12 of 15 runs: 10 agreed, 2 undecided, 0 violations, 0 failed, 0 cancelled." */
function sentence(trials: readonly TrialSummary[]): string {
  const counts = sum(trials.map((each) => each.counts));
  const wanted = trials.reduce((all, each) => all + each.runs, 0);
  const done = total(counts);
  const runs = `${done === wanted ? done : `${done} of ${wanted}`} ${plural(wanted, "run")}`;
  return `${runs}: ${REPORTED_VERDICTS.map((verdict) => verdictText(verdict, counts[verdict])).join(", ")}.`;
}

/** The rule that ended the runs, if it was not their number. */
const ruleSentence = (trials: readonly TrialReport[]): string[] =>
  [...new Set(trials.map(({ rule }) => rule))]
    .filter((rule) => rule !== "")
    .map((rule) => `Runs of a trial: ${rule}.`);

/** The trials whose runs ended, by their number or by time, before a rule of precision ended them. */
function impreciseSentence(trials: readonly TrialReport[]): string[] {
  const left = trials.filter(({ isImprecise }) => isImprecise);
  const named = left.slice(0, NAMED_MAX).map(({ number, counts }) => {
    return `trial ${number} after ${countText(total(counts), "run")}`;
  });
  const more = left.length > NAMED_MAX ? ` and ${left.length - NAMED_MAX} more` : "";
  return left.length === 0 ? [] : [`Median less precise than asked: ${named.join(", ")}${more}.`];
}

const NAMED_MAX = 10;

/** How to read `724 [690, ?]`, if such figures are shown. */
function intervalSentence(trials: readonly TrialReport[]): string[] {
  const withData = trials.filter(({ elapsed }) => elapsed.n > 0);
  if (withData.length === 0) return [];
  const few = withData.some(({ elapsed }) => elapsed.n < MEDIAN_INTERVAL_RUNS_MIN)
    ? `; a median has one from ${MEDIAN_INTERVAL_RUNS_MIN} runs on`
    : "";
  const open = withData.some(hasOpenEnd) ? "; ?: too few runs for this end" : "";
  return [`In brackets: 95 % intervals${few}${open}.`];
}

/** With fewer runs, no two of them enclose the median with that confidence. */
const MEDIAN_INTERVAL_RUNS_MIN = 6;

const hasOpenEnd = ({ elapsed, uncertainty }: TrialReport): boolean =>
  elapsed.p95 !== null && uncertainty.elapsedP95.includes(null);

const causeText = ({ trial, cause, runs }: UndecidedCause): string =>
  `Undecided in trial ${trial} (${countText(runs, "run")}): ${cause}.`;

const verdictText = (verdict: Verdict, n: number): string =>
  `${n} ${verdict === "violation" ? plural(n, verdict) : verdict}`;

const sum = (all: readonly Counts[]): Counts =>
  VERDICTS.reduce(
    (counts, verdict) =>
      counted(
        counts,
        verdict,
        all.reduce((n, each) => n + each[verdict], 0),
      ),
    NO_COUNTS,
  );

/** The first trials; all trials with a violation take precedence. */
function chosen(trials: readonly TrialReport[], most: number): readonly TrialReport[] {
  if (trials.length <= most) return trials;
  const violating = trials.filter((each) => each.counts.violation > 0).slice(0, most);
  const others = trials.filter((each) => each.counts.violation === 0);
  const kept = new Set([...violating, ...others.slice(0, most - violating.length)]);
  return trials.filter((each) => kept.has(each));
}

/** One table, or several if it is too wide: parameters, verdicts, and figures. */
function tables(
  trials: readonly TrialReport[],
  parameters: readonly Parameter[],
  width: number,
): string[] {
  const number = right(
    ["trial"],
    trials.map((each) => String(each.number)),
  );
  const groups = [
    parameters.map((each) => parameterColumn(each, trials)),
    verdictColumns(trials),
    figureColumns(MEASURED_FIGURES, trials),
  ].filter((columns) => columns.length > 0);
  const widths = (columns: readonly Column[]): number =>
    Math.max(...marked(aligned([number, ...columns]), trials).map((line) => line.length));
  const parts: Column[][] = [];
  for (const columns of groups) {
    const last = parts.at(-1);
    if (last !== undefined && widths([...last, ...columns]) <= width) last.push(...columns);
    else parts.push([...columns]);
  }
  return parts.flatMap((columns, index) => {
    const lines = aligned([number, ...columns]);
    const isLast = index === parts.length - 1;
    return [...(index > 0 ? [""] : []), ...(isLast ? marked(lines, trials) : lines)];
  });
}

/** Counts of the verdicts, and intervals of the rates that are not 0 everywhere. */
const verdictColumns = (trials: readonly TrialReport[]): Column[] => [
  ...shownVerdicts(trials).map((verdict) =>
    right(
      [verdict],
      trials.map((each) => String(each.counts[verdict])),
    ),
  ),
  ...figureColumns(
    RATE_FIGURES.filter(({ group }) => trials.some((each) => each.counts[group as Verdict] > 0)),
    trials,
  ),
];

/** A figure that no trial has enough runs for has no column. */
const figureColumns = (
  figures: readonly ReportFigure[],
  trials: readonly TrialReport[],
): Column[] =>
  figures
    .map(({ group, name, text }) => right([group, name], trials.map(text)))
    .filter(({ cells }) => cells.some((cell) => cell !== ""));

/** The lines of a table that ends with a row per trial, those with violations marked. */
function marked(lines: readonly string[], trials: readonly TrialSummary[]): string[] {
  const headers = lines.length - trials.length;
  return lines.map((line, index) => {
    const said = markOf(trials[index - headers]);
    return said === "" ? line : `${line}  <- ${said}`;
  });
}

/** The mark of a violation, and the number of runs missing from the figures. */
function markOf(trial: TrialSummary | undefined): string {
  if (trial === undefined) return "";
  const missing = missingText(trial.counts);
  return [...(violates(trial) ? ["VIOLATION"] : []), ...(missing === "" ? [] : [missing])].join(
    "; ",
  );
}

const right = (header: readonly string[], cells: readonly string[]): Column => ({
  header,
  cells,
  align: "right",
});

/**
 * Counts that are nearly always 0 have a column only if they are not; the sentence below names them
 * anyway.
 */
const shownVerdicts = (trials: readonly TrialSummary[]): readonly Verdict[] =>
  REPORTED_VERDICTS.filter(
    (verdict) => verdictRow(verdict).always || trials.some((each) => each.counts[verdict] > 0),
  );

const CELL_MAX = 24;

function parameterColumn(parameter: Parameter, trials: readonly TrialSummary[]): Column {
  const text = (trial: TrialSummary): string => valueText(parameter, trial.trial[parameter.name]);
  return {
    header: parameter.name.split(/(?=[A-Z])/),
    cells: trials.map((each) => shortened(text(each))),
    align: parameter.kind === "whole" ? "right" : "left",
  };
}

const shortened = (text: string): string =>
  text.length > CELL_MAX ? `${text.slice(0, CELL_MAX - 3)}...` : text;

const violates = (trial: TrialSummary | undefined): boolean => (trial?.counts.violation ?? 0) > 0;

function violations(trials: readonly TrialSummary[], directory: string): string[] {
  const violating = trials.filter(violates);
  if (violating.length === 0) return [];
  const named = violating
    .slice(0, 10)
    .map(
      (each) =>
        `${each.number} (${each.counts.violation} of ${countText(total(each.counts), "run")})`,
    );
  const more = violating.length > 10 ? ` and ${violating.length - 10} more` : "";
  const where = violating.length === 1 ? "trial" : `${violating.length} trials:`;
  return [
    `VIOLATION of agreement or validity in ${where} ${named.join(", ")}${more}.`,
    `Message traces: ${directory}/violations`,
  ];
}
