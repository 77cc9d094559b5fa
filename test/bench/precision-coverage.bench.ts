import { mean } from "simple-statistics";
import {
  medianInterval,
  quantileInterval,
  rateInterval,
} from "../../src/core/statistics/interval.ts";
import { restrictedMean } from "../../src/core/statistics/restricted-mean.ts";
import { quantile, size } from "../../src/core/statistics/statistics.ts";
import { isPrecise, nextLook, STOPPED_CONFIDENCE } from "../../src/core/statistics/stop-rule.ts";
import {
  drawn,
  holds,
  holdsTime,
  LIMIT_MS,
  line,
  REPETITIONS,
  roundsAt,
  type Shape,
  simulated,
  timesAt,
  truthAt,
} from "./populations.ts";

const PRECISIONS = [0.05, 0.2];
const MEAN = "the mean up to the limit, from 1,000 runs on";
/** As the queue has it. */
const LOOKS_MAX = 10_000;
const TIMES = REPETITIONS / 20;

/** How often each interval holds the truth after `--precision` has ended the runs, as the queue looks at them. */
export default function precisionCoverage() {
  const shapes = simulated();
  return PRECISIONS.flatMap((precision) => {
    const found = shapes.map((each) => coverageOf(each, precision));
    return FIGURES.flatMap(({ name }) => {
      const shares = found.flatMap((of) => of.get(name) ?? []);
      const figure = `coverage of ${name} after --precision ${100 * precision}%`;
      const atLeast = name === MEAN ? 0.9 : 0.93;
      return shares.length === 0 ? [] : [line(figure, shares, { atLeast, times: TIMES })];
    });
  });
}

/** A figure with its truth, undefined where it is unknown, and whether a sample's interval holds it, undefined where none is shown. */
interface Figure {
  readonly name: string;
  readonly truthIn: (shape: Shape) => number | undefined;
  readonly holdsIn: (shape: Shape, runs: Uint32Array, truth: number) => boolean | undefined;
}

const everyRun = ({ times }: Shape): Uint32Array => Uint32Array.from(times.keys());

const FIGURES: readonly Figure[] = [
  {
    name: "the median",
    truthIn: (shape) => truthAt(shape, 0.5),
    holdsIn: (shape, runs, truth) =>
      holdsTime(medianInterval(timesAt(shape, runs), STOPPED_CONFIDENCE), truth),
  },
  {
    name: "p95",
    truthIn: (shape) => truthAt(shape, 0.95),
    holdsIn: (shape, runs, truth) => holdsTime(quantileInterval(timesAt(shape, runs), 0.95), truth),
  },
  {
    name: MEAN,
    truthIn: ({ times }) => mean(Array.from(times, (time) => Math.min(time, LIMIT_MS))),
    holdsIn(shape, runs, truth) {
      const interval = restrictedMean(timesAt(shape, runs))?.interval95;
      return interval ? holds(interval, truth) : undefined;
    },
  },
  {
    name: "the median of rounds",
    truthIn: (shape) => quantile(roundsAt(shape, everyRun(shape)), 0.5)?.value ?? undefined,
    holdsIn: (shape, runs, truth) => holdsTime(medianInterval(roundsAt(shape, runs)), truth),
  },
  {
    name: "the share undecided",
    truthIn: (shape) => timesAt(shape, everyRun(shape)).censored / shape.times.length || undefined,
    holdsIn(shape, runs, truth) {
      const sample = timesAt(shape, runs);
      return holds(rateInterval(sample.censored, size(sample)), truth);
    },
  },
];

/** Of each figure that the shape has, the share of the samples whose interval holds the truth. */
function coverageOf(shape: Shape, precision: number): ReadonlyMap<string, number> {
  const told = FIGURES.flatMap((figure) => {
    const truth = figure.truthIn(shape);
    return truth === undefined ? [] : [{ ...figure, truth, held: 0, n: 0 }];
  });
  for (let i = 0; i < TIMES; i++) {
    const runs = runsUntil(shape, precision);
    for (const each of told) {
      const found = each.holdsIn(shape, runs, each.truth);
      each.held += Number(found ?? 0);
      each.n += Number(found !== undefined);
    }
  }
  // An interval that is shown in a few of the samples alone tells little.
  return new Map(
    told.filter(({ n }) => n >= TIMES / 2).map(({ name, held, n }) => [name, held / n]),
  );
}

function runsUntil(shape: Shape, precision: number): Uint32Array {
  const all = drawn(shape, LOOKS_MAX);
  let n = nextLook(0);
  while (n < LOOKS_MAX && !isPrecise(timesAt(shape, all.subarray(0, n)), precision))
    n = Math.min(nextLook(n), LOOKS_MAX);
  return all.subarray(0, n);
}
