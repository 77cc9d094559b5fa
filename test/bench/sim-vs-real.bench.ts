import { compared, rejected, type Test } from "../trust/distributions.ts";
import { CONFIGURATIONS, type Measured, measured } from "../trust/two-worlds.ts";

const LEVEL = 0.01;

/**
 * The simulator against real nodes: 400 real runs and 20,000 simulated of each
 * configuration. Elapsed times and messages are compared as distributions,
 * rounds and undecided runs as shares, all of them jointly at 1 %. Real runs
 * with a late timer are left out and counted.
 */
export default async function simVersusReal() {
  const real = await measured(
    { module: "paxy_remote", repeat: 400, jobs: 2, seed: 4 },
    CONFIGURATIONS,
  );
  const simulated = await measured(
    { module: "paxy_sim", repeat: 20_000, jobs: 2, seed: 5 },
    CONFIGURATIONS,
  );
  const all = CONFIGURATIONS.map(({ name }, index) => {
    const [one, other] = [real[index] as Measured, simulated[index] as Measured];
    return { name, one, other, tests: compared(name, one.runs, other.runs) };
  });
  const differing = rejected(
    all.flatMap(({ tests }) => tests),
    LEVEL,
  );
  return all.map(({ name, one, other, tests }) => ({
    figure: name,
    measured: `${median(other)} ms, ${mean(other)} rounds`,
    reference: `${median(one)} ms, ${mean(one)} rounds (${one.runs.length} real, ${one.late} late)`,
    ratio: `p ${Math.min(...tests.map(({ p }) => p)).toPrecision(2)}`,
    target: wrong(tests, differing) || "as on nodes",
    ok: wrong(tests, differing) === "",
  }));
}

const wrong = (tests: readonly Test[], differing: readonly Test[]): string =>
  tests
    .filter((each) => differing.includes(each))
    .map(({ name, p }) => `${name} differs (${p.toPrecision(1)})`)
    .join("; ");

function median({ runs }: Measured): number {
  const times = runs
    .map((each) => each.elapsedMs ?? Number.POSITIVE_INFINITY)
    .sort((a, b) => a - b);
  return times[times.length >> 1] ?? Number.NaN;
}

const mean = ({ runs }: Measured): string => {
  const rounds = runs.flatMap((each) => each.rounds ?? []);
  return (rounds.reduce((sum, each) => sum + each, 0) / rounds.length).toFixed(2);
};
