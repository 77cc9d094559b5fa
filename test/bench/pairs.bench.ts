import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Difference, pairedDifference } from "../../src/core/statistics/difference.ts";
import { medianDifference } from "../../src/core/statistics/median-difference.ts";
import {
  differencesOf,
  type Pairs,
  pairsOf,
  type Runs,
  runsOf,
} from "../../src/core/statistics/pairs.ts";
import type { Sample } from "../../src/core/statistics/statistics.ts";
import { type Row, runBatch } from "./paxy.ts";

const RUNS = 2000;
const CASES = { defaults: {}, "drop 5": { drop: 5 }, "delay 150": { delay: 150 } };

/** How much narrower the interval of versions 1 and 2's difference gets by pairs of equal luck. */
export default function pairs() {
  const ratios = Object.entries(CASES).map(([name, trial]) => ({ name, ratio: ratioOf(trial) }));
  const best = Math.min(...ratios.map(({ ratio }) => ratio));
  return [
    ...ratios.map(({ name, ratio }) => ({
      figure: `width of the difference of versions 1 and 2 in pairs, ${name}`,
      measured: ratio.toFixed(2),
      ...{ reference: "1 unpaired", target: "<= 1.00", ok: ratio <= 1 },
    })),
    {
      figure: "the smallest of these",
      measured: best.toFixed(2),
      ...{ target: "<= 0.60", ok: best <= 0.6 },
    },
  ];
}

function ratioOf(trial: object): number {
  const folder = mkdtempSync(join(tmpdir(), "paxy-bench-pairs-"));
  try {
    const file = join(folder, "pairs.json");
    const trials = [1, 2].map((moduleVersion) => ({
      ...{ moduleName: "paxy_sim", moduleVersion },
      ...trial,
    }));
    writeFileSync(file, JSON.stringify({ repeat: RUNS, seed: 3, draws: "shared", trials }));
    const rows = runBatch([file]);
    const [one, two] = ["1", "2"].map((number) => runsIn(rows, number)) as [Runs, Runs];
    const [base, other] = [sampleOf(one), sampleOf(two)];
    const apart = medianDifference(base, other);
    const limits = [base.limit ?? 0, other.limit ?? 0] as const;
    const together = pairedDifference(differencesOf(pairsOf(one, two) as Pairs, "elapsed", limits));
    return width(together) / width(apart);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const width = (difference: Difference | null): number =>
  difference === null ? Number.NaN : difference.interval[1] - difference.interval[0];

const numberIn = (cell: string | undefined): number | null => (cell ? Number(cell) : null);

const runsIn = (rows: readonly Row[], trial: string): Runs =>
  runsOf(
    rows
      .filter((row) => row.trial === trial)
      .map((row) => ({
        run: Number(row.run),
        elapsedMs: numberIn(row.elapsed_ms),
        rounds: numberIn(row.rounds),
        verdict: row.verdict as "agreed",
      })),
  );

function sampleOf(runs: Runs): Sample {
  const times = [...runs.values()].flatMap(({ elapsedMs }) => elapsedMs ?? []);
  return {
    sorted: Float64Array.from(times).sort(),
    censored: runs.size - times.length,
    limit: 30_000,
  };
}
