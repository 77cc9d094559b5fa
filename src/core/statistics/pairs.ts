import { isData, type Verdict } from "../run/verdicts.ts";

/** What groups of runs are compared in. */
export type Metric = "elapsed" | "rounds" | "undecided" | "violation";

/** What came of a run. */
export interface Outcome {
  /** Null where not every proposer decided. */
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

/** From fewer pairs a correlation is a guess. */
const PAIRS_MIN = 30;

/**
 * How many runs of two groups stand in pairs, and how the figures of the groups
 * correlate. A median moves with the share of runs below it, and a rate with
 * the share of its runs; so it is the correlation of these yes and no (phi).
 */
export function paired(
  metric: Metric,
  base: Runs | undefined,
  other: Runs | undefined,
): { readonly pairs: number; readonly correlation: number } {
  const [ones, twos]: [Outcome[], Outcome[]] = [[], []];
  for (const [run, one] of base ?? []) {
    const two = other?.get(run);
    if (two === undefined) continue;
    ones.push(one);
    twos.push(two);
  }
  if (ones.length < PAIRS_MIN) return { pairs: 0, correlation: 0 };
  return {
    pairs: ones.length,
    correlation: phi(indicator(metric, ones), indicator(metric, twos)),
  };
}

/** For each run whether it is at most the median, or among those that a rate counts. */
function indicator(metric: Metric, outcomes: readonly Outcome[]): readonly boolean[] {
  if (metric === "undecided" || metric === "violation")
    return outcomes.map(({ verdict }) => verdict === metric);
  const values = outcomes.map(
    (each) => (metric === "elapsed" ? each.elapsedMs : each.rounds) ?? Number.POSITIVE_INFINITY,
  );
  const median = values.toSorted((a, b) => a - b)[Math.ceil(values.length / 2) - 1] as number;
  return values.map((value) => value <= median);
}

/** Pearson's correlation of two lists of yes and no; 0 where one of them is all alike. */
function phi(one: readonly boolean[], two: readonly boolean[]): number {
  const share = (test: (index: number) => boolean): number =>
    one.reduce((count, _, index) => count + Number(test(index)), 0) / one.length;
  const [p, q] = [share((index) => one[index] === true), share((index) => two[index] === true)];
  const both = share((index) => one[index] === true && two[index] === true);
  const spread = Math.sqrt(p * (1 - p) * q * (1 - q));
  return spread === 0 ? 0 : (both - p * q) / spread;
}
