import jstat from "jstat";
import { mean, sampleStandardDeviation } from "simple-statistics";
import {
  firstEventInterval,
  medianInterval,
  quantileInterval,
  rateInterval,
} from "../../src/core/statistics/interval.ts";
import { type Interval, meanInterval } from "../../src/core/statistics/statistics.ts";
import {
  drawn,
  holds,
  holdsTime,
  LIMIT_MS,
  line,
  percent,
  REPETITIONS,
  type Shape,
  share,
  simulated,
  spreadOf,
  timesAt,
  truthAt,
} from "./populations.ts";

const RUNS = [10, 30, 50, 100, 500, 1000];

/** How often an interval that says 95 % holds the truth, over samples of populations that were simulated. */
export default function intervalCoverage() {
  const shapes = simulated();
  return [
    ...RUNS.flatMap((n) => [medians(shapes, n), p95s(shapes, n), means(shapes, n)]),
    exactMedians(),
    ...rates(),
  ];
}

function medians(shapes: readonly Shape[], n: number) {
  const found = shapes.map((each) =>
    share(REPETITIONS, () =>
      holdsTime(medianInterval(timesAt(each, drawn(each, n))), truthAt(each, 0.5)),
    ),
  );
  return line(`coverage of the median, ${n} runs`, found, { atLeast: 0.95, times: REPETITIONS });
}

function p95s(shapes: readonly Shape[], n: number) {
  const found = shapes.map((each) =>
    share(REPETITIONS, () =>
      holdsTime(quantileInterval(timesAt(each, drawn(each, n)), 0.95), truthAt(each, 0.95)),
    ),
  );
  return line(`coverage of p95, ${n} runs`, found, { atLeast: 0.95, times: REPETITIONS });
}

/** Written down: below 1,000 runs the interval is not shown, and is computed here all the same. */
function means(shapes: readonly Shape[], n: number) {
  const upTo = (time: number): number => Math.min(time, LIMIT_MS);
  const found = shapes.map((each) => {
    const truth = mean(Array.from(each.times, upTo));
    return share(REPETITIONS / 10, () => {
      const times = Array.from(drawn(each, n), (run) => upTo(each.times[run] as number));
      return holds(student(times), truth);
    });
  });
  const isShown = meanInterval(new Array<number>(n).fill(1)) !== null;
  return {
    figure: `coverage of the mean up to the limit (t), ${n} runs${isShown ? "" : ", not shown"}`,
    measured: spreadOf(found),
    ...(isShown ? { target: ">= 90.0 %", ok: Math.min(...found) >= 0.9 - 0.015 } : {}),
  };
}

/** The interval as it would be, were it shown for so few runs. */
function student(values: number[]): Interval<number> {
  const n = values.length;
  const middle = mean(values);
  const half =
    (jstat.jStat.studentt.inv(0.975, n - 1) * sampleStandardDeviation(values)) / Math.sqrt(n);
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
  return {
    figure: "coverage of the median, exact, each number of runs from 50 to 1,000",
    measured: spreadOf(found),
    ...{ target: "95.0 % to 97.5 %" },
    ok: Math.min(...found) >= 0.95 && Math.max(...found) <= 0.975,
  };
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
