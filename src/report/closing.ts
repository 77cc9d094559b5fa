import { counted as countText } from "../core/count-text.ts";
import { REPORTED_VERDICTS, type Verdict, verdictRow } from "../core/run/verdicts.ts";
import {
  MEASURED_FIGURES,
  missingText,
  RATE_FIGURES,
  type ReportFigure,
} from "../core/statistics/figure-text.ts";
import type { TrialSummary } from "../core/statistics/summary.ts";
import type { TrialReport } from "../core/statistics/uncertainty.ts";
import { differing } from "../core/trial/configuration.ts";
import { valueText } from "../core/trial/field-text.ts";
import type { Parameter } from "../core/trial/parameter.ts";
import { aligned, type Column } from "./aligned.ts";
import { type Closing, closingSentences, violates } from "./closing-sentences.ts";
import { folded } from "./folded.ts";

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
