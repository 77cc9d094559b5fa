import { durationText } from "../../core/duration-text.ts";
import type { TrialState } from "../../core/queue/state.ts";
import { REPORTED_VERDICTS, type Verdict, verdictRow } from "../../core/run/verdicts.ts";
import { intervalText } from "../../core/statistics/figure-text.ts";
import { quantileText } from "../../core/statistics/quantile-text.ts";
import { restrictedMean } from "../../core/statistics/restricted-mean.ts";
import { type Quantile, quantile, shownQuantile } from "../../core/statistics/statistics.ts";
import { elapsedSample, roundsSample, summaryOf } from "../../core/statistics/summary.ts";
import { mostWins } from "../../core/statistics/tally.ts";
import { elapsedMedianInterval, type Terms } from "../../core/statistics/uncertainty.ts";
import { valueText } from "../../core/trial/field-text.ts";
import type { Parameter } from "../../core/trial/parameter.ts";
import { PARAMETERS } from "../../core/trial/parameters.ts";
import { isVirtual } from "../../core/trial/trial.ts";
import { percent } from "../text/format.ts";
import type { Tone } from "../text/row.ts";
import { doneRuns } from "./trial-status.ts";

/** A figure of a trial: a column of the list, something to sort by, a term of the filter. */
export interface Figure {
  readonly name: string;
  /** Over its column, and where there is little room. */
  readonly heading: string;
  readonly short: string;
  /** Other names for it in a filter. */
  readonly aliases: readonly string[];
  readonly meaning: string;
  /** Columns that its cell needs. */
  readonly width: number;
  readonly tone: Tone;
  /** Whether the list has it by default; `roomy`: only if there is room. */
  readonly usual: boolean | "roomy";
  /**
   * The value for sorting and filtering; undefined without data. A censored figure is a little more
   * than its limit.
   */
  readonly value: (state: TrialState, terms: Terms) => number | undefined;
  readonly text: (state: TrialState, terms: Terms) => string;
}

type Given = Pick<Figure, "name" | "meaning" | "value"> & Partial<Figure>;

const figure = (given: Given): Figure => ({
  heading: given.name,
  short: given.heading ?? given.name,
  aliases: [],
  width: 8,
  tone: "plain",
  usual: false,
  text: (state, terms) => numberText(given.value(state, terms)),
  ...given,
});

const numberText = (value: number | undefined): string =>
  value === undefined ? "-" : String(Math.round(value * 10) / 10);

/** The value of a quantile in comparisons; half a ms more than its limit if censored. */
const ranked = (of: Quantile | null): number | undefined =>
  of === null ? undefined : of.censored ? (of.value ?? 1e12) + 0.5 : (of.value ?? undefined);

/** The median is remembered with the state of its trial: every frame asks for it. */
const elapsedQuantile = (state: TrialState, terms: Terms, p: number): Quantile | null =>
  p === 0.5
    ? summaryOf(state, terms.timeLimitMs).elapsed.median
    : shownQuantile(elapsedSample(state, terms.timeLimitMs), p);

const elapsedAt = (name: string, p: number, usual: Partial<Figure>): Figure =>
  figure({
    name,
    meaning:
      p === 0.5 ? "median elapsed time, ms" : `${100 * p} % of the runs took at most this, ms`,
    value: (state, terms) => ranked(elapsedQuantile(state, terms, p)),
    text: (state, terms) => quantileText(elapsedQuantile(state, terms, p)) || "-",
    ...usual,
  });

/** Other names of verdicts that people type. */
const PLURALS: Partial<Record<Verdict, string>> = { violation: "violations" };

function count(verdict: Verdict): Figure {
  const { short, tone, always } = verdictRow(verdict);
  return figure({
    name: verdict,
    short,
    aliases: [short, PLURALS[verdict] ?? verdict],
    width: 4,
    tone,
    usual: always,
    meaning: `runs with the verdict ${verdict}`,
    value: ({ counts }) => counts[verdict],
    text: ({ counts }) => (counts[verdict] === 0 ? "-" : String(counts[verdict])),
  });
}

const end = (side: 0 | 1) => (state: TrialState, terms: Terms) =>
  elapsedMedianInterval(state, terms)[side];

const runsLeft = (state: TrialState): number =>
  state.cancelled ? 0 : Math.max(0, state.runs - doneRuns(state));

/** Of one run after the other; undefined in virtual time, and before any run was data. */
function timeLeft(state: TrialState, terms: Terms): number | undefined {
  const mean = restrictedMean(elapsedSample(state, terms.timeLimitMs))?.mean;
  return isVirtual(state.trial) || mean === undefined || mean === null
    ? undefined
    : runsLeft(state) * mean;
}

/** In the order of the list. */
export const FIGURES: readonly Figure[] = [
  figure({
    name: "runs",
    meaning: "runs done, of runs wanted",
    width: 5,
    tone: "muted",
    usual: true,
    value: doneRuns,
    text: (state) => `${doneRuns(state)}/${state.runs}`,
  }),
  ...REPORTED_VERDICTS.map(count),
  elapsedAt("median", 0.5, { heading: "median ms", short: "median", aliases: ["ms"], usual: true }),
  figure({
    name: "interval",
    heading: "95 %",
    meaning: "95 % interval of the median, ms",
    width: 14,
    usual: "roomy",
    value: (state, terms) => ranked(end(0)(state, terms)),
    text: (state, terms) =>
      summaryOf(state, terms.timeLimitMs).elapsed.n === 0
        ? "-"
        : intervalText(elapsedMedianInterval(state, terms)),
  }),
  figure({
    name: "rounds",
    meaning: "median of the rounds",
    width: 6,
    usual: true,
    value: (state, terms) => ranked(summaryOf(state, terms.timeLimitMs).rounds.median),
    text: (state, terms) =>
      quantileText(summaryOf(state, terms.timeLimitMs).rounds.median, 1) || "-",
  }),
  figure({
    name: "low",
    heading: "95 % from",
    short: "from",
    meaning: "lower end of the median's 95 % interval, ms",
    value: (state, terms) => ranked(end(0)(state, terms)),
    text: (state, terms) => quantileText(end(0)(state, terms)) || "-",
  }),
  figure({
    name: "high",
    heading: "95 % to",
    short: "to",
    meaning: "upper end of the median's 95 % interval, ms",
    value: (state, terms) => ranked(end(1)(state, terms)),
    text: (state, terms) => quantileText(end(1)(state, terms)) || "-",
  }),
  elapsedAt("p5", 0.05, {}),
  elapsedAt("p25", 0.25, {}),
  elapsedAt("p75", 0.75, {}),
  elapsedAt("p95", 0.95, {}),
  elapsedAt("p99", 0.99, {}),
  elapsedAt("min", 0, { meaning: "fastest run, ms" }),
  elapsedAt("max", 1, { meaning: "slowest run, ms" }),
  figure({
    name: "mean",
    meaning: "mean up to the time limit, ms (an undecided run counts as the limit)",
    value: (state, terms) =>
      restrictedMean(elapsedSample(state, terms.timeLimitMs))?.mean ?? undefined,
  }),
  figure({
    name: "maxrounds",
    heading: "max rounds",
    short: "maxrd",
    meaning: "most rounds of a run",
    value: (state) => ranked(quantile(roundsSample(state), 1)),
    text: (state) => quantileText(quantile(roundsSample(state), 1)) || "-",
  }),
  figure({
    name: "messages",
    short: "msgs",
    meaning: "messages of a run, mean",
    value: ({ tally }) => (tally.runs === 0 ? undefined : tally.messages / tally.runs),
  }),
  figure({
    name: "winner",
    meaning: "who won most often, and the share of the runs",
    width: 14,
    value: ({ tally }) => mostWins(tally)?.share,
    text: ({ tally }) => {
      const most = mostWins(tally);
      return most === undefined ? "-" : `${most.name} ${percent(most.share, 1)}`;
    },
  }),
  figure({
    name: "late",
    heading: "late ms",
    aliases: ["lateness"],
    meaning: "latest timer of all runs on nodes, ms late",
    width: 7,
    value: ({ tally }) => tally.lateMs ?? undefined,
  }),
  figure({ name: "left", meaning: "runs still to do", width: 5, value: runsLeft }),
  figure({
    name: "timeleft",
    heading: "time left",
    short: "t left",
    meaning: "runs still to do on nodes, times the mean time of a run",
    width: 12,
    value: timeLeft,
    text: (state, terms) => {
      const ms = timeLeft(state, terms);
      return ms === undefined ? "-" : durationText(ms);
    },
  }),
];

/** The sort orders of the list. */
export interface SortKey {
  readonly name: string;
  readonly value: (state: TrialState, terms: Terms) => number | string | undefined;
}

export const parameterKey = (parameter: Parameter) => ({
  name: parameter.name as string,
  value: ({ trial }: TrialState): number | string => {
    const value = trial[parameter.name];
    return typeof value === "number" ? value : valueText(parameter, value);
  },
});

export const sortKey = (name: string): SortKey | undefined => {
  const parameter = PARAMETERS.find((each) => each.name === name);
  return parameter ? parameterKey(parameter) : FIGURES.find((each) => each.name === name);
};
