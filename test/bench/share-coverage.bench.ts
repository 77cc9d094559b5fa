import { shareOf } from "../../src/core/statistics/sensitivity.ts";
import { holds, percent, REPETITIONS, random, share, spreadOf } from "./populations.ts";

/** A figure of random configurations with two parameters from 0 to 1, and with chance. */
interface Model {
  readonly name: string;
  readonly figure: (a: number, b: number, chance: number) => number;
  /** The number of values that the first parameter has, where they are few. */
  readonly values?: number;
}

const MODELS: readonly Model[] = [
  { name: "sum", figure: (a, b) => 2 * a + b },
  { name: "product", figure: (a, b) => a * b },
  { name: "hump", figure: (a, _, chance) => (a - 0.5) ** 2 + 0.1 * chance },
  { name: "skewed", figure: (a, b, chance) => Math.exp(3 * a) + b + 3 * chance },
  // As a share of undecided runs: 0 in most configurations.
  { name: "mostly 0", figure: (a, b) => Math.max(0, a + 0.3 * b - 0.9) },
  { name: "two values", figure: (a, b) => b + 0.3 * a, values: 2 },
  { name: "two values that matter little", figure: (a, b) => b + 0.1 * a, values: 2 },
];
const NOTHING: readonly Model[] = [
  { name: "chance", figure: (_, __, chance) => chance },
  { name: "the other parameter", figure: (_, b) => b },
  { name: "the other parameter, and two values", figure: (_, b) => b, values: 2 },
  { name: "the other parameter, mostly 0", figure: (_, b) => Math.max(0, b - 0.7) },
];
const CONFIGURATIONS = [50, 100, 250];
const MANY = 20_000;
const TIMES = Math.ceil(REPETITIONS / 50);

/**
 * How often the interval of a parameter's share in random configurations holds
 * the share, which many configurations tell, and how often a parameter that
 * explains nothing is said to explain something.
 */
export default function shareCoverage() {
  const truths = MODELS.map((model) => shareIn(model, MANY)?.value ?? 0);
  return CONFIGURATIONS.flatMap((n) => {
    const found = MODELS.map((model, index) =>
      share(TIMES, () => holds(shareIn(model, n)?.interval ?? [0, 1], truths[index] as number)),
    );
    const wrong = NOTHING.map((model) =>
      share(TIMES, () => (shareIn(model, n)?.interval[0] ?? 0) > 0),
    );
    const worst = found.indexOf(Math.min(...found));
    return [
      {
        figure: `coverage of a parameter's share, ${n} random configurations`,
        measured: spreadOf(found),
        reference: `${MODELS.length} models, ${TIMES} times; least: ${MODELS[worst]?.name}`,
        ...{ target: ">= 90.0 %", ok: Math.min(...found) >= 0.9 - 0.03 },
      },
      {
        figure: `a share above 0 of a parameter that explains nothing, ${n} random configurations`,
        measured: `at most ${percent(Math.max(...wrong))}`,
        reference: `${NOTHING.length} models, ${TIMES} times`,
        ...{ target: "<= 5.0 %", ok: Math.max(...wrong) <= 0.05 + 0.03 },
      },
    ];
  });
}

function shareIn({ figure, values }: Model, n: number) {
  return shareOf(
    Array.from({ length: n }, (_, draw) => {
      const x = values === undefined ? random() : Math.floor(values * random());
      return { x, y: figure(x, random(), random()), draw: String(draw), setting: "" };
    }),
  );
}
