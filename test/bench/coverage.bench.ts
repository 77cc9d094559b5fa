import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import jstat from "jstat";
import { mean, sampleStandardDeviation } from "simple-statistics";
import { NO_COUNTS } from "../../src/core/run/verdicts.ts";
import { compareGroups, type Group } from "../../src/core/statistics/comparison.ts";
import {
  firstEventInterval,
  medianInterval,
  quantileInterval,
  rateInterval,
} from "../../src/core/statistics/interval.ts";
import { shareOf } from "../../src/core/statistics/sensitivity.ts";
import { type Interval, meanInterval, type Sample } from "../../src/core/statistics/statistics.ts";
import { isPrecise, nextLook, STOPPED_CONFIDENCE } from "../../src/core/statistics/stop-rule.ts";
import { type Row, runBatch } from "./paxy.ts";

const LIMIT_MS = 30_000;
const REPETITIONS = Number(process.env.PAXY_BENCH_REPETITIONS ?? 20_000);
const RUNS = [10, 30, 50, 100, 500, 1000];
const POPULATION = 10_000;

/** The shapes that occur: two peaks, skewed, with a few and with many undecided runs, and hardly any spread. */
const SHAPES = [
  { moduleVersion: 1 },
  { moduleVersion: 2 },
  { moduleVersion: 1, delay: 150 },
  { moduleVersion: 1, drop: 30 },
  { moduleVersion: 1, drop: 50, dropScope: "promises" },
  { moduleVersion: 1, drop: 60, dropScope: "promises" },
];

/** How often an interval that says 95 % holds the truth, over samples of populations that were simulated. */
export default function coverage() {
  const shapes = simulated();
  return [
    ...RUNS.flatMap((n) => [medians(shapes, n), p95s(shapes, n), means(shapes, n)]),
    exactMedians(),
    ...rates(),
    ...shares(),
    stopped(shapes),
    ...falseDifferences(shapes),
  ];
}

interface Shape {
  /** ms, ascending; an undecided run is infinite. */
  readonly times: Float64Array;
}

function simulated(): readonly Shape[] {
  const folder = mkdtempSync(join(tmpdir(), "paxy-bench-coverage-"));
  try {
    const file = join(folder, "shapes.json");
    const trials = SHAPES.map((each) => ({ moduleName: "paxy_sim", ...each }));
    writeFileSync(file, JSON.stringify({ repeat: POPULATION, seed: 5, jobs: 2, trials }));
    const rows = runBatch([file]);
    return SHAPES.map((_, index) => ({
      times: Float64Array.from(
        rows.filter(({ trial }) => trial === String(index + 1)).map(timeOf),
      ).sort(),
    }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const timeOf = ({ elapsed_ms }: Row): number =>
  elapsed_ms ? Number(elapsed_ms) : Number.POSITIVE_INFINITY;

let state = 1;
/** Lehmer's generator: the same samples in every run. */
function random(): number {
  state = (state * 48_271) % 2_147_483_647;
  return state / 2_147_483_647;
}

function draw({ times }: Shape, n: number): Float64Array {
  const drawn = new Float64Array(n);
  for (let i = 0; i < n; i++) drawn[i] = times[Math.floor(random() * times.length)] as number;
  return drawn;
}

function sampleOf(drawn: Float64Array): Sample {
  const sorted = drawn.toSorted();
  const decided = sorted.indexOf(Number.POSITIVE_INFINITY);
  const n = decided < 0 ? sorted.length : decided;
  return { sorted: sorted.subarray(0, n), censored: sorted.length - n, limit: LIMIT_MS };
}

const covers = (sample: Sample, p: number, truth: number, confidence = 0.95): boolean => {
  const [low, high] =
    p === 0.5 ? medianInterval(sample, confidence) : quantileInterval(sample, p, confidence);
  const from = low === null ? 0 : low.censored ? LIMIT_MS : (low.value as number);
  const to = high === null || high.censored ? Number.POSITIVE_INFINITY : (high.value as number);
  return from <= truth && truth <= to;
};

/** Of a repeated experiment, the share that held, and how much of that is chance (3 standard errors). */
function share(times: number, holds: () => boolean): { value: number; error: number } {
  let held = 0;
  for (let i = 0; i < times; i++) held += Number(holds());
  const value = held / times;
  return { value, error: 3 * Math.sqrt((0.95 * 0.05) / times) };
}

const percent = (value: number): string => `${(100 * value).toFixed(1)} %`;

/** One line for all shapes: the smallest coverage and the largest. */
function line(figure: string, found: readonly { value: number; error: number }[], atLeast: number) {
  const values = found.map(({ value }) => value);
  const least = Math.min(...values);
  const error = Math.max(...found.map((each) => each.error));
  return {
    figure,
    measured: `${percent(least)} to ${percent(Math.max(...values))}`,
    reference: `${found.length} shapes, ${REPETITIONS} times`,
    target: `>= ${percent(atLeast)} but for ${percent(error)} of chance`,
    ok: least >= atLeast - error,
  };
}

const truthAt = ({ times }: Shape, p: number): number =>
  times[Math.ceil(p * times.length) - 1] as number;

const quantileLine = (figure: string, p: number, shapes: readonly Shape[], n: number) =>
  line(
    `coverage of ${figure}, ${n} runs`,
    shapes.map((each) =>
      share(REPETITIONS, () => covers(sampleOf(draw(each, n)), p, Math.min(truthAt(each, p), 1e9))),
    ),
    0.95,
  );

const medians = (shapes: readonly Shape[], n: number) => quantileLine("the median", 0.5, shapes, n);
const p95s = (shapes: readonly Shape[], n: number) => quantileLine("p95", 0.95, shapes, n);

/** Written down: below 500 runs the interval is not shown, and is computed here all the same. */
function means(shapes: readonly Shape[], n: number) {
  const found = shapes.map((each) => {
    const truth = mean(Array.from(each.times, (time) => Math.min(time, LIMIT_MS)));
    return share(REPETITIONS / 10, () => {
      const drawn = Array.from(draw(each, n), (time) => Math.min(time, LIMIT_MS));
      const [low, high] = student(drawn);
      return low <= truth && truth <= high;
    });
  });
  const isShown = meanInterval(new Array<number>(n).fill(1)) !== null;
  const values = found.map(({ value }) => value);
  return {
    figure: `coverage of the mean up to the limit (t), ${n} runs${isShown ? "" : ", not shown"}`,
    measured: `${percent(Math.min(...values))} to ${percent(Math.max(...values))}`,
    ...(isShown ? { target: ">= 90.0 %", ok: Math.min(...values) >= 0.9 - 0.015 } : {}),
  };
}

/** The interval as it would be, were it shown for so few runs. */
function student(values: readonly number[]): Interval<number> {
  const n = values.length;
  const middle = mean(values as number[]);
  const half =
    (jstat.jStat.studentt.inv(0.975, n - 1) * sampleStandardDeviation(values as number[])) /
    Math.sqrt(n);
  return [middle - half, middle + half];
}

/** Exactly, by the binomial law, of times of which no two are alike. */
function exactMedians() {
  const { cdf } = jstat.jStat.binomial;
  const found = Array.from({ length: 951 }, (_, index) => 50 + index).map((n) => {
    const sorted = Float64Array.from({ length: n }, (_, run) => run + 1);
    const [low, high] = medianInterval({ sorted, censored: 0, limit: null });
    return cdf((high?.value ?? 0) - 1, n, 0.5) - cdf((low?.value ?? 0) - 1, n, 0.5);
  });
  const [least, most] = [Math.min(...found), Math.max(...found)];
  return {
    figure: "coverage of the median, exact, each number of runs from 50 to 1,000",
    measured: `${percent(least)} to ${percent(most)}`,
    ...{ target: "95.0 % to 97.5 %", ok: least >= 0.95 && most <= 0.975 },
  };
}

/** Figures of random configurations with two parameters from 0 to 1, and with chance. */
const MODELS: readonly ((a: number, b: number, chance: number) => number)[] = [
  (a, b) => 2 * a + b,
  (a, b) => a * b,
  (a, _, chance) => (a - 0.5) ** 2 + 0.1 * chance,
  (a, b, chance) => Math.exp(3 * a) + b + 3 * chance,
  (_, __, chance) => chance,
];
const CONFIGURATIONS = [50, 100, 250];
const MANY = 20_000;

/** Written down: the shares that a parameter explains, of models whose shares many points tell. */
function shares() {
  const shareIn = (model: (typeof MODELS)[number], n: number) => {
    const as = Array.from({ length: n }, random);
    return shareOf(
      as,
      as.map((a) => model(a, random(), random())),
    );
  };
  const truths = MODELS.map((model) => shareIn(model, MANY)?.value ?? 0);
  return CONFIGURATIONS.map((n) => {
    const found = MODELS.map((model, index) => {
      const truth = truths[index] as number;
      return share(REPETITIONS / 100, () => {
        const [low, high] = shareIn(model, n)?.interval ?? [0, 1];
        return low <= truth && truth <= high;
      }).value;
    });
    return {
      figure: `coverage of a parameter's share, ${n} random configurations`,
      measured: `${percent(Math.min(...found))} to ${percent(Math.max(...found))}`,
      reference: `${MODELS.length} models, ${REPETITIONS / 100} times`,
    };
  });
}

const RATES = [0.0005, 0.004, 0.05, 0.09, 0.3, 0.5];

/** Exactly, by the laws of the two ways to end. */
function rates() {
  const least = Math.min(
    ...RATES.flatMap((rate) => [10, 30, 100, 1000].map((n) => binomialCoverage(rate, n))),
  );
  const first = Math.min(...RATES.map(geometricCoverage));
  return [
    {
      figure: "coverage of a rate (Clopper-Pearson), exact, 10 to 1,000 runs",
      measured: `at least ${percent(least)}`,
      ...{ target: ">= 95.0 %", ok: least >= 0.95 },
    },
    {
      figure: "coverage of a rate after --until violation, exact",
      measured: `at least ${percent(first)}`,
      ...{ target: ">= 95.0 %", ok: first >= 0.95 - 1e-9 },
    },
  ];
}

const holds = ([low, high]: Interval<number>, rate: number): boolean => low <= rate && rate <= high;

function binomialCoverage(rate: number, n: number): number {
  let [sum, probability] = [0, (1 - rate) ** n];
  for (let count = 0; count <= n; count++) {
    if (holds(rateInterval(count, n), rate)) sum += probability;
    probability *= ((n - count) / (count + 1)) * (rate / (1 - rate));
  }
  return sum;
}

function geometricCoverage(rate: number): number {
  let sum = 0;
  for (let n = 1, left = 1; left > 1e-6; n++, left *= 1 - rate) {
    if (holds(firstEventInterval(n), rate)) sum += left * rate;
  }
  return sum;
}

const PRECISION = 0.05;
const LOOKS_MAX = 10_000;

/** As the queue looks: a median's interval after the rule of precision has ended the runs. */
function stopped(shapes: readonly Shape[]) {
  const found = shapes.map((each) => {
    const truth = Math.min(truthAt(each, 0.5), 1e9);
    return share(REPETITIONS / 20, () => {
      const drawn = draw(each, LOOKS_MAX);
      let n = nextLook(0);
      while (n < LOOKS_MAX && !isPrecise(sampleOf(drawn.subarray(0, n)), PRECISION))
        n = Math.min(nextLook(n), LOOKS_MAX);
      return covers(sampleOf(drawn.subarray(0, n)), 0.5, truth, STOPPED_CONFIDENCE);
    });
  });
  return line("coverage of the median after --precision 5%", found, 0.93);
}

const GROUPS = [30, 100];

/** Two batches of the same trials, all that compare looks at: how often it says that anything differs. */
function falseDifferences(shapes: readonly Shape[]) {
  return GROUPS.map((n) => {
    const { value } = share(1000, () => {
      const pairs = shapes.map((each) => [group(each, n), group(each, n)] as const);
      return compareGroups(pairs, 0.05)
        .flat()
        .some(({ answer }) => answer === "different");
    });
    return {
      figure: `false "different" of compare, ${shapes.length} trials of ${n} runs, 1,000 times`,
      measured: percent(value),
      ...{ target: "<= 5.0 %", ok: value <= 0.05 },
    };
  });
}

function group(shape: Shape, n: number): Group {
  const elapsed = sampleOf(draw(shape, n));
  const { censored } = elapsed;
  return {
    elapsed,
    rounds: { sorted: [], censored: 0, limit: null },
    counts: { ...NO_COUNTS, agreed: n - censored, undecided: censored },
  };
}
