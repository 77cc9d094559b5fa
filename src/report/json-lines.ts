import type { RunRecord } from "../core/run/run.ts";
import { total } from "../core/run/verdicts.ts";
import type { Bound } from "../core/statistics/interval.ts";
import { numberText, SUMMARY_DECIMALS } from "../core/statistics/quantile-text.ts";
import type { Quantile, Statistics } from "../core/statistics/statistics.ts";
import type { TrialReport } from "../core/statistics/uncertainty.ts";
import type { Closing } from "./closing-sentences.ts";

/** A line of `--json` for an attempt. Names are those of the CSV columns. */
export const runJson = (record: RunRecord): string =>
  JSON.stringify({
    type: "run",
    trial: record.trial,
    run: record.run,
    attempt: record.attempt,
    verdict: record.verdict,
    decision: record.decision,
    rounds: record.rounds,
    elapsed_ms: record.elapsedMs,
    decisions: record.decisions.map(({ proposer, value, round, elapsedMs }) => ({
      ...{ proposer, value, round, elapsed_ms: elapsedMs },
    })),
    messages: record.messages,
    dropped: record.dropped,
    started_at: record.startedAt,
    reason: record.reason,
  });

/** The last line of `--json`. A quantile is `{"value": 30000, "censored": true}` where it is later than that. */
export const summaryJson = ({ name, directory, trials, violation }: Closing): string =>
  JSON.stringify({
    type: "summary",
    name,
    directory,
    runs: trials.reduce((sum, each) => sum + each.runs, 0),
    done: trials.reduce((sum, each) => sum + total(each.counts), 0),
    ...(violation === undefined ? {} : { violation }),
    trials: trials.map(trialJson),
  });

const trialJson = (report: TrialReport) => ({
  ...figuresJson(report),
  ...(report.rule === "" ? {} : { stop: report.rule }),
});

const figuresJson = ({
  number,
  trial,
  runs,
  counts,
  elapsed,
  rounds,
  uncertainty,
}: TrialReport) => ({
  trial: number,
  parameters: trial,
  runs,
  counts,
  elapsed_ms: statisticsJson(elapsed),
  rounds: statisticsJson(rounds),
  intervals95: {
    elapsed_median_ms: uncertainty.elapsedMedian.map(boundJson),
    elapsed_p95_ms: uncertainty.elapsedP95.map(boundJson),
    rounds_median: uncertainty.roundsMedian.map(boundJson),
    undecided: uncertainty.undecided,
    violation: uncertainty.violation,
  },
  elapsed_restricted_mean_ms: uncertainty.elapsedRestricted,
});

const boundJson = (bound: Bound) => bound && quantileJson(bound);

const statisticsJson = ({ n, mean, interval95, median, p95 }: Statistics) => ({
  n,
  mean: mean === null ? null : rounded(mean),
  interval95: interval95?.map(rounded) ?? null,
  median: median && quantileJson(median),
  p95: p95 && quantileJson(p95),
});

const quantileJson = ({ value, censored }: Quantile) => ({
  value: value === null ? null : rounded(value),
  censored,
});

/** As in summary.csv. */
const rounded = (value: number): number => Number(numberText(value, SUMMARY_DECIMALS));
