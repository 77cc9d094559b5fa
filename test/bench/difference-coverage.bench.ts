import { NO_COUNTS } from "../../src/core/run/verdicts.ts";
import { compareGroups, type Group } from "../../src/core/statistics/comparison.ts";
import { medianDifference } from "../../src/core/statistics/median-difference.ts";
import type { Outcome } from "../../src/core/statistics/pairs.ts";
import {
  drawn,
  holds,
  line,
  percent,
  REPETITIONS,
  roundsAt,
  type Shape,
  share,
  simulated,
  timesAt,
  truthAt,
} from "./populations.ts";

const RUNS = [30, 100];
/** Batches that are compared, where nothing differs. */
const BATCHES = 1000;
const TIMES = REPETITIONS / 4;

/** How often compare says "different" of what is the same, and how often a difference of medians holds the truth. */
export default function differenceCoverage() {
  const shapes = simulated();
  return RUNS.flatMap((n) => [
    falseDifferences(shapes, n, false),
    falseDifferences(shapes, n, true),
    differences(shapes, n),
  ]);
}

/** Two batches of the same trials, in every figure that compare looks at. */
function falseDifferences(shapes: readonly Shape[], n: number, isPaired: boolean) {
  const value = share(BATCHES, () => {
    const pairs = shapes.map(
      (each) => [group(each, n, isPaired), group(each, n, isPaired)] as const,
    );
    return compareGroups(pairs, 0.05)
      .flat()
      .some(({ answer }) => answer === "different");
  });
  const how = isPaired ? ", run by run" : "";
  return {
    figure: `false "different" of compare, ${shapes.length} trials of ${n} runs${how}, ${BATCHES} times`,
    measured: percent(value),
    ...{ target: "<= 5.0 %", ok: value <= 0.05 },
  };
}

function group(shape: Shape, n: number, isPaired: boolean): Group {
  const runs = drawn(shape, n);
  const elapsed = timesAt(shape, runs);
  const { censored } = elapsed;
  return {
    elapsed,
    rounds: roundsAt(shape, runs),
    counts: { ...NO_COUNTS, agreed: n - censored, undecided: censored },
    runs: isPaired ? outcomesOf(shape, runs) : undefined,
  };
}

const outcomesOf = ({ times, rounds }: Shape, runs: Uint32Array): ReadonlyMap<number, Outcome> =>
  new Map(
    Array.from(runs, (run, index) => {
      const time = times[run] as number;
      return [
        index + 1,
        Number.isFinite(time)
          ? { elapsedMs: time, rounds: rounds[run] as number, verdict: "agreed" }
          : { elapsedMs: null, rounds: null, verdict: "undecided" },
      ];
    }),
  );

/** Of each shape against the next one, as far as both have a median. */
function differences(shapes: readonly Shape[], n: number) {
  const found = shapes.map((base, index) => {
    const other = shapes[(index + 1) % shapes.length] as Shape;
    const truth = truthAt(other, 0.5) - truthAt(base, 0.5);
    return share(TIMES, () => {
      const [one, two] = [base, other].map((each) => timesAt(each, drawn(each, n)));
      const difference = one && two ? medianDifference(one, two) : null;
      return difference === null || holds(difference.interval, truth);
    });
  });
  const figure = `coverage of a difference of medians, ${n} runs a side`;
  return line(figure, found, { atLeast: 0.93, times: TIMES });
}
