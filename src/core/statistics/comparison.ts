import { type Counts, judgedRuns } from "../run/verdicts.ts";
import {
  type Difference,
  holm,
  pairedDifference,
  type Rate,
  rateDifference,
  rateIntervalOf,
} from "./difference.ts";
import { type Bound, medianInterval } from "./interval.ts";
import { medianDifference } from "./median-difference.ts";
import {
  correlationOf,
  differencesOf,
  isRate,
  type Metric,
  type Pairs,
  pairsOf,
  type Runs,
} from "./pairs.ts";
import { LEVEL, runsFor } from "./runs-needed.ts";
import { type Interval, type Quantile, quantile, type Sample, size } from "./statistics.ts";
import { orderConfidence } from "./stop-rule.ts";

/** The runs of one configuration in one batch. */
export interface Group {
  readonly elapsed: Sample;
  readonly rounds: Sample;
  readonly counts: Counts;
  /** The runs by number, if those of the other group had the same draws. */
  readonly runs?: Runs | undefined;
  /** The judged runs up to the first violation, where that ended them. */
  readonly first?: number | undefined;
  /** A rule of precision ended its runs. */
  readonly isStopped?: boolean;
}

/** A figure of a group: a median (ms or rounds) or a rate from 0 to 1, with its 95 % interval. */
export interface Figure {
  readonly value: Quantile | null;
  readonly interval: Interval<Bound>;
  /** Of the group, so that runs that are missing can be told beside the figure. */
  readonly counts: Counts;
}

export type Answer = "different" | "the same" | "not enough runs";

/** One figure of two groups, compared. */
export interface Comparison {
  readonly metric: Metric;
  readonly base: Figure;
  readonly other: Figure;
  /** Null if undecided runs leave both medians unknown, or rounds. */
  readonly difference: Difference | null;
  /** Number of runs compared in pairs; 0 if the groups are not paired. */
  readonly pairs: number;
  /** The p value by Holm's procedure over all comparisons of the call; 1 without a difference. */
  readonly adjusted: number;
  readonly answer: Answer;
  /** About how many runs a group would need for an answer; null if unknown or not needed. */
  readonly runsNeeded: number | null;
}

const METRICS: readonly Metric[] = ["elapsed", "rounds", "undecided", "violation"];

/** Rates that differ by less are the same, whatever the margin of medians. */
const RATE_MARGIN = 0.05;

/**
 * Compares pairs of groups, the base first in each, in all metrics that apply. `margin`, a share of
 * the base's median, is what counts as the same.
 */
export function compareGroups(
  pairs: readonly (readonly [base: Group, other: Group])[],
  margin: number,
): readonly (readonly Comparison[])[] {
  const raw = pairs.map(([base, other]) =>
    METRICS.filter((metric) => says(metric, base, other)).map((metric) => ({
      metric,
      base: figure(metric, base),
      other: figure(metric, other),
      ...differenceOf(metric, base, other),
      runs: Math.min(dataOf(base), dataOf(other)),
    })),
  );
  const adjusted = holm(raw.flat().map(({ difference }) => difference?.p ?? 1));
  let next = 0;
  return raw.map((row) =>
    row.map(({ runs, ...each }) => {
      const p = adjusted[next++] as number;
      const near = marginOf(each.metric, each.base, margin);
      const answer = answerTo(each.difference, p, near);
      // Rounds are whole: an interval that is narrower than one has no width.
      const reach = each.metric === "rounds" ? Math.max(near, 1) : near;
      const terms = { runs, near: reach, comparisons: adjusted.length };
      const runsNeeded = answer === "not enough runs" ? runsFor(each.difference, terms) : null;
      return { ...each, adjusted: p, answer, runsNeeded };
    }),
  );
}

const dataOf = ({ elapsed }: Group): number => size(elapsed);

/** Rates that are 0 in both groups are not worth a line. */
function says(metric: Metric, base: Group, other: Group): boolean {
  if (!isRate(metric)) return dataOf(base) > 0 && dataOf(other) > 0;
  return base.counts[metric] + other.counts[metric] > 0;
}

function figure(metric: Metric, group: Group): Figure {
  if (!isRate(metric)) {
    const confidence = orderConfidence(0.95, isStopped(metric, group));
    const sample = group[metric];
    const interval = medianInterval(sample, confidence);
    return { value: quantile(sample, 0.5), interval, counts: group.counts };
  }
  const rate = rateOf(metric, group);
  const [low, high] = rateIntervalOf(rate);
  const exact = (value: number): Quantile => ({ value, censored: false });
  return {
    value: rate.n === 0 ? null : exact(rate.count / rate.n),
    interval: [exact(low), exact(high)],
    counts: group.counts,
  };
}

/** The rule looks at elapsed times alone. */
const isStopped = (metric: Metric, group: Group): boolean =>
  metric === "elapsed" && group.isStopped === true;

function rateOf(metric: "undecided" | "violation", { counts, first }: Group): Rate {
  return metric === "violation" && first !== undefined
    ? { count: 1, n: first, untilFirst: true }
    : { count: counts[metric], n: judgedRuns(counts) };
}

function differenceOf(
  metric: Metric,
  base: Group,
  other: Group,
): Pick<Comparison, "difference" | "pairs"> {
  const pairs = pairsOf(base.runs, other.runs);
  return { difference: differenceIn(metric, base, other, pairs), pairs: pairs?.base.length ?? 0 };
}

function differenceIn(
  metric: Metric,
  base: Group,
  other: Group,
  pairs: Pairs | undefined,
): Difference | null {
  if (!isRate(metric)) {
    const [one, two] = [base[metric], other[metric]];
    return pairs === undefined
      ? medianDifference(one, two, [isStopped(metric, base), isStopped(metric, other)])
      : pairedDifference(differencesOf(pairs, metric, [one.limit ?? 0, two.limit ?? 0]));
  }
  return rateDifference(
    rateOf(metric, base),
    rateOf(metric, other),
    pairs === undefined ? 0 : correlationOf(pairs, metric),
  );
}

const marginOf = (metric: Metric, base: Figure, margin: number): number =>
  isRate(metric) ? RATE_MARGIN : margin * (base.value?.value ?? 0);

function answerTo(difference: Difference | null, p: number, near: number): Answer {
  if (difference === null) return "not enough runs";
  if (p < LEVEL) return "different";
  const [low, high] = difference.interval;
  return low >= -near && high <= near ? "the same" : "not enough runs";
}
