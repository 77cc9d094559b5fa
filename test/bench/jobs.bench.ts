import { median } from "simple-statistics";
import { differenceOfMedians } from "./difference.ts";
import { type Row, runBatch } from "./paxy.ts";

const REPEAT = 200;
const JOBS = 32;
const FASTER = 15;
const APART = 0.05;

const WAITING = ["delay=90", "propTimeout=300", "drop=0"];

/**
 * A trial that mostly waits: many runs at once must be as many times faster,
 * and no slower each. Run by run the two batches have equal draws, so runs of
 * the same number are compared.
 */
export default function jobs() {
  const one = batch(1);
  const many = batch(JOBS);
  const ratio = runsPerSecond(many) / runsPerSecond(one);
  const pairs = pairsOf(one, many);
  const [low, high] = differenceOfMedians(pairs);
  const usual = median(pairs.map(([alone]) => alone));
  const bound = APART * usual;
  return [
    {
      figure: `runs a second, jobs ${JOBS} against 1`,
      measured: `${runsPerSecond(many).toFixed(1)}/s`,
      reference: `${runsPerSecond(one).toFixed(2)}/s`,
      ratio: ratio.toFixed(1),
      target: `>= ${FASTER}`,
      ok: ratio >= FASTER,
    },
    {
      figure: `elapsed with jobs ${JOBS}, 99 % interval of the difference of medians`,
      measured: `${low.toFixed(1)} to ${high.toFixed(1)} ms`,
      reference: `median ${usual} ms`,
      target: `within ${bound.toFixed(1)} ms of 0`,
      ok: low >= -bound && high <= bound,
    },
  ];
}

const batch = (jobs: number): readonly Row[] =>
  runBatch([
    ...WAITING.flatMap((field) => ["--set", field]),
    ...["--repeat", String(REPEAT), "--jobs", String(jobs), "--seed", "1"],
  ]);

/** Elapsed ms of runs of the same number. */
function pairsOf(one: readonly Row[], many: readonly Row[]): [number, number][] {
  const alone = new Map(one.map((row) => [row.run, Number(row.elapsed_ms)]));
  return many.map((row) => [alone.get(row.run) ?? Number.NaN, Number(row.elapsed_ms)]);
}

/** From the start of the first run to the end of the last. */
function runsPerSecond(rows: readonly Row[]): number {
  const starts = rows.map((row) => Date.parse(row.started_at ?? ""));
  const ends = rows.map((row, index) => (starts[index] as number) + Number(row.elapsed_ms));
  return (1000 * rows.length) / (Math.max(...ends) - Math.min(...starts));
}
