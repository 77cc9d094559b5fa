import { isData, type Verdict } from "../run/verdicts.ts";
import type { Interval } from "./statistics.ts";

/** The metrics in which groups of runs are compared. */
export type Metric = "elapsed" | "rounds" | "undecided" | "violation";

/** Whether a metric is a share of the runs; the others are medians. */
export const isRate = (metric: Metric): metric is "undecided" | "violation" =>
  metric === "undecided" || metric === "violation";

/** The result of a run. */
export interface Outcome {
  /** Null unless every proposer decided. */
  readonly elapsedMs: number | null;
  readonly rounds: number | null;
  readonly verdict: Verdict;
}

/** The runs of a trial that are data, by number. */
export type Runs = ReadonlyMap<number, Outcome>;

/** The first attempt of each run that is data. */
export function runsOf(ended: Iterable<Outcome & { readonly run: number }>): Runs {
  const runs = new Map<number, Outcome>();
  for (const each of ended) {
    if (isData(each.verdict) && !runs.has(each.run)) runs.set(each.run, each);
  }
  return runs;
}

/** Fewer pairs are too few for a correlation. */
const PAIRS_MIN = 30;

/** Runs of two groups with the same draws, paired by number. */
export interface Pairs {
  readonly base: readonly Outcome[];
  readonly other: readonly Outcome[];
}

/** The pairs of two groups; undefined if they are not paired or too few. */
export function pairsOf(base: Runs | undefined, other: Runs | undefined): Pairs | undefined {
  const pairs: { base: Outcome[]; other: Outcome[] } = { base: [], other: [] };
  for (const [run, one] of base ?? []) {
    const two = other?.get(run);
    if (two === undefined) continue;
    pairs.base.push(one);
    pairs.other.push(two);
  }
  return pairs.base.length < PAIRS_MIN ? undefined : pairs;
}

/** The differences of pairs, each list ascending: the least and the most that each can be. */
export interface Differences {
  readonly least: Float64Array;
  readonly most: Float64Array;
}

/**
 * Other minus base, pair by pair. Of an undecided run only the least is known that its figure can
 * be, the same for all runs of a group: the time limit, or no round. So the difference of its pair
 * lies between two bounds, of which at least one is infinite.
 */
export function differencesOf(
  { base, other }: Pairs,
  metric: "elapsed" | "rounds",
  undecidedLeast: readonly [base: number, other: number],
): Differences {
  const figures = (runs: readonly Outcome[], least: number): Interval<Float64Array> => {
    const known = runs.map((run) => (metric === "elapsed" ? run.elapsedMs : run.rounds));
    return [
      Float64Array.from(known, (figure) => figure ?? least),
      Float64Array.from(known, (figure) => figure ?? Number.POSITIVE_INFINITY),
    ];
  };
  const [baseLeast, baseMost] = figures(base, undecidedLeast[0]);
  const [otherLeast, otherMost] = figures(other, undecidedLeast[1]);
  return {
    least: otherLeast.map((figure, index) => figure - (baseMost[index] as number)).sort(),
    most: otherMost.map((figure, index) => figure - (baseLeast[index] as number)).sort(),
  };
}

/** How two rates move together: the correlation (phi) of the runs that they count. */
export const correlationOf = ({ base, other }: Pairs, verdict: Verdict): number =>
  phi(
    base.map((run) => run.verdict === verdict),
    other.map((run) => run.verdict === verdict),
  );

/** Pearson's correlation of two lists of booleans; 0 if one of them is constant. */
function phi(one: readonly boolean[], two: readonly boolean[]): number {
  const share = (test: (index: number) => boolean): number =>
    one.reduce((count, _, index) => count + Number(test(index)), 0) / one.length;
  const [p, q] = [share((index) => one[index] === true), share((index) => two[index] === true)];
  const both = share((index) => one[index] === true && two[index] === true);
  const spread = Math.sqrt(p * (1 - p) * q * (1 - q));
  return spread === 0 ? 0 : (both - p * q) / spread;
}
