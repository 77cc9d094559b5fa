import { runBatch } from "./paxy.ts";

const RUNS = 200;
const SEED = 21;
/** One proposer, so that nothing but the luck of its messages makes runs differ. */
const TRIAL = ["numProposers=1", "drop=40"];

/**
 * Real and simulated runs of one seed: a message has the same luck in both, so
 * they come in pairs. How closely their times go together, and how far apart
 * the two of a pair are.
 */
export default function simPairs() {
  const [real, simulated] = ["paxy_remote", "paxy_sim"].map(elapsedIn) as [number[], number[]];
  const pairs = real.flatMap((ms, run) => {
    const other = simulated[run];
    return Number.isFinite(ms) && other !== undefined && Number.isFinite(other)
      ? [[ms, other]]
      : [];
  }) as [number, number][];
  const apart = pairs.map(([ms, other]) => ms - other).sort((a, b) => a - b);
  const correlation = correlationOf(pairs);
  const middle = apart[apart.length >> 1] ?? Number.NaN;
  return [
    {
      figure: "pairs of a real and a simulated run of one seed, correlation of elapsed",
      measured: correlation.toFixed(3),
      reference: `${pairs.length} pairs of ${RUNS}; real less simulated: ${apart[0]} to ${apart.at(-1)} ms, median ${middle}`,
      target: ">= 0.8",
      ok: correlation >= 0.8,
    },
  ];
}

/** By run, from the first; NaN where a run did not decide in time. */
function elapsedIn(module: string): number[] {
  const options = ["--module", module, "--repeat", String(RUNS), "--seed", String(SEED)];
  const sets = TRIAL.flatMap((each) => ["--set", each]);
  const elapsed: number[] = [];
  for (const row of runBatch([...options, ...sets])) {
    elapsed[Number(row.run) - 1] = row.elapsed_ms === "" ? Number.NaN : Number(row.elapsed_ms);
  }
  return elapsed;
}

/** Pearson's. */
function correlationOf(pairs: readonly (readonly [number, number])[]): number {
  const mean = (side: 0 | 1): number =>
    pairs.reduce((sum, pair) => sum + pair[side], 0) / pairs.length;
  const [one, other] = [mean(0), mean(1)];
  const sum = (of: (a: number, b: number) => number): number =>
    pairs.reduce((all, [a, b]) => all + of(a - one, b - other), 0);
  return sum((a, b) => a * b) / Math.sqrt(sum((a) => a * a) * sum((_, b) => b * b));
}
