import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { medianInterval } from "../../src/core/statistics/interval.ts";
import type { Sample } from "../../src/core/statistics/statistics.ts";
import { type Row, runBatch } from "./paxy.ts";
import { holdsTime, LIMIT_MS, percent, random } from "./populations.ts";

const CONFIGURATIONS = 200;
const RUNS = 100;
/** Enough that their median is nearly the true one. */
const MANY = 4000;

/**
 * Of random configurations such as a study samples: the share
 * whose interval of the median, from a few runs, holds the median of many.
 */
export default function sampledCoverage() {
  const between = (from: number, to: number): number =>
    from + Math.floor((to - from + 1) * random());
  const trials = Array.from({ length: CONFIGURATIONS }, () => ({
    ...{ moduleName: "paxy_sim", dropScope: "promises", moduleVersion: between(1, 2) },
    ...{ delay: between(0, 150), drop: between(0, 40), numAcceptors: between(3, 9) },
    ...{ numProposers: between(1, 4), propTimeout: between(50, 500), propBackoff: between(0, 100) },
  }));
  const [few, many] = [timesOf(trials, RUNS, 5), timesOf(trials, MANY, 6)];
  const held = few.filter((times, index) => {
    const known = many[index] as Float64Array;
    return holdsTime(medianInterval(sampleOf(times)), known[known.length >> 1] as number);
  }).length;
  const error = 3 * Math.sqrt((0.95 * 0.05) / CONFIGURATIONS);
  return [
    {
      figure: `coverage of the median, ${CONFIGURATIONS} random configurations of ${RUNS} runs`,
      measured: percent(held / CONFIGURATIONS),
      reference: `medians of ${MANY} other runs`,
      target: `>= 95.0 % but for ${percent(error)} of chance`,
      ok: held / CONFIGURATIONS >= 0.95 - error,
    },
  ];
}

/** Of each trial the times of its runs, ascending; an undecided run is infinite. */
function timesOf(trials: readonly object[], repeat: number, seed: number): readonly Float64Array[] {
  const folder = mkdtempSync(join(tmpdir(), "paxy-bench-sampled-"));
  try {
    const file = join(folder, "sampled.json");
    writeFileSync(file, JSON.stringify({ repeat, seed, jobs: 2, trials }));
    const rows = new Map<string, Row[]>(trials.map((_, index) => [`${index + 1}`, []]));
    for (const row of runBatch([file])) rows.get(row.trial ?? "")?.push(row);
    const timeOf = ({ elapsed_ms }: Row) => Number(elapsed_ms || Number.POSITIVE_INFINITY);
    return [...rows.values()].map((each) => Float64Array.from(each, timeOf).sort());
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function sampleOf(sorted: Float64Array): Sample {
  const first = sorted.indexOf(Number.POSITIVE_INFINITY);
  const known = first < 0 ? sorted.length : first;
  return { sorted: sorted.subarray(0, known), censored: sorted.length - known, limit: LIMIT_MS };
}
