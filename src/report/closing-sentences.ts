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
} from "../core/run/verdicts.ts";
import type { TrialSummary } from "../core/statistics/summary.ts";
import { doubts } from "../core/statistics/trust.ts";
import type { TrialReport } from "../core/statistics/uncertainty.ts";

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
    `${name}: ${runsSentence(trials)}`,
    ...intervalSentence(trials),
    ...remarks(trials),
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

/** What a reader of the figures must know: the rule that ended the runs, and doubts about their times. */
export const remarks = (trials: readonly TrialReport[]): string[] => [
  ...ruleSentence(trials),
  ...impreciseSentence(trials),
  ...doubts(trials),
];

/** "12 of 15 runs: 10 agreed, 2 undecided, 0 violations, 0 failed, 0 cancelled." */
export function runsSentence(trials: readonly TrialSummary[]): string {
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

/** Whether a run of the trial violates. */
export const violates = (trial: TrialSummary | undefined): boolean =>
  (trial?.counts.violation ?? 0) > 0;

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
